package io.jenkins.plugins.ratchet.config;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How times are written in {@code ratchet.yaml}: {@code 90s}, {@code 30m}, {@code 1h30m}, {@code 7d} or ISO-8601. */
public final class Durations {
    static final String EXPECTED = "a time such as 90s, 30m, 1h30m, 7d or PT30M";

    private static final Pattern FORMAT = Pattern.compile(
            "(?:(?<d>[0-9]{1,9})d)?(?:(?<h>[0-9]{1,9})h)?" + "(?:(?<m>[0-9]{1,9})m)?(?:(?<s>[0-9]{1,9})s)?");
    private static final long SECONDS_PER_DAY = 86_400;

    private Durations() {}

    /**
     * The time that a text denotes; more than zero.
     *
     * @throws IllegalArgumentException says what was seen and what is expected
     */
    public static Duration parse(String text) {
        Duration duration = read(text);
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(YamlNode.quoted(text) + " is not more than zero; expected " + EXPECTED);
        }
        return duration;
    }

    private static Duration read(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!text.isEmpty() && matcher.matches()) {
            return Duration.ofDays(number(matcher, "d"))
                    .plusHours(number(matcher, "h"))
                    .plusMinutes(number(matcher, "m"))
                    .plusSeconds(number(matcher, "s"));
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(YamlNode.quoted(text) + " is no duration; expected " + EXPECTED, e);
        }
    }

    private static long number(Matcher matcher, String group) {
        return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
    }

    /** As a person writes it: {@code 24h}, {@code 1h30m}, {@code 7d}; ISO-8601 for parts of a second. */
    public static String format(Duration duration) {
        if (duration.isZero() || duration.isNegative() || duration.getNano() != 0) {
            return duration.toString();
        }
        long seconds = duration.getSeconds();
        if (seconds % SECONDS_PER_DAY == 0 && seconds > SECONDS_PER_DAY) {
            return seconds / SECONDS_PER_DAY + "d";
        }
        return part(duration.toHours(), "h")
                + part(duration.toMinutesPart(), "m")
                + part(duration.toSecondsPart(), "s");
    }

    private static String part(long number, String unit) {
        return number == 0 ? "" : number + unit;
    }
}
