package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rate as {@code ratchet.yaml} writes it, e.g. {@code 20MiB/s}.
 *
 * @param text as it was written
 */
public record Bandwidth(@JsonValue String text) {
    static final String EXPECTED = "a rate such as 512KiB/s, 20MiB/s or 1.5GiB/s";

    private static final Pattern FORMAT = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,3})?) ?([KMG]iB)/s");
    private static final List<String> UNITS = List.of("KiB", "MiB", "GiB");
    private static final long SLOWEST = 1024;

    /**
     * @throws IllegalArgumentException says what was seen and what is expected
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Bandwidth {
        if (bytesPerSecond(text) < SLOWEST) {
            throw new IllegalArgumentException(YamlNode.quoted(text) + " is less than 1KiB/s; expected " + EXPECTED);
        }
    }

    public long bytesPerSecond() {
        return bytesPerSecond(text);
    }

    private static long bytesPerSecond(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(YamlNode.quoted(text) + " is no rate; expected " + EXPECTED);
        }
        return (long) (Double.parseDouble(matcher.group(1)) * (1L << 10 * (UNITS.indexOf(matcher.group(2)) + 1)));
    }

    @Override
    public String toString() {
        return text;
    }
}
