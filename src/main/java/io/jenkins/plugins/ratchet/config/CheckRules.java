package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What holds for checks. */
final class CheckRules {
    /** Exactly one of them makes a check. */
    static final List<String> KINDS =
            List.of("http", "sql", "redis", "canary", "secret", "command", "images", "events", "restarts", "manual");

    /** What the answer of a query may have to be. */
    static final List<String> ANSWERS = List.of("versions", "holds", "equals", "contains", "empty");

    /** Where a request may go. */
    static final List<String> PLACES = List.of("url", "host", "service");

    /** Kinds whose result is a value that another one can be compared with. */
    private static final Set<String> COMPARABLE = Set.of("http", "sql", "redis", "command");

    private CheckRules() {}

    static void check(List<Mapping> checks, Set<String> postgres, Set<String> redis) {
        for (Mapping check : checks) {
            ConfigRules.required(check, "name");
            String kind = ConfigRules.exactlyOne(check, KINDS);
            around(check, kind);
            switch (kind) {
                case "http" -> HttpRules.check(check.mapping("http"));
                case "sql" -> sql(check.mapping("sql"), postgres, check.has("compare"));
                case "redis" -> RedisRules.check(check.mapping("redis"), redis);
                case "canary" -> CanaryRules.check(check);
                case "secret" -> secret(check.mapping("secret"));
                case "command" -> command(check.mapping("command"));
                case "restarts" -> ConfigRules.atLeast(check.mapping("restarts"), "most", 0);
                default -> {
                    // nothing in it that could be wrong together
                }
            }
        }
    }

    /** What goes with some kinds only. */
    private static void around(Mapping check, String kind) {
        if (check.has("compare") && !COMPARABLE.contains(kind)) {
            throw check.keys().get("compare").error("goes with " + String.join(", ", new TreeSet<>(COMPARABLE)));
        }
        if (check.has("compare") && "false".equals(check.text("before"))) {
            throw check.placeOf("before").error("is false, but compare needs the result from before the upgrade");
        }
        if (kind.equals("manual") && (check.has("before") || check.has("steady"))) {
            throw check.keys()
                    .get(check.has("before") ? "before" : "steady")
                    .error("has no use with manual: nobody looks");
        }
        if (kind.equals("command") && check.has("steady")) {
            throw check.keys().get("steady").error("has no use with command, which is run once");
        }
    }

    private static void sql(Mapping sql, Set<String> databases, boolean compared) {
        String database = ConfigRules.required(sql, "database");
        if (!databases.contains(database)) {
            throw unknown(sql, database, databases, "postgres");
        }
        if (compared && ANSWERS.stream().noneMatch(sql::has)) {
            ConfigRules.required(sql, "query");
            return;
        }
        String expectation = ConfigRules.exactlyOne(sql, ANSWERS);
        if (List.of("equals", "contains", "empty").contains(expectation)) {
            ConfigRules.required(sql, "query");
        }
        if (List.of("versions", "holds", "contains").contains(expectation)
                && sql.items(expectation).isEmpty()) {
            throw sql.placeOf(expectation).error("is empty; expected what must be there");
        }
        if (expectation.equals("holds") && sql.has("query")) {
            throw sql.keys().get("query").error("has no use with holds, which asks its own");
        }
        if (expectation.equals("empty") && !sql.text("empty").equals("true")) {
            throw sql.placeOf("empty").error("can only be true; use equals or contains for a query that yields rows");
        }
    }

    /** A database of that kind which nobody declared. */
    static RuntimeException unknown(Mapping check, String database, Set<String> declared, String kind) {
        return check.placeOf("database")
                .error("no " + kind + " database is called " + YamlNode.quoted(database) + "; "
                        + (declared.isEmpty() ? "none is declared" : Nearest.hint(database, declared)));
    }

    private static void secret(Mapping secret) {
        ConfigRules.required(secret, "name");
        ConfigRules.required(secret, "key");
        ConfigRules.atLeast(secret, "days", 0);
        ConfigRules.atLeast(secret, "warnDays", 0);
        if (secret.has("pairSecret") && !secret.has("pair")) {
            throw secret.place()
                    .errorAbout(
                            "pair",
                            "is missing; it says which key of " + secret.text("pairSecret") + " holds the other half");
        }
    }

    private static void command(Mapping command) {
        if (command.items("run").isEmpty()) {
            throw command.place().errorAbout("run", "is missing; expected a program and its arguments");
        }
        if (command.has("container") && !command.has("pod")) {
            throw command.keys().get("container").error("goes with pod only");
        }
        if (command.has("artifacts") && command.has("pod")) {
            throw command.keys().get("artifacts").error("stay in the pod; collect them on this machine only");
        }
        if (command.has("output")) {
            HttpRules.regularExpression(command.text("output"), command.placeOf("output"));
        }
        HttpRules.settings(command.mapping("env"));
    }
}
