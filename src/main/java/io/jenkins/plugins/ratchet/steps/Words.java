package io.jenkins.plugins.ratchet.steps;

import java.text.MessageFormat;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.ResourceBundle;
import org.jvnet.localizer.LocaleProvider;

/** Texts of {@code Messages.properties}, and bounds for texts that come from elsewhere. */
final class Words {
    /** Length of a label in a stage view. */
    static final int LABEL = 100;

    /** Properties alone: the official build also generates a class of the bundle's name. */
    private static final ResourceBundle.Control PROPERTIES =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'");

    private Words() {}

    static String text(String key, Object... arguments) {
        Locale locale = LocaleProvider.getLocale();
        ResourceBundle bundle = ResourceBundle.getBundle(
                Words.class.getPackageName() + ".Messages", locale, Words.class.getClassLoader(), PROPERTIES);
        return new MessageFormat(bundle.getString(key), locale).format(arguments);
    }

    /** {@code 1 h 2 min}, {@code 3 min 4 s}, {@code 5 s}. */
    static String duration(long seconds) {
        if (seconds >= 3_600) {
            return seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
        }
        return seconds >= 60 ? seconds / 60 + " min " + seconds % 60 + " s" : seconds + " s";
    }

    /** A duration as ISO-8601 writes it, for people; what cannot be read as it is, empty for null. */
    static String iso(String text) {
        try {
            if (text == null) {
                return "";
            }
            Duration duration = Duration.parse(text);
            return duration.compareTo(Duration.ofSeconds(1)) < 0
                    ? duration.toMillis() + " ms"
                    : duration(duration.toSeconds());
        } catch (DateTimeParseException | ArithmeticException e) {
            return text;
        }
    }

    /** From one point in time to another; empty where one is missing or cannot be read. */
    static String between(String start, String end) {
        try {
            return start == null || end == null
                    ? ""
                    : duration(Math.max(
                            0,
                            Duration.between(Instant.parse(start), Instant.parse(end))
                                    .toSeconds()));
        } catch (DateTimeParseException | ArithmeticException e) {
            return "";
        }
    }

    /** The same of a point in time as ISO-8601 writes it; what cannot be read as it is, empty for null. */
    static String time(String text) {
        try {
            return text == null ? "" : time(Instant.parse(text));
        } catch (DateTimeException e) {
            return text;
        }
    }

    /** {@code 2026-03-10 08:00:00 UTC}. */
    static String time(Instant instant) {
        return TIME.format(instant.atOffset(ZoneOffset.UTC));
    }

    /** At most {@code length} characters. */
    static String cut(String text, int length) {
        return text == null || text.length() <= length ? text : text.substring(0, length - 1) + "…";
    }

    /** One line without control characters, and bounded: text from an agent is not to be trusted. */
    static String tame(String text, int length) {
        if (text == null) {
            return null;
        }
        String bounded = text.length() > length * 2 ? text.substring(0, length * 2) : text;
        return cut(
                bounded.replaceAll("[\\p{Cntrl}\\u202A-\\u202E\\u2066-\\u2069]+", " ")
                        .strip(),
                length);
    }
}
