package io.jenkins.plugins.ratchet.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.record.Mark;
import io.jenkins.plugins.ratchet.record.RecordConflictException;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Writes over an API server whose answers get lost. */
class RecorderTest {
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");

    /** A store that can lose the answer to a write, before or after it took effect. */
    private static final class Flaky implements RecordStore {
        private UpgradeRecord record;
        private int version;
        private int loseAnswers;
        private int loseRequests;

        @Override
        public Stored read() {
            return new Stored(record, record == null ? null : "" + version, null);
        }

        @Override
        public Stored write(UpgradeRecord next, Stored previous) {
            if (loseRequests > 0) {
                loseRequests--;
                throw RunException.unavailable("away");
            }
            if (!("" + version).equals(previous.version() == null ? "0" : previous.version())) {
                throw new RecordConflictException("the record");
            }
            record = next;
            version++;
            if (loseAnswers > 0) {
                loseAnswers--;
                throw RunException.unavailable("away");
            }
            return read();
        }
    }

    private final Flaky store = new Flaky();

    private static UpgradeRecord upgrading(long pid, Instant deadline) {
        return UpgradeRecord.adopt("carto", "shop", new Mark("carto", "1.0.0", null, 7))
                .withOpen(Upgrade.open("id", "x", null, AT)
                        .withHelm(new InstallerRun(8, "host", pid, null, deadline, null, null, null))
                        .enter(UpgradeState.UPGRADING, null, AT));
    }

    private Recorder begun() {
        Recorder recorder = new Recorder(store, new Patience(Duration.ofSeconds(5), Events.NONE), store.read());
        recorder.begin(upgrading(0, AT));
        return recorder;
    }

    private static UpgradeRecord failed(UpgradeRecord record) {
        return record.withOpen(record.open().fail(Upgrade.AT_UPGRADE, "why", Instant.now()));
    }

    @Test
    void an_attempt_that_did_not_begin_leaves_the_version_as_unreached_as_before() {
        begun().notBegun("helm cannot be started", false);
        assertThat(store.record.open().state()).isEqualTo(UpgradeState.FAILED);
        assertThat(store.record.open().message()).contains("helm cannot be started", "nothing was changed");
        assertThat(store.record.open().untouched()).isTrue();

        begun().notBegun("helm cannot be started", true);
        assertThat(store.record.open().untouched())
                .as("an earlier attempt may have committed something")
                .isNull();
    }

    @Test
    void a_write_is_tried_again_while_the_api_server_is_away() {
        Recorder recorder = begun();
        store.loseRequests = 1;
        recorder.write(RecorderTest::failed);
        assertThat(store.record.open().state()).isEqualTo(UpgradeState.FAILED);
        assertThat(recorder.upgrade()).isEqualTo(store.record.open());
    }

    @Test
    void a_last_write_whose_answer_was_lost_is_recognised_as_our_own() {
        Recorder recorder = begun();
        store.loseAnswers = 1;
        recorder.write(RecorderTest::failed);
        assertThat(store.version).isEqualTo(2);
        assertThat(recorder.upgrade().state()).isEqualTo(UpgradeState.FAILED);
    }

    @Test
    void a_note_whose_answer_was_lost_does_not_stand_in_the_way_of_the_next_write() {
        Recorder recorder = begun();
        store.loseAnswers = 1;
        assertThatThrownBy(() -> recorder.note(record -> record.withOpen(
                        record.open().withHelm(new InstallerRun(8, "host", 4711, null, AT, null, null, null)))))
                .isInstanceOf(RunException.class);
        recorder.write(RecorderTest::failed);
        assertThat(store.record.open().state()).isEqualTo(UpgradeState.FAILED);
        assertThat(store.record.open().helm().pid()).isEqualTo(4711);
    }

    @Test
    void a_run_that_took_the_upgrade_over_is_not_written_over() {
        Recorder recorder = begun();
        // The same upgrade, revision and host, its helm not yet started: only the deadline tells.
        store.write(upgrading(0, AT.plusNanos(1)), store.read());
        assertThatThrownBy(() -> recorder.write(RecorderTest::failed))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("the upgrade has run, but what came of it cannot be recorded");
        assertThat(store.record.open().state()).isEqualTo(UpgradeState.UPGRADING);
    }

    @Test
    void an_upgrade_that_another_run_has_settled_is_not_settled_again() {
        Recorder recorder = begun();
        store.write(failed(store.record), store.read());
        assertThatThrownBy(() -> recorder.write(RecorderTest::failed))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("the upgrade has run, but what came of it cannot be recorded");
    }
}
