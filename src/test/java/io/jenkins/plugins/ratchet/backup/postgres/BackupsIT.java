package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.RecordedEvents;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a real PostgreSQL with the real client programs. */
class BackupsIT {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final BackupPolicy POLICY = new BackupPolicy(null, 2, 2, null);

    @TempDir
    private Path directory;

    private final RecordedEvents events = new RecordedEvents();
    private final Backups backups = Probe.backups(events);

    @AfterEach
    void noScratchDatabaseIsLeft() {
        assertThat(Probe.scratchDatabases(SERVER)).isEmpty();
    }

    @Test
    void everyKindOfObjectComesBackFromARestore() throws Exception {
        DatabaseAddress shop = SERVER.createFresh(Shop.SCHEMA);

        BackupEntry entry = only(backups.backUp(List.of(Probe.request(shop)), directory, POLICY, "u-1"));

        assertThat(entry.proof()).isEqualTo("restore");
        assertThat(backups.defect(entry)).isEmpty();
        BackupManifest manifest =
                Json.mapper().readValue(Path.of(entry.location(), "backup.json").toFile(), BackupManifest.class);
        assertThat(PostgresContent.of(manifest).fingerprint().tables())
                .containsKeys("public.orders_2024", "public.customers", "public.nothing", "public.child")
                .doesNotContainKey("public.orders");
        assertThat(PostgresContent.of(manifest)
                        .fingerprint()
                        .tables()
                        .get("public.customers")
                        .rows())
                .isEqualTo(500);
        assertThat(PostgresContent.of(manifest).fingerprint().largeObjects().count())
                .isEqualTo(2);
        assertThat(PostgresContent.of(manifest).fingerprint().largeObjects().bytes())
                .isEqualTo(9000);
        assertThat(PostgresContent.of(manifest).fingerprint().extensions()).containsKeys("hstore", "citext", "plpgsql");
        assertThat(manifest.proof().compared())
                .contains(
                        "owners and privileges",
                        "content of every table",
                        "publications",
                        "heap and B-tree pages (pg_amcheck)");
        assertThat(manifest.files()).containsKeys("dump/toc.dat", "globals.sql", "schema.txt", "ownership.txt");
        assertThat(PostgresContent.of(manifest).roles()).contains("postgres");
    }

    @Test
    void anEmptyDatabaseIsProvenToo() {
        DatabaseAddress empty = SERVER.createFresh();

        BackupEntry entry = only(backups.backUp(List.of(Probe.request(empty)), directory, POLICY, "u-1"));

        assertThat(entry.proven()).isTrue();
        assertThat(backups.defect(entry)).isEmpty();
    }

    @Test
    void aReadProofIsRecordedAsNoMoreThanThat() {
        DatabaseAddress shop = SERVER.createFresh(Shop.SCHEMA);

        BackupEntry entry =
                only(backups.backUp(List.of(Probe.request(shop, Database.Proof.read)), directory, POLICY, "u-1"));

        assertThat(entry.proof()).isEqualTo("read");
        assertThat(backups.defect(entry)).isEmpty();
    }

    @Test
    void namesOfDatabasesMayHoldAnything() {
        DatabaseAddress odd =
                SERVER.create("a b='x' \"quoted\"\nünï?&#%2F/", "CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)");

        BackupEntry entry = only(backups.backUp(List.of(Probe.request(odd)), directory, POLICY, "u-1"));

        assertThat(entry.sourceDatabase()).isEqualTo(odd.database());
        assertThat(backups.defect(entry)).isEmpty();
    }

    @Test
    void scratchDatabasesOfDeadRunsAreDroppedAndNobodyElses() {
        DatabaseAddress admin = SERVER.address("admin", "postgres");
        PostgresServer.run(
                admin,
                "CREATE DATABASE ratchet_scratch_dead",
                "COMMENT ON DATABASE ratchet_scratch_dead IS 'Ratchet scratch database: of a dead run'",
                "CREATE DATABASE ratchet_scratch_mine",
                "COMMENT ON DATABASE ratchet_scratch_mine IS 'my own'");

        backups.backUp(List.of(Probe.request(SERVER.createFresh())), directory, POLICY, "u-1");

        assertThat(Probe.scratchDatabases(SERVER)).containsExactly("ratchet_scratch_mine");
        assertThat(events.facts()).anyMatch(fact -> fact.contains("dropped ratchet_scratch_dead"));
        PostgresServer.run(admin, "DROP DATABASE ratchet_scratch_mine");
    }

    @Test
    void aServerWhoseClockIsWrongIsWarnedOf() throws Exception {
        Backups late = new Backups(
                List.of(new PostgresDump(new Postgres())),
                events,
                () -> false,
                Clock.offset(Clock.systemUTC(), Duration.ofMinutes(10)));

        BackupEntry entry = only(late.backUp(List.of(Probe.request(SERVER.createFresh())), directory, POLICY, "u-1"));

        assertThat(entry.proven()).isTrue();
        assertThat(events.facts()).anyMatch(fact -> fact.contains("the server's clock is") && fact.contains("behind"));
        assertThat(Json.mapper()
                        .readValue(Path.of(entry.location(), "backup.json").toFile(), BackupManifest.class)
                        .notes())
                .anyMatch(note -> note.contains("the server's clock is"));
    }

    @Test
    void aServerWhoseClockIsRightIsNot() {
        backups.backUp(List.of(Probe.request(SERVER.createFresh())), directory, POLICY, "u-1");

        assertThat(events.facts()).noneMatch(fact -> fact.contains("the server's clock is"));
    }

    @Test
    void aClockThatJumpsHarmsNothing() {
        DatabaseAddress shop = SERVER.createFresh(Shop.SCHEMA);
        AtomicLong jumps = new AtomicLong();
        Clock jumping = new Clock() {
            @Override
            public Instant instant() {
                long n = jumps.incrementAndGet();
                return Instant.now().plus(n % 2 == 0 ? 400 * n : -400 * n, ChronoUnit.DAYS);
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        Backups jumpy = new Backups(
                List.of(new PostgresDump(new Postgres(), ClientTools.usualDirectories())),
                events,
                () -> false,
                jumping);
        Instant before = Instant.now();

        List<BackupEntry> entries = Stream.generate(
                        () -> only(jumpy.backUp(List.of(Probe.request(shop)), directory, POLICY, "u-1")))
                .limit(3)
                .toList();

        assertThat(jumps.get()).isPositive();
        assertThat(entries).extracting(BackupEntry::location).doesNotHaveDuplicates();
        assertThat(entries).allSatisfy(entry -> {
            assertThat(backups.defect(entry)).isEmpty();
            // The server's clock tells the moment, and elapsed time is measured by no clock at all.
            assertThat(entry.takenAt())
                    .isBetween(before.minusSeconds(5), Instant.now().plusSeconds(5));
            assertThat(entry.took()).isBetween(Duration.ZERO, Duration.between(before, Instant.now()));
        });
    }

    private static BackupEntry only(List<BackupEntry> entries) {
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }
}
