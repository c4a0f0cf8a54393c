package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import io.jenkins.plugins.ratchet.config.YamlNode.Place;
import io.jenkins.plugins.ratchet.config.YamlNode.Scalar;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What `compose` needs, and what has no meaning where there is no cluster. */
final class ComposeRules {
    /** What stands for the namespace in records, reports and profiles. */
    static final String NAMESPACE = "compose";

    private static final List<String> CLUSTER_ONLY =
            List.of("chart", "repository", "values", "helmArgs", "kubeContext", "freeze");
    private static final List<String> CLUSTER_METHODS = List.of("exec", "job", "volume", "cnpg");
    private static final Map<String, String> CLUSTER_CHECKS = Map.of("secret", "Secrets", "events", "events");

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    /** As Compose itself demands it. */
    private static final Pattern PROJECT = Pattern.compile("[a-z0-9][a-z0-9_-]*");

    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    private ComposeRules() {}

    /** A product without a cluster has no namespace: records and reports say `compose`. */
    static Mapping withNamespace(Mapping own) {
        String installer = own.text("installer");
        if (installer == null && own.text("product") != null) {
            installer = Profiles.installer(own.text("product"), own.placeOf("product"));
        }
        if (!Config.Installer.compose.name().equals(installer)) {
            return own;
        }
        if (own.has("namespace") && !NAMESPACE.equals(own.text("namespace"))) {
            throw refused(own, "namespace");
        }
        Place place = own.place();
        return own.with("namespace", new Scalar(place, NAMESPACE), place);
    }

    static void check(Mapping config) {
        Mapping compose = config.mapping("compose");
        if (compose == null) {
            throw config.place()
                    .errorAbout(
                            "compose",
                            "is missing; `installer: compose` needs compose.files and compose.versionVariable");
        }
        if (compose.items("files").isEmpty()) {
            throw compose.place().errorAbout("files", "is missing; name the project's Compose files");
        }
        matches(compose, "versionVariable", ConfigRules.required(compose, "versionVariable"), VARIABLE, "a variable");
        matches(compose, "project", compose.text("project"), PROJECT, "a project: lower-case letters, digits, - and _");
        matches(compose, "migration", compose.text("migration"), SERVICE, "a service");
        for (YamlNode item : compose.items("services")) {
            String service = ((Scalar) item).text();
            if (!SERVICE.matcher(service).matches()) {
                throw item.place().error(YamlNode.quoted(service) + " is no name of a service");
            }
            if (service.equals(compose.text("migration"))) {
                throw item.place().error(YamlNode.quoted(service) + " is the migration, which is never rolled");
            }
        }
        for (YamlNode item : compose.items("databaseServices")) {
            matches(compose, "databaseServices", ((Scalar) item).text(), SERVICE, "a service");
        }
        if (compose.has("command") && compose.items("command").isEmpty()) {
            throw compose.placeOf("command").error("is empty; expected a program and its arguments");
        }
        for (String key : CLUSTER_ONLY) {
            if (config.has(key)) {
                throw refused(config, key);
            }
        }
        databases(config);
        checks(config);
    }

    private static void databases(Mapping config) {
        Mapping backups = config.mapping("backups");
        if (backups != null && backups.has("quiesce")) {
            throw refused(backups, "quiesce");
        }
        for (Mapping database : config.mappings("databases")) {
            if (database.has("writers")) {
                throw refused(database, "writers");
            }
            String method = database.text("method");
            Mapping secrets = database.mapping("secrets");
            if (secrets != null && secrets.has("names")) {
                throw secrets.placeOf("names")
                        .error("names Secrets of a cluster, and with `installer: compose` there is none; name files");
            }
            if (method != null && CLUSTER_METHODS.contains(method)) {
                throw database.placeOf("method")
                        .error(database.text("method") + " needs a cluster; with `installer: compose`"
                                + " use dump, or command");
            }
        }
    }

    private static void checks(Mapping config) {
        for (Mapping check : config.mappings("checks")) {
            CLUSTER_CHECKS.forEach((key, what) -> {
                if (check.has(key)) {
                    throw check.placeOf(key)
                            .error("looks at " + what + " of a cluster, and with `installer: compose`"
                                    + " there is none");
                }
            });
            if (check.mapping("http") != null && check.mapping("http").has("service")) {
                throw check.mapping("http")
                        .placeOf("service")
                        .error("is a Service of a cluster; with `installer:"
                                + " compose` give url or host, with the port that is published");
            }
        }
    }

    private static RuntimeException refused(Mapping node, String key) {
        return node.placeOf(key)
                .error("does not go with `installer: compose`: it is about a cluster, and there is none");
    }

    private static void matches(Mapping node, String key, String text, Pattern pattern, String what) {
        if (text != null && !pattern.matcher(text).matches()) {
            throw node.placeOf(key).error(YamlNode.quoted(text) + " is no name of " + what);
        }
    }
}
