package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.record.Holder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * What a run on a remote destination leaves there while it lives, since an object store knows no locks: who it is, and
 * that it was alive a moment ago.
 *
 * @param holder the process, as {@link Holder} writes it
 * @param at when it was last alive, by its machine's clock
 */
record RunMarker(String holder, Instant at) {
    static final String FILE_NAME = ".ratchet-run.json";
    /** How often a living run says so. */
    static final Duration PERIOD = Duration.ofMinutes(1);
    /** A run elsewhere is taken for dead when it has said nothing for so long; clocks may differ by nearly that. */
    static final Duration VALID = Duration.ofMinutes(30);

    /** Null where it cannot be read: cut off, or not ours. */
    static RunMarker read(byte[] json) {
        try {
            RunMarker marker = Json.mapper().readValue(json, RunMarker.class);
            return marker == null || marker.holder == null || marker.at == null ? null : marker;
        } catch (IOException e) {
            return null;
        }
    }

    byte[] json() throws IOException {
        return Json.mapper().writeValueAsBytes(this);
    }

    boolean dead(Instant now) {
        return new Holder(holder).dead() || at.plus(VALID).isBefore(now);
    }
}
