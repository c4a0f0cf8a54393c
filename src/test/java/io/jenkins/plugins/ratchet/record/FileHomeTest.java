package io.jenkins.plugins.ratchet.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The record and the lock of a product without a cluster. */
class FileHomeTest {
    private static final String SECRET = "hunter2-of-the-database";

    @TempDir
    Path directory;

    private FileHome home() {
        return new FileHome(directory.resolve("state"), "caracal", text -> text.replace(SECRET, "****"));
    }

    private Path file() {
        return directory.resolve("state/caracal.json");
    }

    private static UpgradeRecord record(String version) {
        return UpgradeRecord.adopt("caracal", "compose", new Mark("caracal", version, version, 1));
    }

    @Test
    void what_was_written_is_read_again_and_masked() throws IOException {
        RecordStore records = home().records();
        RecordStore.Stored none = records.read();
        assertThat(none).isEqualTo(new RecordStore.Stored(null, null, null));
        Upgrade failed = Upgrade.open("id-1", "job/1", null, Instant.parse("2026-11-27T12:00:00.123456789Z"))
                .fail(Upgrade.AT_UPGRADE, "password " + SECRET + " was refused", Instant.now());
        RecordStore.Stored written = records.write(record("1.0.0").withOpen(failed), none);
        assertThat(home().records().read()).isEqualTo(written);
        assertThat(written.record().open().message()).isEqualTo("password **** was refused");
        assertThat(Files.readString(file())).doesNotContain(SECRET).contains("\"record\" : {");
        try (Stream<Path> files = Files.list(file().getParent())) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("caracal.json", "caracal.json.turn");
        }
    }

    @Test
    void whoever_writes_what_is_not_there_any_more_is_refused_and_nothing_is_lost() {
        RecordStore records = home().records();
        RecordStore.Stored first = records.write(record("1.0.0"), records.read());
        RecordStore.Stored second = records.write(record("2.0.0"), first);
        assertThatThrownBy(() -> records.write(record("3.0.0"), first))
                .isInstanceOf(RecordConflictException.class)
                .hasMessageContaining("another run");
        assertThatThrownBy(() -> records.write(record("3.0.0"), new RecordStore.Stored(null, null, null)))
                .isInstanceOf(RecordConflictException.class);
        assertThat(records.read()).isEqualTo(second);
    }

    @Test
    void of_many_who_write_at_once_exactly_one_wins_each_time() throws Exception {
        RecordStore records = home().records();
        RecordStore.Stored stored = records.write(record("0.0.0"), records.read());
        ExecutorService crowd = Executors.newFixedThreadPool(8);
        try {
            for (int round = 1; round <= 10; round++) {
                RecordStore.Stored before = stored;
                List<Callable<RecordStore.Stored>> all = new ArrayList<>();
                for (int each = 0; each < 8; each++) {
                    UpgradeRecord next = record(round + "." + each + ".0");
                    all.add(() -> home().records().write(next, before));
                }
                List<RecordStore.Stored> won = new ArrayList<>();
                for (Future<RecordStore.Stored> each : crowd.invokeAll(all)) {
                    try {
                        won.add(each.get());
                    } catch (java.util.concurrent.ExecutionException e) {
                        assertThat(e.getCause()).isInstanceOf(RecordConflictException.class);
                    }
                }
                assertThat(won).hasSize(1);
                stored = records.read();
                assertThat(stored).isEqualTo(won.get(0));
            }
        } finally {
            crowd.shutdown();
            assertThat(crowd.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0 → 9.9.9", "cut", "empty", "spaces"})
    void a_record_that_somebody_touched_is_not_trusted(String how) throws IOException {
        RecordStore records = home().records();
        records.write(record("1.0.0"), records.read());
        String text = Files.readString(file());
        Files.writeString(
                file(),
                switch (how) {
                    case "cut" -> text.substring(0, text.length() / 2);
                    case "empty" -> "";
                    case "spaces" -> text.replace("\"release\" :", "\"release\":");
                    default -> text.replace("1.0.0", "9.9.9");
                });
        assertThat(records.read().defect()).isNotBlank();
        assertThat(records.read().version()).isNotNull();
    }

    @Test
    void a_record_of_a_newer_format_is_left_alone() {
        RecordStore.Stored read = RecordText.read("{\"schema\": 99}", "v", null);
        assertThat(read.record()).isNull();
        assertThat(read.defect()).contains("newer Ratchet");
    }

    @Test
    void where_nothing_can_be_written_the_place_is_named() throws IOException {
        Files.writeString(directory.resolve("state"), "a file where the directory would be");
        assertThatThrownBy(() -> home().records().write(record("1.0.0"), new RecordStore.Stored(null, null, null)))
                .isInstanceOfSatisfying(RunException.class, e -> {
                    assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
                    assertThat(e).hasMessageContaining("state/caracal.json");
                });
        assertThatThrownBy(() -> home().lock("me")).hasMessageContaining("state");
    }

    @Test
    void the_same_home_has_one_uid_and_another_home_another() throws IOException {
        assertThat(home().uid()).isEmpty();
        home().lock("me").close();
        String uid = home().uid().orElseThrow();
        home().lock("me").close();
        assertThat(home().uid()).contains(uid);
        FileHome other = new FileHome(directory.resolve("elsewhere"), "caracal", text -> text);
        other.lock("me").close();
        assertThat(other.uid()).isPresent().isNotEqualTo(home().uid());
    }

    @Test
    void one_holds_the_lock_and_the_other_is_told_who() {
        assertThat(home().lockHolder()).isEmpty();
        try (UpgradeLock lock = home().lock("https://ci/job/7")) {
            lock.requireHeld("anything");
            assertThat(home().lockHolder().orElseThrow()).contains("https://ci/job/7");
            assertThatThrownBy(() -> home().lock("https://ci/job/8"))
                    .isInstanceOf(LockHeldException.class)
                    .hasMessageContaining("https://ci/job/7");
            lock.requireHeld("anything after that");
        }
        assertThat(home().lockHolder()).isEmpty();
        home().lock("https://ci/job/8").close();
    }

    @Test
    void a_lock_whose_file_was_removed_is_lost() throws IOException {
        try (UpgradeLock lock = home().lock("me")) {
            Files.delete(directory.resolve("state/caracal.lock"));
            assertThatThrownBy(() -> lock.requireHeld("helm was started")).hasMessageContaining("deleted the file");
            Files.writeString(directory.resolve("state/caracal.lock"), "");
            assertThat(lock.lostBecause()).contains("replaced");
        }
    }

    /** Another process that takes the lock and keeps it. */
    public static final class Taker {
        private Taker() {}

        public static void main(String[] arguments) throws Exception {
            FileHome home = new FileHome(Path.of(arguments[0]), "caracal", text -> text);
            try (UpgradeLock lock = home.lock("the other process")) {
                lock.requireHeld("the beginning");
                System.out.println("held");
                System.in.read();
            }
        }
    }

    @Test
    void a_living_process_keeps_it_and_a_killed_one_loses_it_at_once() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Taker.class.getName(),
                        directory.resolve("state").toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader says = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(says.lines().anyMatch("held"::equals)).isTrue();
            assertThat(home().lockHolder().orElseThrow()).contains("the other process");
            assertThatThrownBy(() -> home().lock("me"))
                    .isInstanceOf(LockHeldException.class)
                    .hasMessageContaining("the other process");
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(home().lockHolder()).isEmpty();
        home().lock("me").close();
    }
}
