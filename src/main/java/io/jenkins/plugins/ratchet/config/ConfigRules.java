package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import io.jenkins.plugins.ratchet.config.YamlNode.Scalar;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the keys of a merged configuration mean together. The first fault ends it, at the place where it was written. */
final class ConfigRules {
    /** The only way back is a recorded restore. */
    static final Set<String> NEVER_WAIVED = Set.of(
            "version-not-older",
            "app-version-not-older",
            "no-rollback",
            "kots-version-not-older",
            "compose-image-not-older");

    /** What an admin console would refuse all the same. */
    private static final Set<String> CONSOLE_REFUSES =
            Set.of("kots-required-versions", "kots-deployable", "kots-strict-preflights", "kots-console-version");

    /** What a line in the Terraform configuration mends, and nothing else does. */
    private static final Set<String> TERRAFORM_MENDS = Set.of(
            "terraform-state-unlocked",
            "terraform-same-release",
            "terraform-target",
            "terraform-release-kept",
            "terraform-no-rollback",
            "terraform-not-forced",
            "terraform-hooks-run",
            "terraform-only-target",
            "terraform-applicable");

    /** What Compose needs to do anything at all. */
    private static final Set<String> COMPOSE_NEEDS =
            Set.of("compose-variables", "compose-images", "compose-services-running");

    /** Helm's own limit: it leaves room for suffixes in a label of 63. */
    private static final int LONGEST_RELEASE = 53;

    private static final int LONGEST_LABEL = 63;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern RELEASE = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    /** Enough to catch a slip; the scheme itself decides when versions are compared. */
    private static final Pattern VERSION = Pattern.compile("[vV]?[0-9]+(?:\\.[0-9]+)*(?:[-+][0-9A-Za-z.+-]+)?");

