package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Names for databases that a restore makes or sets aside, within PostgreSQL's 63 bytes. */
final class Names {
    private static final int LONGEST = 63;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();

    private Names() {}

    /** {@code shop_before_20261121_093015}: what was in use until a restore began. */
    static String kept(String database, Instant began) {
        return cut(database, "_before_" + TIME.format(began));
    }

    /** {@code shop_restored_20261121_093015}: what a restore to a new instance makes beside the one in use. */
    static String restored(String database, Instant began) {
        return cut(database, "_restored_" + TIME.format(began));
    }

    /** {@code shop-metadata-restored-20261121-093015}: for what a provider makes, whose names hold no underscores. */
    static String instance(String release, String database, Instant began) {
        String suffix = "-restored-" + TIME.format(began).replace('_', '-');
        String name = (release + "-" + database).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        name = (Character.isLetter(name.charAt(0)) ? "" : "r-") + name;
        return cut(name, suffix).replace('_', '-');
    }

    /** A name for a copy that nothing else uses: not even a pg_restore that outlived a killed run. */
    static String copy(String database) {
        return "ratchet_copy_" + cut(database, String.format("_%08x", RANDOM.nextInt()), LONGEST - 13);
    }

    private static String cut(String name, String suffix) {
        return cut(name, suffix, LONGEST);
    }

    /** Whole characters only; what is cut off stays in the name as a hash, so that two long names do not become one. */
    private static String cut(String name, String suffix, int longest) {
        int room = longest - suffix.length();
        if (name.getBytes(StandardCharsets.UTF_8).length > room) {
            String hash = "_" + Sha256.of(name).substring(0, 6);
            return start(name, room - hash.length()) + hash + suffix;
        }
        return name + suffix;
    }

    private static String start(String name, int room) {
        StringBuilder kept = new StringBuilder();
        int bytes = 0;
        for (int point : name.codePoints().toArray()) {
            bytes += Character.toString(point).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > room) {
                break;
            }
            kept.appendCodePoint(point);
        }
        return kept.toString();
    }
}
