package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Keeps secrets out of everything that is shown of values and manifests: what a chart puts into a Secret is a secret
 * wherever else it appears, and so is what a name or an address calls one.
 */
final class Masks {
    static final String MASK = "****";
    private static final int LONGEST = 120;

    /** Shorter ones would blacken ordinary words. */
    private static final int SHORTEST = 5;

    /** From so many characters on no ordinary word holds it by chance. */
    private static final int UNMISTAKABLE = 12;

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

    /** A text of several lines begins under this name. */
    private static final Pattern SECRET_BLOCK =
            Pattern.compile("[\\s-]*[\"']?([A-Za-z][\\w.-]*)[\"']?:\\s*[|>][-+0-9]*\\s*");

    private final TreeSet<String> secrets =
            new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    /** How a secret is written elsewhere, and which it is. */
    private final Map<String, String> forms = new HashMap<>();

    private final Map<String, Integer> numbers = new HashMap<>();

    /** Files inside of objects, as they are shown. */
    private final Map<String, String> files = new HashMap<>();

    private final NamedSecrets named = new NamedSecrets(this::learnNamed);

    private Pattern known;

    /** Remembers what a Secret holds, old, new or live, and what another object calls a secret by its name. */
    void learn(JsonNode object) {
        if (!object.path("kind").asText().equals("Secret")) {
            named.in(object);
            return;
        }
        object.path("data").properties().forEach(entry -> learn(entry.getKey(), decoded(entry.getValue())));
        object.path("stringData")
                .properties()
                .forEach(entry -> learn(entry.getKey(), entry.getValue().asText("")));
    }

    /** Remembers the values that their own names call secrets, used by the chart or not. */
    void learnValues(JsonNode values) {
        named.in(values);
    }

    /** Remembers what somebody else calls a secret, whatever it is named. */
    void learnSecret(String text) {
        learn("", text);
    }

    /** Where a Secret is named by what ends in "secret", its name is no secret. */
    private void learnNamed(String name, String value) {
        if (!name.toLowerCase(Locale.ROOT).endsWith("secret") && !isReference(value)) {
            learn(name, value);
        }
    }

    private void learn(String key, String value) {
        String text = value.strip();
        boolean open = OPEN_NAME.matcher(key.toLowerCase(Locale.ROOT)).find();
        if (!open && text.length() >= SHORTEST && !text.matches("\\d{1,5}|true|false")) {
            secrets.add(text);
            forms.put(base64(value), text);
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
        String text = lines(value.asText()).replaceAll("\\s+", " ");
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
        int block = -1;
        // First as a whole: a secret may have several lines.
        for (String line : text(text).split("\n", -1)) {
            int indent = line.length() - line.stripLeading().length();
            block = indent > block || line.isBlank() ? block : -1;
            key |= line.contains("-----BEGIN") && line.contains("PRIVATE KEY");
            shown.append(shown.isEmpty() ? "" : "\n").append(key || block >= 0 ? MASK : line(line));
            Matcher opening = SECRET_BLOCK.matcher(line);
            block = block < 0 && opening.matches() && namesSecret(opening.group(1)) ? indent : block;
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
        for (Assignment each = Assignment.first(result); each != null; each = each.next()) {
            if (namesSecret(each.name()) && !isReference(each.value())) {
                return result.substring(0, each.start()) + numbered(each.value());
            }
        }
        return result;
    }

    /** The same number for a secret and its other forms. */
    private String plain(String found) {
        return secrets.contains(found) ? found : forms.getOrDefault(found, found);
    }

    private static boolean isReference(String value) {
        return value.startsWith("{") || value.startsWith("$") || value.matches("[|>][-+]?|true|false|null|\"\"|''");
    }

    /** Short ones are bounded by what is no word, so that "admin" does not blacken "administrator". */
    private Pattern known() {
        if (known == null) {
            for (String secret : secrets) {
                forms.put(base64(secret), secret);
                forms.putIfAbsent(URLEncoder.encode(secret, StandardCharsets.UTF_8), secret);
                String quoted = TextNode.valueOf(secret).toString();
                quoted = quoted.substring(1, quoted.length() - 1);
                forms.putIfAbsent(quoted, secret);
                // As helm's toJson writes it.
                forms.putIfAbsent(
                        quoted.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"), secret);
            }
            TreeSet<String> all = new TreeSet<>(secrets.comparator());
            all.addAll(secrets);
            all.addAll(forms.keySet());
            known = Pattern.compile(all.stream().map(Masks::bounded).collect(Collectors.joining("|")));
        }
        return known;
    }

    private static String bounded(String secret) {
        String quoted = Pattern.quote(secret);
        return secret.length() < UNMISTAKABLE ? "(?<![A-Za-z0-9])" + quoted + "(?![A-Za-z0-9])" : quoted;
    }

    private static String base64(String secret) {
        return Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
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
