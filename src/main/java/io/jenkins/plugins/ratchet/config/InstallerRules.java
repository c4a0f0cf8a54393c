package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import java.util.List;
import java.util.regex.Pattern;

/** Which keys go with which installer. */
final class InstallerRules {
    /** What the admin console holds itself: given here it would be ignored, or work against it. */
    private static final List<String> HELM_ONLY = List.of("chart", "repository", "values", "helmArgs");

    private static final List<String> NOT_TERRAFORM = List.of("values", "helmArgs");

    private static final Pattern TARGET =
            Pattern.compile("(?:module\\.[\\w-]+(?:\\[[^\\]]+\\])?\\.)*helm_release\\.[\\w-]+(?:\\[[^\\]]+\\])?");

    private InstallerRules() {}

    static boolean isCompose(Mapping config) {
        return Config.Installer.compose.name().equals(config.text("installer"));
    }

    static void check(Mapping config) {
        Config.Installer installer =
                config.has("installer") ? Config.Installer.valueOf(config.text("installer")) : Config.Installer.helm;
        only(config, "kots", installer == Config.Installer.kots);
        only(config, "terraform", installer == Config.Installer.terraform);
        only(config, "compose", installer == Config.Installer.compose);
        if (installer != Config.Installer.compose) {
            secretsInCluster(config);
        }
        switch (installer) {
            case kots -> kots(config);
            case terraform -> terraform(config);
            case compose -> ComposeRules.check(config);
            default -> ConfigRules.requiredOrOption(config, "chart");
        }
    }

    private static void secretsInCluster(Mapping config) {
        for (Mapping database : config.mappings("databases")) {
            Mapping secrets = database.mapping("secrets");
            if (secrets != null && secrets.has("files")) {
                throw secrets.placeOf("files")
                        .error("goes with `installer: compose` only; in a cluster give the names of Secrets");
            }
        }
    }

    private static void only(Mapping config, String key, boolean allowed) {
        if (!allowed && config.has(key)) {
            throw config.placeOf(key).error("goes with `installer: " + key + "` only");
        }
    }

    private static Mapping needed(Mapping config, String key, String within) {
        Mapping mapping = config.mapping(key);
        if (mapping == null) {
            throw config.place().errorAbout(key, "is missing; `installer: " + key + "` needs " + key + "." + within);
        }
        ConfigRules.required(mapping, within);
        return mapping;
    }

    private static void kots(Mapping config) {
        Mapping kots = needed(config, "kots", "app");
        if (kots.has("airgapBundle") && "true".equals(kots.text("checkForUpdates"))) {
            throw kots.placeOf("checkForUpdates").error("does not go with kots.airgapBundle: leave one of them out");
        }
        if (kots.has("registry")) {
            ConfigRules.required(kots.mapping("registry"), "address");
            if (!kots.has("airgapBundle")) {
                throw kots.placeOf("registry").error("goes with kots.airgapBundle only");
            }
        }
        refuse(config, HELM_ONLY, "`installer: kots`: the admin console holds the chart and its values");
    }

    private static void terraform(Mapping config) {
        Mapping terraform = needed(config, "terraform", "target");
        if (!TARGET.matcher(terraform.text("target")).matches()) {
            throw terraform
                    .placeOf("target")
                    .error(
                            YamlNode.quoted(terraform.text("target"))
                                    + " is no address of a helm_release; expected helm_release.NAME, or module.NAME.helm_release.NAME");
        }
        ConfigRules.requiredOrOption(config, "chart");
        refuse(config, NOT_TERRAFORM, "`installer: terraform`: the Terraform configuration holds the values");
    }

    private static void refuse(Mapping config, List<String> keys, String why) {
        for (String key : keys) {
            if (config.has(key)) {
                throw config.placeOf(key).error("does not go with " + why);
            }
        }
    }
}
