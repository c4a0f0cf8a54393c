package io.jenkins.plugins.ratchet.event;

import java.time.Duration;
import java.util.Locale;

/** Sizes and durations as people read them. */
public final class Units {
    private static final String[] SIZES = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Units() {}

    /** {@code 512 B}, {@code 1.5 KiB}, {@code 240 MiB}; powers of 1024, three significant digits. */
    public static String bytes(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        double size = bytes;
        int unit = -1;
        // 1023.5 would be shown as 1024, which is one of the next unit.
        while (size >= 1023.5 && unit < SIZES.length - 1) {
            size /= 1024;
            unit++;
        }
        String number = size < 9.95
                ? String.format(Locale.ROOT, "%.1f", size)
                : String.format(Locale.ROOT, "%d", Math.round(size));
        return number + " " + SIZES[unit];
    }

    /** {@code 0.4s}, {@code 12s}, {@code 1m 12s}, {@code 3h 5m}, {@code 2d 4h}; empty for null. */
    public static String duration(Duration duration) {
        if (duration == null) {
            return "";
        }
        if (duration.isNegative()) {
            return "-" + duration(duration.negated());
        }
        long millis = duration.toMillis();
        if (millis < 9_950) {
            return String.format(Locale.ROOT, "%.1fs", millis / 1000.0);
        }
        long seconds = (millis + 500) / 1000;
        if (seconds < 60) {
            return seconds + "s";
        }
        if (seconds < 3600) {
            return two(seconds / 60, "m", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return two(seconds / 3600, "h", seconds % 3600 / 60, "m");
        }
        return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }

    private static String two(long large, String largeUnit, long small, String smallUnit) {
        return large + largeUnit + (small == 0 ? "" : " " + small + smallUnit);
    }
}
