package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.backup.postgres.Fingerprint.LargeObjects;
import io.jenkins.plugins.ratchet.backup.postgres.Fingerprint.SequenceState;
import io.jenkins.plugins.ratchet.backup.postgres.Fingerprint.TableContent;
import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    private static final Fingerprint SOURCE = fingerprint(7, "11", sequence(5, null));

    @Test
    void theSameContentHasNoDifferences() {
        assertThat(SOURCE.differences(fingerprint(7, "11", sequence(5, null)), true))
                .isEmpty();
    }

    @Test
    void rowsAndContentAreCompared() {
        assertThat(SOURCE.differences(fingerprint(6, "11", sequence(5, null)), true))
                .containsExactly("table public.t has 6 rows, expected 7");
        assertThat(SOURCE.differences(fingerprint(7, "12", sequence(5, null)), true))
                .containsExactly("table public.t has the same number of rows with other content");
    }

    @Test
    void aSequenceMayBeAnywhereBetweenItsTwoReadings() {
        Fingerprint moved = fingerprint(7, "11", sequence(5, 9L));

        assertThat(moved.differences(fingerprint(7, "11", sequence(8, null)), true))
                .isEmpty();
        assertThat(moved.differences(fingerprint(7, "11", sequence(10, null)), true))
                .containsExactly("sequence public.s is at 10, expected 5 to 9");
        assertThat(SOURCE.differences(fingerprint(7, "11", sequence(6, null)), true))
                .containsExactly("sequence public.s is at 6, expected 5");
    }

    @Test
    void whatIsMissingIsNamed() {
        Fingerprint empty = new Fingerprint("s", "o", Map.of(), Map.of(), new LargeObjects(0, 0, "0"), Map.of());

        assertThat(SOURCE.differences(empty, true))
                .containsExactly(
                        "table public.t is missing",
                        "sequence public.s is missing",
                        "large objects: 0 with 0 bytes, expected 1 with 9",
                        "extension hstore is missing");
    }

    private static SequenceState sequence(long last, Long later) {
        return new SequenceState(BigInteger.valueOf(last), true, later == null ? null : BigInteger.valueOf(later));
    }

    private static Fingerprint fingerprint(long rows, String checksum, SequenceState sequence) {
        return new Fingerprint(
                "s",
                "o",
                Map.of("public.t", new TableContent(rows, checksum)),
                Map.of("public.s", sequence),
                new LargeObjects(1, 9, "3"),
                Map.of("hstore", "1.8"));
    }
}
