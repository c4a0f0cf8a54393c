package io.jenkins.plugins.ratchet.config;

import com.jayway.jsonpath.JsonPath;
import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import io.jenkins.plugins.ratchet.config.YamlNode.Scalar;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What holds for a request and its answer. */
final class HttpRules {
    private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    /** Longer ones are mistakes, and could exhaust the stack of what compiles them. */
    private static final int LONGEST_EXPRESSION = 1000;

    /** A value that an earlier request of a canary took; it is matched literally. */
    private static final Pattern TAKEN = Pattern.compile("\\$\\{[A-Za-z][A-Za-z0-9_-]*}");

    private static final int LOWEST_STATUS = 100;
    private static final int HIGHEST_STATUS = 599;
    private static final int MOST_REDIRECTS = 20;

    private HttpRules() {}

    static void check(Mapping http) {
        place(http);
        if (http.has("method") && !METHODS.contains(http.text("method"))) {
            throw http.placeOf("method")
                    .error(YamlNode.quoted(http.text("method")) + " is not one of " + String.join(", ", METHODS));
        }
        if (http.has("form") && http.has("payload")) {
            throw http.keys().get("payload").error("does not go with form: only one body can be sent");
        }
        ConfigRules.atLeast(http, "status", LOWEST_STATUS);
        if (http.has("status") && Integer.parseInt(http.text("status")) > HIGHEST_STATUS) {
            throw http.placeOf("status").error(http.text("status") + " is no HTTP status");
        }
        ConfigRules.atLeast(http, "certificateDays", 0);
        ConfigRules.atLeast(http, "redirects", 0);
        if (http.has("redirects") && Integer.parseInt(http.text("redirects")) > MOST_REDIRECTS) {
            throw http.placeOf("redirects").error(http.text("redirects") + " is more than " + MOST_REDIRECTS);
        }
        if (http.has("body")) {
            regularExpression(http.text("body"), http.placeOf("body"));
        }
        if (http.mapping("json") != null) {
            http.mapping("json").keys().forEach(HttpRules::jsonPath);
        }
        if (http.mapping("responseHeaders") != null) {
            http.mapping("responseHeaders").entries().values().stream()
                    .filter(Scalar.class::isInstance)
                    .map(Scalar.class::cast)
                    .forEach(each -> regularExpression(each.text(), each.place()));
        }
        settings(http.mapping("headers"));
        settings(http.mapping("form"));
        if (http.mapping("bearer") != null) {
            DatabaseRules.setting(http.mapping("bearer"));
        }
        if (http.mapping("payload") != null) {
            DatabaseRules.setting(http.mapping("payload"));
        }
    }

    private static void place(Mapping http) {
        switch (ConfigRules.exactlyOne(http, CheckRules.PLACES)) {
            case "url" -> {
                if (http.has("path")) {
                    throw http.keys().get("path").error("goes with host or service; a url has its own");
                }
                if (!http.text("url").contains("${")) {
                    ConfigRules.address(http, "url", Set.of("http", "https"));
                }
            }
            case "service" -> {
                ConfigRules.required(http.mapping("service"), "name");
                for (String key : List.of("caFile", "certificateDays")) {
                    if (http.has(key)) {
                        throw http.keys().get(key).error("goes with url or host: a service is asked in clear");
                    }
                }
            }
            default -> {
                if (http.mapping("host") != null) {
                    DatabaseRules.setting(http.mapping("host"));
                }
            }
        }
        if (http.has("path") && !http.text("path").startsWith("/")) {
            throw http.placeOf("path").error(YamlNode.quoted(http.text("path")) + " is no path; it starts with /");
        }
    }

    static void settings(Mapping settings) {
        if (settings != null) {
            for (Map.Entry<String, YamlNode> entry : settings.entries().entrySet()) {
                if (entry.getValue() instanceof Mapping setting) {
                    DatabaseRules.setting(setting);
                }
            }
        }
    }

    static void regularExpression(String text, YamlNode.Place place) {
        if (text.length() > LONGEST_EXPRESSION) {
            throw place.error("is longer than " + LONGEST_EXPRESSION + " characters");
        }
        try {
            Pattern.compile(TAKEN.matcher(text).replaceAll("x"));
        } catch (PatternSyntaxException e) {
            throw place.error(
                    YamlNode.quoted(text) + " is no regular expression: " + YamlNode.oneLine(e.getDescription()));
        }
    }

    static void jsonPath(String path, YamlNode.Place place) {
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
}
