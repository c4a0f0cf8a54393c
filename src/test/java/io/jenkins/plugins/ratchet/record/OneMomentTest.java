package io.jenkins.plugins.ratchet.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneMomentTest {
    private static final Instant TEN = Instant.parse("2026-11-27T10:00:00Z");
    private static final Instant ELEVEN = Instant.parse("2026-11-27T11:00:00Z");

    private static BackupEntry entry(String database, String method, Instant takenAt, Instant quietSince) {
        return new BackupEntry(
                database,
                "postgres",
                method,
                "/backups/" + database,
                "00",
                "state",
                "7123",
                database,
                takenAt,
                1,
                Duration.ofSeconds(1),
                null,
                quietSince);
    }

    @Test
    void one_database_is_of_one_moment_however_often_it_was_backed_up() {
        assertThat(OneMoment.noteOf(List.of(entry("a", "snapshot", TEN, null), entry("a", "snapshot", ELEVEN, null))))
                .isEmpty();
    }

    @Test
    void dumps_each_have_their_own_also_where_a_clock_says_the_same() {
        assertThat(OneMoment.noteOf(List.of(entry("a", "dump", TEN, null), entry("b", "dump", TEN, null))))
                .hasValueSatisfying(note -> assertThat(note).endsWith(": a, b each have their own"));
    }

    @Test
    void one_snapshot_of_a_server_is_of_one_moment_and_what_is_not_in_it_has_its_own() {
        List<BackupEntry> shared = List.of(entry("b", "snapshot", TEN, null), entry("a", "snapshot", TEN, null));

        assertThat(OneMoment.noteOf(shared)).isEmpty();
        assertThat(OneMoment.noteOf(List.of(shared.get(0), shared.get(1), entry("c", "dump", TEN, null))))
                .hasValueSatisfying(note -> assertThat(note).endsWith(": a with b, c each have their own"));
        assertThat(OneMoment.noteOf(List.of(shared.get(0), entry("a", "snapshot", ELEVEN, null))))
                .isPresent();
    }

    @Test
    void stopped_writers_make_one_moment_of_the_newest_backups() {
        List<BackupEntry> quiet = List.of(
                entry("a", "dump", TEN, null), entry("a", "dump", ELEVEN, TEN), entry("b", "dump", ELEVEN, TEN));

        assertThat(OneMoment.noteOf(quiet)).isEmpty();
    }
}
