package io.jenkins.plugins.ratchet.config;

import com.jayway.jsonpath.JsonPath;
import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What holds for the checks after an upgrade. */
final class CheckRules {
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** Longer ones are mistakes, and could exhaust the stack of what compiles them. */
    private static final int LONGEST_EXPRESSION = 1000;

    private static final int LOWEST_STATUS = 100;
    private static final int HIGHEST_STATUS = 599;

    private CheckRules() {}

    static void check(List<Mapping> checks, Set<String> databases) {
        for (Mapping check : checks) {
            ConfigRules.required(check, "name");
            switch (ConfigRules.exactlyOne(check, List.of("http", "sql", "manual"))) {
                case "http" -> http(check.mapping("http"));
                case "sql" -> sql(check.mapping("sql"), databases);
                default -> {
                    // a person's duty; any text will do
                }
            }
        }
    }

    private static void http(Mapping http) {
        ConfigRules.required(http, "url");
        ConfigRules.address(http, "url", Set.of("http", "https"));
        if (http.has("method") && !METHODS.contains(http.text("method"))) {
            throw http.placeOf("method")
                    .error(YamlNode.quoted(http.text("method")) + " is not one of " + String.join(", ", METHODS));
        }
        ConfigRules.atLeast(http, "status", LOWEST_STATUS);
        if (http.has("status") && Integer.parseInt(http.text("status")) > HIGHEST_STATUS) {
            throw http.placeOf("status").error(http.text("status") + " is no HTTP status");
        }
        ConfigRules.atLeast(http, "certificateDays", 0);
        if (http.has("body")) {
            regularExpression(http);
        }
        if (http.mapping("json") != null) {
            http.mapping("json").keys().forEach((path, place) -> jsonPath(path, place));
        }
        if (http.mapping("headers") != null) {
            for (YamlNode header : http.mapping("headers").entries().values()) {
                if (header instanceof Mapping setting) {
                    DatabaseRules.setting(setting);
                }
            }
        }
    }

    private static void regularExpression(Mapping http) {
        String text = http.text("body");
        if (text.length() > LONGEST_EXPRESSION) {
            throw http.placeOf("body").error("is longer than " + LONGEST_EXPRESSION + " characters");
        }
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw http.placeOf("body")
                    .error(YamlNode.quoted(text) + " is no regular expression: "
                            + YamlNode.oneLine(e.getDescription()));
        }
    }

    private static void jsonPath(String path, YamlNode.Place place) {
        if (path.length() > LONGEST_EXPRESSION) {
            throw place.error("is longer than " + LONGEST_EXPRESSION + " characters");
        }
        if (!path.startsWith("$") || !compiles(path)) {
            throw place.error("is no JSON path such as $.status");
        }
    }

    private static boolean compiles(String path) {
        try {
            JsonPath.compile(path);
            return true;
        } catch (RuntimeException e) { // its parser lets index errors through
            return false;
        }
    }

    private static void sql(Mapping sql, Set<String> databases) {
        String database = ConfigRules.required(sql, "database");
        if (!databases.contains(database)) {
            throw sql.placeOf("database")
                    .error("no postgres database is called " + YamlNode.quoted(database) + "; "
                            + (databases.isEmpty() ? "none is declared" : Nearest.hint(database, databases)));
        }
        ConfigRules.required(sql, "query");
        String expectation = ConfigRules.exactlyOne(sql, List.of("equals", "contains", "empty"));
        if (expectation.equals("contains") && sql.items("contains").isEmpty()) {
            throw sql.placeOf("contains").error("is empty; expected values that the rows must hold");
        }
        if (expectation.equals("empty") && !sql.text("empty").equals("true")) {
            throw sql.placeOf("empty").error("can only be true; use equals or contains for a query that yields rows");
        }
    }
}
