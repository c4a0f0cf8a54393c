package io.jenkins.plugins.ratchet.record;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Makes ids of upgrades: they sort by time, are unique, and fit a Kubernetes label. */
public final class UpgradeIds {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final SecureRandom RANDOM = new SecureRandom();

    private UpgradeIds() {}

    /** For example {@code 20261121-093015-3fa2}. */
    public static String next() {
        return TIME.format(Instant.now()) + "-" + String.format(Locale.ROOT, "%04x", RANDOM.nextInt(0x10000));
    }
}
