package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import java.util.List;

/** Which keys go with which installer. */
final class InstallerRules {
    /** What the admin console holds itself: given here it would be ignored, or work against it. */
    private static final List<String> HELM_ONLY = List.of("chart", "repository", "values", "helmArgs");

    private InstallerRules() {}

    static void check(Mapping config) {
        if (!Config.Installer.kots.name().equals(config.text("installer"))) {
            ConfigRules.requiredOrOption(config, "chart");
            if (config.has("kots")) {
                throw config.placeOf("kots").error("goes with `installer: kots` only");
            }
            return;
        }
        Mapping kots = config.mapping("kots");
        if (kots == null) {
            throw config.place().errorAbout("kots", "is missing; `installer: kots` needs kots.app");
        }
        ConfigRules.required(kots, "app");
        for (String key : HELM_ONLY) {
            if (config.has(key)) {
                throw config.placeOf(key)
                        .error("does not go with `installer: kots`: the admin console holds the chart and its values");
            }
        }
    }
}
