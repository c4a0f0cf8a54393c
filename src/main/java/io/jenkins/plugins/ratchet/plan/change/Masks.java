package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of everything that is shown of values and manifests: what a chart puts into a Secret is a secret
 * wherever else it appears, and so is what a name or an address calls one.
 */
final class Masks {
    static final String MASK = "****";
    private static final int LONGEST = 120;

    /** Shorter ones would blacken ordinary words. */
    private static final int SHORTEST = 5;

    /** What a key or a variable is called that holds a secret itself, and not where one is. */
    private static final Pattern SECRET_NAME = Pattern.compile(
            "passw(or)?d|passphrase|pwd$|token$|secret$|api[-_]?key|access[-_]?key|private[-_]?key|secret[-_]?key"
                    + "|encryption[-_]?key|signing[-_]?key|credential|authorization|cookie|connection[-_]?string|\\bdsn$");

    private static final Pattern PLACE_NAME =
            Pattern.compile("(name|ref|refs|file|path|enabled|existing.*|mount.*|length|ttl|policy|keyselector)$");

    /** Names of what a Secret often holds beside the secret, and what is shown everywhere anyway. */
    private static final Pattern OPEN_NAME =
            Pattern.compile("(user(_?name)?|host(name)?|port|database|db(_?name)?|name|schema|sslmode|region|bucket)$");

    private static final Pattern URL_PASSWORD = Pattern.compile("(://[^/\\s:@]*:)[^/\\s@]+@");
    private static final Pattern ASSIGNMENT =
            Pattern.compile("[\"']?([A-Za-z][A-Za-z0-9_.-]*)[\"']?\\s*[:=]\\s*(?=\\S)");

    private final TreeSet<String> secrets =
            new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));
    private final Map<String, Integer> numbers = new HashMap<>();

    /** Files inside of objects, as they are shown. */
    private final Map<String, String> files = new HashMap<>();

    private Pattern known;

    /** Remembers what a Secret holds, old, new or live. */
    void learn(JsonNode object) {
        if (!object.path("kind").asText().equals("Secret")) {
            return;
        }
        object.path("data").properties().forEach(entry -> learn(entry.getKey(), decoded(entry.getValue())));
        object.path("stringData")
                .properties()
                .forEach(entry -> learn(entry.getKey(), entry.getValue().asText("")));
    }

    private void learn(String key, String value) {
        String text = value.strip();
        boolean open = OPEN_NAME.matcher(key.toLowerCase(Locale.ROOT)).find();
        if (!open && text.length() >= SHORTEST && !text.matches("\\d{1,5}|true|false")) {
            secrets.add(text);
            known = null;
            files.clear();
            // A file in a Secret is shown line by line elsewhere.
            text.lines().map(String::strip).filter(line -> line.length() > 15).forEach(secrets::add);
        }
    }

    /** Whether the name of a key or a variable says that its value is a secret. */
    static boolean namesSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return SECRET_NAME.matcher(lower).find() && !PLACE_NAME.matcher(lower).find();
    }

    /** A value as it may be shown: on one line, short, masked. */
    String value(ValuePath path, JsonNode value) {
        if (value.isMissingNode()) {
            return null;
        }
        if (value.isObject()) {
            return value.isEmpty() ? "{}" : "a map of " + value.size();
        }
        if (value.isArray()) {
            return value.isEmpty() ? "[]" : "a list of " + value.size();
        }
        boolean word = value.isBoolean() || value.isNull() || value.asText().isEmpty();
        if (!word && path.keys().stream().anyMatch(Masks::namesSecret)) {
            return MASK;
        }
        String text = text(value.asText()).replaceAll("\\s+", " ");
        return value.isTextual() ? "\"" + shortened(text) + "\"" : text;
    }

    /**
     * A mask with a number: the same for the same value, another for another one, so that a change shows and the value does
     * not.
     */
    String numbered(String secret) {
        return secret.isEmpty() || secret.equals("null")
                ? secret
                : MASK + numbers.computeIfAbsent(secret, any -> numbers.size() + 1);
    }

    /** A text of any length as it may be shown, line by line. */
    String lines(String text) {
        if (text.indexOf('\n') < 0) {
            return line(text);
        }
        // Both sides of a change hold the same files mostly.
        return files.computeIfAbsent(text, this::file);
    }

    private String file(String text) {
        StringBuilder shown = new StringBuilder();
        boolean key = false;
        for (String line : text.split("\n", -1)) {
            key |= line.contains("-----BEGIN") && line.contains("PRIVATE KEY");
            shown.append(shown.isEmpty() ? "" : "\n").append(key ? MASK : line(line));
            key &= !line.contains("-----END");
        }
        return shown.toString();
    }

    /** Text with everything masked that is known to be a secret or is assigned to a name that says so. */
    String text(String text) {
        String result = text.contains("://") ? URL_PASSWORD.matcher(text).replaceAll("$1" + MASK + "@") : text;
        if (!secrets.isEmpty()) {
            result = known().matcher(result)
                    .replaceAll(found -> Matcher.quoteReplacement(numbered(plain(found.group()))));
        }
        return result;
    }

    /** A line of a manifest, or of a file inside of one. */
    String line(String line) {
        if (line.contains("PRIVATE KEY-----")) {
            return MASK;
        }
        String result = text(line);
        if (result.indexOf(':') < 0 && result.indexOf('=') < 0) {
            return result;
        }
        Matcher assignment = ASSIGNMENT.matcher(result);
        while (assignment.find()) {
            String value = result.substring(assignment.end());
            if (!value.isBlank() && namesSecret(assignment.group(1)) && !isReference(value)) {
                return result.substring(0, assignment.end()) + numbered(value);
            }
        }
        return result;
    }

    /** The same number for a secret and its stored form. */
    private String plain(String found) {
        return secrets.contains(found) ? found : decoded(TextNode.valueOf(found));
    }

    private static boolean isReference(String value) {
        return value.startsWith("{") || value.startsWith("$") || value.matches("[|>][-+]?|true|false|null|\"\"|''");
    }

    /** Bounded by what is no word, so that "admin" does not blacken "administrator". */
    private Pattern known() {
        if (known == null) {
            StringBuilder any = new StringBuilder();
            for (String secret : secrets) {
                any.append(any.isEmpty() ? "" : "|").append(Pattern.quote(secret));
                String encoded = Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
                any.append('|').append(Pattern.quote(encoded));
            }
            known = Pattern.compile("(?<![A-Za-z0-9])(?:" + any + ")(?![A-Za-z0-9])");
        }
        return known;
    }

    private static String decoded(JsonNode value) {
        try {
            return new String(Base64.getMimeDecoder().decode(value.asText("")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value.asText("");
        }
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
    }
}
