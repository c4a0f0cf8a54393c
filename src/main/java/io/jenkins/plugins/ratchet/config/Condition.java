package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition over the live values of a release: {@code values.a.b}, {@code not values.a.b}, {@code values.a.b == x} or
 * {@code values.a.b != x}; nothing Turing-complete.
 *
 * <p>A key with dots in it is quoted, {@code values.a."b.c"}; a literal may be quoted, {@code == "x y"}. A bare path
 * holds where the value is present and is none of: false, null, an empty text, 0, an empty list or map, and the text
 * "false" in any case, because values are often quoted by the tools that write them. A comparison looks at the value's
 * text, so {@code == true} holds for {@code true} and for {@code "true"}; an absent value equals nothing, so that
 * {@code !=} holds for it.
 */
public record Condition(@JsonValue String text) {
    private static final int LONGEST = 500;
    private static final String KEY = "(?:\"[^\"]+\"|[^\\s.\"=!]+)";
    private static final Pattern FORMAT = Pattern.compile("\\s*(?<not>not\\s+)?values(?<path>(?:\\." + KEY + ")+)\\s*"
            + "(?:(?<operator>[=!]=)\\s*(?<literal>\"[^\"]*\"|'[^']*'|[^\\s\"'=!]+)\\s*)?");
    private static final Pattern PATH_KEY = Pattern.compile("\\.(" + KEY + ")");

    /** Refuses a text that is no condition: a condition that nobody can read must not decide about a backup. */
    public Condition {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("condition is longer than " + LONGEST + " characters");
        }
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("cannot read condition " + YamlNode.quoted(text)
                    + "; expected `values.a.b`, `not values.a.b`, `values.a.b == x` or `values.a.b != x`");
        }
        if (matcher.group("not") != null && matcher.group("operator") != null) {
            throw new IllegalArgumentException(
                    "cannot read condition " + YamlNode.quoted(text) + "; `not` does not go with `"
                            + matcher.group("operator") + "`: use `"
                            + (matcher.group("operator").equals("==") ? "!=" : "==")
                            + "` instead");
        }
    }

    /**
     * The condition that a text denotes.
     *
     * @throws IllegalArgumentException says what was seen and what is expected
     */
    @JsonCreator
    public static Condition parse(String text) {
        return new Condition(text);
    }

    /** Whether it holds for these values (chart defaults and user's values merged, as helm merges them). */
    public boolean holds(JsonNode values) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalStateException(text);
        }
        JsonNode value = values;
        for (String key : keys(matcher.group("path"))) {
            value = value.isArray() && key.matches("[0-9]{1,9}") ? value.path(Integer.parseInt(key)) : value.path(key);
        }
        if (matcher.group("operator") == null) {
            return isSet(value) == (matcher.group("not") == null);
        }
        boolean equal =
                value.isValueNode() && !value.isNull() && value.asText().equals(unquoted(matcher.group("literal")));
        return equal == matcher.group("operator").equals("==");
    }

    private static boolean isSet(JsonNode value) {
        if (value.isContainerNode()) {
            return !value.isEmpty();
        }
        if (value.isNumber()) {
            return value.decimalValue().signum() != 0;
        }
        if (value.isTextual()) {
            return !value.asText().isEmpty() && !value.asText().equalsIgnoreCase("false");
        }
        return value.asBoolean(false);
    }

    private static List<String> keys(String path) {
        List<String> keys = new ArrayList<>();
        Matcher matcher = PATH_KEY.matcher(path);
        while (matcher.find()) {
            keys.add(unquoted(matcher.group(1)));
        }
        return keys;
    }

    private static String unquoted(String text) {
        boolean quoted = text.length() >= 2 && (text.startsWith("\"") || text.startsWith("'"));
        return quoted ? text.substring(1, text.length() - 1) : text;
    }

    @Override
    public String toString() {
        return text;
    }
}
