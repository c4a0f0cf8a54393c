package io.jenkins.plugins.ratchet.backup;

import java.time.Duration;
import java.util.Locale;

/** Sizes and speeds as people read them; powers of ten. */
final class Bytes {
    private Bytes() {}

    /** E.g. {@code 312 B}, {@code 4.2 MB}. */
    static String text(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB", "PB"};
        double value = bytes;
        int unit = 0;
        while (value >= 999.5 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || value >= 99.5 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }

    /** E.g. {@code 12.4 s}, {@code 3 min 5 s}. */
    static String text(Duration took) {
        return took.toMinutes() == 0
                ? String.format(Locale.ROOT, "%.1f s", took.toMillis() / 1000.0)
                : took.toMinutes() + " min " + took.toSecondsPart() + " s";
    }
}
