package io.jenkins.plugins.ratchet.helm;

import io.jenkins.plugins.ratchet.helm.EmbeddedHelmArguments.Unusable;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns helm's spelling of values, files and durations into helm-java's. */
final class EmbeddedHelmValues {
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|h|m|s)");

    private EmbeddedHelmValues() {}

    /**
     * {@code --set a=1,b=2} as helm-java takes it: URL-encoded pairs, whose values it escapes by itself.
     *
     * @throws Unusable for a list or a map as the value, which that escaping would turn into text
     */
    static String set(List<String> assignments) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String assignment : assignments) {
            for (String part : assignment.split("(?<!\\\\),")) {
                int equals = part.indexOf('=');
                if (equals < 1) {
                    throw new Unusable("--set takes KEY=VALUE, not \"" + part + "\"");
                }
                String value = part.substring(equals + 1);
                if (value.startsWith("{") || value.startsWith("[")) {
                    throw new Unusable("the embedded helm cannot set a list by --set; put " + part.substring(0, equals)
                            + " into a values file");
                }
                pairs.put(part.substring(0, equals), value.replaceAll("\\\\(.)", "$1"));
            }
        }
        return encode(pairs);
    }

    static String setFiles(List<String> assignments) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String assignment : assignments) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw new Unusable("--set-file takes KEY=PATH, not \"" + assignment + "\"");
            }
            pairs.put(assignment.substring(0, equals), absolute(assignment.substring(equals + 1)));
        }
        return encode(pairs);
    }

    static String files(List<String> files) {
        for (String file : files) {
            if (file.contains(",") || file.equals("-") || file.contains("://")) {
                throw new Unusable(
                        "the embedded helm reads values from plain files without a comma in their name, not " + file);
            }
        }
        return files.isEmpty()
                ? null
                : files.stream().map(EmbeddedHelmValues::absolute).collect(Collectors.joining(","));
    }

    /** A duration as Go writes it, in whole seconds, at least one; 0 where there is none. */
    static int seconds(String duration) {
        if (duration == null) {
            return 0;
        }
        Matcher matcher = DURATION.matcher(duration);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            end = matcher.end();
            long unit = switch (matcher.group(2)) {
                case "h" -> 3_600_000;
                case "m" -> 60_000;
                case "s" -> 1000;
                default -> 1;
            };
            sum = sum.plusMillis(Math.round(Double.parseDouble(matcher.group(1)) * unit));
        }
        if (end != duration.length() || sum.isZero()) {
            throw new Unusable("--timeout takes a duration such as 5m0s, not \"" + duration + "\"");
        }
        return Math.toIntExact(Math.max(1, sum.plusMillis(999).toSeconds()));
    }

    private static String absolute(String path) {
        return Path.of(path).toAbsolutePath().normalize().toString();
    }

    private static String encode(Map<String, String> pairs) {
        return pairs.isEmpty()
                ? null
                : pairs.entrySet().stream()
                        .map(pair -> encode(pair.getKey()) + "=" + encode(pair.getValue()))
                        .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
