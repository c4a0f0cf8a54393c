package io.jenkins.plugins.ratchet.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigMapRecordStoreIT {
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");

    @TempDir
    Path directory;

    private LocalApi local;
    private ConfigMapRecordStore store;

    @BeforeEach
    void start() throws IOException {
        local = new LocalApi(directory);
        store = store("carto", UnaryOperator.identity());
    }

    @AfterEach
    void stop() {
        local.close();
    }

    private ConfigMapRecordStore store(String release, UnaryOperator<String> redaction) {
        return new ConfigMapRecordStore(local.cluster, "default", release, redaction);
    }

    private static UpgradeRecord record(int revision) {
        return UpgradeRecord.adopt("carto", "default", new Mark("carto", "1.0.0", null, revision));
    }

    private static Upgrade upgrade(int number) {
        return Upgrade.open("id-" + number, "job/1", null, AT);
    }

    private ConfigMap object() {
        return local.client()
                .configMaps()
                .inNamespace("default")
                .withName("ratchet-carto")
                .get();
    }

    @Test
    void where_there_is_no_record_nothing_is_read_and_nothing_is_wrong() {
        assertThat(store.read()).isEqualTo(new RecordStore.Stored(null, null, null));
    }

    @Test
    void what_was_written_is_read_again() {
        UpgradeRecord record = record(3).withOpen(upgrade(1).fail(Upgrade.AT_UPGRADE, "why", AT));
        RecordStore.Stored written = store.write(record, store.read());
        assertThat(store.read()).isEqualTo(written);
        assertThat(written.record()).isEqualTo(record);
        assertThat(store("other", UnaryOperator.identity()).read().record()).isNull();
    }

    @Test
    void of_two_writers_exactly_one_wins_and_the_other_is_told() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            RecordStore.Stored seen = store.write(record(0), store.read());
            for (int round = 1; round <= 10; round++) {
                RecordStore.Stored previous = seen;
                Callable<Boolean> writer = () -> {
                    try {
                        store.write(record((int) (Math.random() * 1_000_000)), previous);
                        return true;
                    } catch (RecordConflictException e) {
                        assertThat(e).hasMessageContaining("ratchet status");
                        return false;
                    }
                };
                int winners = 0;
                for (Future<Boolean> done : threads.invokeAll(List.of(writer, writer, writer, writer))) {
                    winners += done.get() ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
                seen = store.read();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void of_two_who_make_the_record_one_wins() {
        RecordStore.Stored none = store.read();
        store.write(record(1), none);
        assertThatThrownBy(() -> store.write(record(2), none)).isInstanceOf(RecordConflictException.class);
    }

    @Test
    void a_record_that_was_deleted_meanwhile_is_not_made_again_in_silence() {
        RecordStore.Stored seen = store.write(record(1), store.read());
        local.client().resource(object()).delete();
        assertThatThrownBy(() -> store.write(record(2), seen)).isInstanceOf(RecordConflictException.class);
        assertThat(object()).isNull();
    }

    @Test
    void a_namespace_that_does_not_exist_is_not_taken_for_another_writer() {
        RecordStore elsewhere = new ConfigMapRecordStore(local.cluster, "gone", "carto", UnaryOperator.identity());
        assertThatThrownBy(() -> elsewhere.write(record(1), elsewhere.read()))
                .isInstanceOf(RunException.class)
                .isNotInstanceOf(RecordConflictException.class)
                .hasMessageContaining("gone");
    }

    @Test
    void an_edited_record_is_read_with_a_warning() {
        store.write(record(1), store.read());
        ConfigMap map = object();
        String json = map.getData().get("record.json").replace("1.0.0", "0.1.0");
        local.client()
                .resource(new ConfigMapBuilder(map)
                        .withData(Map.of("record.json", json))
                        .build())
                .update();
        assertThat(store.read().defect()).contains("edited");
        assertThat(store.read().record().mark().chartVersion()).isEqualTo("0.1.0");
    }

    @Test
    void rubbish_an_empty_object_and_a_newer_format_are_told_and_not_taken_for_no_record() {
        store.write(record(1), store.read());
        for (Map<String, String> data : List.of(
                Map.of("record.json", "{"),
                Map.of("record.json", "[]"),
                Map.of("record.json", "null"),
                Map.of("other", "x"),
                Map.of("record.json", "{\"schema\": 2}"),
                Map.<String, String>of())) {
            local.client()
                    .resource(new ConfigMapBuilder(object()).withData(data).build())
                    .update();
            RecordStore.Stored stored = store.read();
            assertThat(stored.record()).as(data.toString()).isNull();
            assertThat(stored.version()).isNotNull();
            assertThat(stored.defect()).as(data.toString()).isNotNull();
        }
    }

    @Test
    void the_record_stays_small_however_much_happened() {
        UpgradeRecord record = record(1);
        RecordStore.Stored stored = store.read();
        for (int i = 0; i < 60; i++) {
            Upgrade big = upgrade(i)
                    .towards(null, null, null, List.of(new WaiverUse("rule", "ü".repeat(20_000), "seen")), Map.of());
            stored = store.write(record.withOpen(big), stored);
            record = stored.record().close(big.fail(Upgrade.AT_UPGRADE, "x".repeat(100_000), AT));
        }
        assertThat(object().getData().get("record.json").getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(256 * 1024);
        assertThat(stored.record()).isEqualTo(store.read().record());
        assertThat(stored.record().past().get(stored.record().past().size() - 1).id())
                .isEqualTo("id-58");
    }

    @Test
    void no_secret_gets_into_the_record_by_way_of_a_message() {
        Redaction redaction = new Redaction();
        redaction.secret("hunter22");
        Upgrade failed = upgrade(1).fail(Upgrade.AT_UPGRADE, "password hunter22 is wrong", AT);
        RecordStore.Stored written =
                store("carto", redaction::redact).write(record(1).withOpen(failed), store.read());
        assertThat(object().getData().toString()).doesNotContain("hunter22").contains("password **** is wrong");
        assertThat(written.record()).isEqualTo(store.read().record());
    }

    @Test
    void an_api_server_that_is_away_is_told_as_such() {
        local.api.stop();
        assertThatThrownBy(store::read)
                .isInstanceOf(RunException.class)
                .satisfies(e -> assertThat(((RunException) e).exitCode()).isEqualTo(ExitCode.UNAVAILABLE));
    }
}