    private static final Pattern STOPPABLE = Pattern.compile(
            "(deployment|statefulset|cronjob|scaledobject|scaledjob)/[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private ConfigRules() {}

    /** What a profile needs to be filled in. */
    static void names(Mapping config) {
        String release = requiredOrOption(config, "release");
        if (release.length() > LONGEST_RELEASE || !RELEASE.matcher(release).matches()) {
            throw config.placeOf("release")
                    .error(YamlNode.quoted(release)
                            + " is no name of a Helm release: lower-case letters, digits, - and ., at most "
                            + LONGEST_RELEASE
                            + " characters");
        }
        String namespace = requiredOrOption(config, "namespace");
        if (namespace.length() > LONGEST_LABEL || !LABEL.matcher(namespace).matches()) {
            throw config.placeOf("namespace")
                    .error(YamlNode.quoted(namespace)
                            + " is no name of a Kubernetes namespace: lower-case letters, digits and -, at most "
                            + LONGEST_LABEL
                            + " characters");
        }
    }

    static void check(Mapping config, Set<String> knownRules) {
        InstallerRules.check(config);
        address(config, "repository", Set.of("http", "https", "oci"));
        versions(config.mapping("versions"));
        DatabaseRules.check(config.mappings("databases"));
        backups(config.mapping("backups"));
        quiesce(config.mapping("backups"), config.mappings("databases"));
        preparations(config.mappings("prepare"));
        MigrationRules.check(config.mapping("migrations"), DatabaseRules.sqlNames(config));
        FreezeRules.check(config.mappings("freeze"), DatabaseRules.sqlNames(config), DatabaseRules.redisNames(config));
        CheckRules.check(config.mappings("checks"), DatabaseRules.sqlNames(config), DatabaseRules.redisNames(config));
        waivers(config.mappings("allow"), knownRules);
    }

    static String requiredOrOption(Mapping config, String key) {
        if (config.text(key) == null || config.text(key).isBlank()) {
            throw config.place().errorAbout(key, "is missing; give it here or with --" + key);
        }
        return config.text(key);
    }

    static String required(Mapping node, String key) {
        String text = node.text(key);
        if (text == null) {
            throw node.place().errorAbout(key, "is missing");
        }
        return text;
    }

    /** The one key of those that is given. */
    static String exactlyOne(Mapping node, List<String> keys) {
        List<String> given = keys.stream().filter(node::has).toList();
        if (given.size() != 1) {
            String all = String.join(", ", keys.subList(0, keys.size() - 1)) + " and " + keys.get(keys.size() - 1);
            throw node.place()
                    .error("needs exactly one of " + all + ", and has "
                            + (given.isEmpty() ? "none" : String.join(" and ", given)));
        }
        return given.get(0);
    }

    static void atLeast(Mapping node, String key, int least) {
        if (node != null && node.has(key) && Integer.parseInt(node.text(key)) < least) {
            throw node.placeOf(key).error(node.text(key) + " is too small; expected at least " + least);
        }
    }

    static void address(Mapping node, String key, Set<String> schemes) {
        String text = node.text(key);
        if (text == null) {
            return;
        }
        String expected = "; expected " + String.join(", ", new TreeSet<>(schemes)) + " with a host";
        try {
            URI uri = new URI(text);
            if (uri.getScheme() == null || !schemes.contains(uri.getScheme()) || uri.getHost() == null) {
                throw node.placeOf(key).error(YamlNode.quoted(text) + " is no such address" + expected);
            }
        } catch (URISyntaxException e) {
            throw node.placeOf(key).error(YamlNode.quoted(text) + " is no address" + expected);
        }
    }

    private static void versions(Mapping versions) {
        if (versions == null) {
            return;
        }
        boolean listed = "list".equals(versions.text("scheme"));
        if (listed && versions.items("list").isEmpty()) {
            throw versions.place().errorAbout("list", "is missing; scheme list needs every version, oldest first");
        }
        if (!listed && versions.has("list")) {
            throw versions.keys().get("list").error("goes with scheme list only");
        }
        boolean stops = "required-stops".equals(versions.text("stepping"));
        boolean named = !versions.items("stops").isEmpty() || versions.has("stopAnnotation");
        if (stops != named) {
            throw versions.place().errorAbout("stops", "or stopAnnotation, and stepping required-stops go together");
        }
        atLeast(versions, "supportMonths", 1);
        atLeast(versions, "parts", 1);
        for (Mapping source : versions.mappings("sources")) {
            exactlyOne(source, List.of("repo", "oci", "git", "directory", "list"));
            address(source, "repo", Set.of("http", "https"));
            address(source, "oci", Set.of("oci"));
        }
        Set<String> list = distinct(versions.items("list"));
        for (String stop : distinct(versions.items("stops"))) {
            YamlNode.Place place = versions.placeOf("stops");
            if (listed && !list.contains(stop)) {
                throw place.error(YamlNode.quoted(stop) + " is not in the list of versions");
            }
            if (!listed && !VERSION.matcher(stop).matches()) {
                throw place.error(YamlNode.quoted(stop) + " is no version such as 1.2.3");
            }
        }
    }

    private static Set<String> distinct(List<YamlNode> versions) {
        Set<String> seen = new LinkedHashSet<>();
        for (YamlNode item : versions) {
            String text = ((Scalar) item).text();
            if (!seen.add(text)) {
                throw item.place().error("version " + YamlNode.quoted(text) + " appears twice");
            }
        }
        return seen;
    }

    private static void backups(Mapping backups) {
        atLeast(backups, "parallel", 1);
        atLeast(backups, "jobs", 1);
        if (backups == null) {
            return;
        }
        if (backups.text("to") != null) {
            DestinationName.problem(backups.text("to")).ifPresent(problem -> {
                throw backups.placeOf("to").error(problem);
            });
        }
        Mapping keep = backups.mapping("keep");
        if (keep != null) {
            atLeast(keep, "count", 1);
            if (!keep.has("count") && !keep.has("age")) {
                throw backups.placeOf("keep").error("needs count, age or both");
            }
        }
    }

    private static void quiesce(Mapping backups, List<Mapping> databases) {
        Mapping quiesce = backups == null ? null : backups.mapping("quiesce");
        if (quiesce == null || "false".equals(quiesce.text("enabled"))) {
            return;
        }
        List<YamlNode> workloads = quiesce.items("workloads");
        for (YamlNode workload : workloads) {
            String text = ((Scalar) workload).text();
            if (!STOPPABLE.matcher(text).matches()) {
                throw workload.place()
                        .error(YamlNode.quoted(text) + " is no workload that can be stopped; expected deployment/NAME,"
                                + " statefulset/NAME, cronjob/NAME, scaledobject/NAME or scaledjob/NAME");
            }
        }
        if (workloads.isEmpty()
                && databases.stream()
                        .allMatch(database -> database.items("writers").isEmpty())) {
            throw backups.placeOf("quiesce")
                    .error(
                            "has nothing to stop; declare databases[].writers, e.g. [deployment/api], or workloads here");
        }
    }

    private static void preparations(List<Mapping> preparations) {
        for (Mapping preparation : preparations) {
            required(preparation, "name");
            String kind = exactlyOne(preparation, List.of("run", "manual"));
            if (kind.equals("run") && preparation.items("run").isEmpty()) {
                throw preparation.placeOf("run").error("is empty; expected a command and its arguments");
            }
        }
    }

    private static void waivers(List<Mapping> waivers, Set<String> knownRules) {
        Set<String> seen = new HashSet<>();
        for (Mapping waiver : waivers) {
            String rule = required(waiver, "rule");
            if (NEVER_WAIVED.contains(rule)) {
                throw waiver.placeOf("rule").error(rule + " cannot be waived; the only way back is a recorded restore");
            }
            if (CONSOLE_REFUSES.contains(rule)) {
                throw waiver.placeOf("rule").error(rule + " cannot be waived; the admin console would refuse too");
            }
            if (COMPOSE_NEEDS.contains(rule)) {
                throw waiver.placeOf("rule")
                        .error(rule + " cannot be waived; the upgrade could not be done without it");
            }
            if (TERRAFORM_MENDS.contains(rule)) {
                throw waiver.placeOf("rule")
                        .error(rule + " cannot be waived; change what it names in the Terraform configuration, or"
                                + " terraform.alsoChanges");
            }
            if (!knownRules.contains(rule)) {
                throw waiver.placeOf("rule")
                        .error("no rule is called " + YamlNode.quoted(rule) + "; "
                                + Nearest.hint(rule, new TreeSet<>(knownRules)));
            }
            if (!seen.add(rule)) {
                throw waiver.placeOf("rule").error(rule + " is waived twice");
            }
            if (!waiver.has("reason")) {
                throw waiver.place().errorAbout("reason", "is missing; it goes into the record and every report");
            }
        }
    }
}
