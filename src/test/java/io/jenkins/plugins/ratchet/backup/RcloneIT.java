package io.jenkins.plugins.ratchet.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Bandwidth;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups on object storage: a real rclone against a real S3 server of its own on loopback. */
class RcloneIT {
    private static final int BYTES = 3_000_000;
    private static final PlainStore PLAIN = new PlainStore(BYTES);

    @TempDir
    static Path directory;

    private static ObjectStore store;

    private final RecordedEvents events = new RecordedEvents();
    private final BackupPolicy policy =
            new BackupPolicy(null, 2, 2, null, directory.resolve("staging").toString(), null, null, null);
    private final String bucket = "bucket-" + Integer.toHexString(new Random().nextInt() & 0xffffff);
    private final String to = "rclone:store:" + bucket + "/backups";

    @BeforeAll
    static void start() throws Exception {
        store = ObjectStore.start(directory);
    }

    @AfterAll
    static void stop() {
        if (store != null) {
            store.close();
        }
    }

    private Backups backups(Map<String, String> environment) {
        return new Backups(List.of(PLAIN), events, () -> false, Clock.systemUTC(), environment);
    }

    private List<BackupEntry> backUp(Map<String, String> environment, String... names) {
        return backups(environment)
                .backUp(Stream.of(names).map(PlainStore::request).toList(), to, policy, "u-1", "ns/shop#1");
    }

    private KeptBackups kept() {
        return new KeptBackups(List.of(PLAIN), events, () -> false, Clock.systemUTC(), store.environment(), policy);
    }

    private Path file(BackupEntry entry, String name) {
        return store.served()
                .resolve(entry.location().substring("rclone:store:".length()))
                .resolve(name);
    }

    @Test
    void aBackupStreamsThereIsReadBackAndListed() throws Exception {
        List<BackupEntry> entries = backUp(store.environment(), "main", "other");

        assertThat(entries).allSatisfy(entry -> {
            assertThat(entry.location()).startsWith(to + "/u-1-").endsWith("/" + entry.database());
            assertThat(entry.proof()).isEqualTo("read");
            assertThat(Files.readAllBytes(file(entry, PlainStore.STREAMED))).isEqualTo(PLAIN.content());
            assertThat(Files.readAllBytes(file(entry, PlainStore.WRITTEN))).isEqualTo(PLAIN.content());
            assertThat(backups(store.environment()).defect(entry)).isEmpty();
        });
        try (KeptBackups kept = kept()) {
            List<KeptBackup> listed = kept.list(to);
            assertThat(listed).hasSize(2).noneMatch(KeptBackup::inUse);
            assertThat(listed.get(0).manifest().notes()).anyMatch(note -> note.contains("not captured at one moment"));
            assertThat(listed)
                    .extracting(KeptBackup::manifestSha256)
                    .containsExactlyInAnyOrderElementsOf(
                            entries.stream().map(BackupEntry::manifestSha256).toList());
            assertThat(kept.damage(listed.get(0))).isEmpty();
            assertThat(kept.find(entries.get(0)))
                    .hasValueSatisfying(found -> assertThat(found.id())
                            .isEqualTo(listed.stream()
                                    .filter(each -> each.location()
                                            .equals(entries.get(0).location()))
                                    .findFirst()
                                    .orElseThrow()
                                    .id()));
        }
        try (Stream<Path> staged = Files.walk(store.staging())) {
            assertThat(staged.filter(Files::isRegularFile)).isEmpty();
        }
        assertThat(objects()).noneMatch(name -> name.contains("ratchet-run"));
    }

    @Test
    void whatWasSpoiledThereIsSeen() throws Exception {
        BackupEntry entry = backUp(store.environment(), "main").get(0);
        Path streamed = file(entry, PlainStore.STREAMED);
        byte[] right = Files.readAllBytes(streamed);

        byte[] wrong = right.clone();
        wrong[wrong.length / 2] ^= 1;
        Files.write(streamed, wrong);
        assertThat(backups(store.environment()).defect(entry))
                .hasValueSatisfying(defect -> assertThat(defect).contains(PlainStore.STREAMED, "SHA-256 differs"));
        Files.write(streamed, right);
        Files.writeString(streamed.resolveSibling("more"), "x");
        assertThat(backups(store.environment()).defect(entry))
                .hasValueSatisfying(defect -> assertThat(defect).contains("data/more does not belong to it"));
        Files.delete(streamed.resolveSibling("more"));
        Files.delete(streamed);
        assertThat(backups(store.environment()).defect(entry))
                .hasValueSatisfying(defect -> assertThat(defect).contains(PlainStore.STREAMED + " is missing"));
        Files.write(streamed, right);
        assertThat(backups(store.environment()).defect(entry)).isEmpty();
        Files.writeString(file(entry, BackupManifest.FILE_NAME), "{}");
        assertThat(backups(store.environment()).defect(entry))
                .hasValueSatisfying(defect -> assertThat(defect).contains("not the recorded one"));
        Files.delete(file(entry, BackupManifest.FILE_NAME));
        assertThat(backups(store.environment()).defect(entry))
                .hasValueSatisfying(defect -> assertThat(defect).contains("there is no backup at"));
    }

    @Test
    void aRemoteThatTakesNothingAndSaysItDidIsNotBelieved() throws Exception {
        for (String lie : List.of(
                "case $1:$2 in rcat:*.bin) cat >/dev/null; exit 0;; esac",
                "case $1 in copy) exit 0;; esac",
                "case $1:$2 in rcat:*.bin) head -c 1000000 | " + directory.resolve("bin/rclone")
                        + " \"$@\"; cat >/dev/null; exit 0;; esac")) {
            RunException failure =
                    catchThrowableOfType(RunException.class, () -> backUp(store.misbehaving(lie), "main"));

            assertThat(failure.exitCode()).as(lie).isEqualTo(ExitCode.FAILED);
            try (KeptBackups kept = kept()) {
                assertThat(kept.list(to)).as(lie).isEmpty();
            }
            assertThat(objects()).as(lie).isEmpty();
        }
    }

    @Test
    void aRemoteThatFailsMidwaySaysWhy() throws Exception {
        RunException failure = catchThrowableOfType(
                RunException.class,
                () -> backUp(
                        store.misbehaving("case $1:$2 in rcat:*.bin) head -c 1000000 >/dev/null; echo"
                                + " '{\"level\":\"error\",\"msg\":\"quota exceeded\"}' >&2; exit 1;; esac"),
                        "main"));

        assertThat(failure).hasMessageContaining("quota exceeded").hasMessageContaining("database main");
        assertThat(objects()).isEmpty();
    }

    @Test
    void aRemoteThatIsNotThereEndsItBeforeAnythingRuns() throws Exception {
        RunException missing =
                catchThrowableOfType(RunException.class, () -> backUp(Map.of("PATH", "/nowhere"), "main"));
        assertThat(missing.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(missing).hasMessageContaining("rclone is not installed");

        RunException unknown = catchThrowableOfType(
                RunException.class,
                () -> backups(store.environment())
                        .backUp(List.of(PlainStore.request("main")), "rclone:nosuch:bucket/x", policy, "u-1", null));
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(unknown).hasMessageContaining("rclone:nosuch:bucket/x").hasMessageContaining("nosuch");
    }

    @Test
    void credentialsAreOnNoCommandLine() throws Exception {
        Path log = directory.resolve("arguments-" + bucket);
        backUp(store.misbehaving("echo \"$@\" >>" + log), "main");

        assertThat(Files.readString(log)).contains("rcat", "copyto").doesNotContain(ObjectStore.SECRET);
    }

    @Test
    void aBandwidthLimitIsKept() {
        BackupPolicy slow = new BackupPolicy(
                null, 1, 1, null, directory.resolve("staging").toString(), new Bandwidth("1MiB/s"), null, null);
        long start = System.nanoTime();
        backups(store.environment()).backUp(List.of(PlainStore.request("main")), to, slow, "u-1", null);

        // The stream, its way back for the proof, the upload and reading back: each some three seconds.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(6));
    }

    @Test
    void whatAKilledRunLeftIsNoBackupAndIsRemovedByTheNext() throws Exception {
        Random random = new Random(3);
        int died = 0;
        for (int round = 0; round < 8; round++) {
            Process process = RemoteBackupProcess.start(store, to);
            if (!process.waitFor(700 + random.nextInt(2500), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                died++;
            }
            try (KeptBackups kept = kept()) {
                for (KeptBackup backup : kept.list(to)) {
                    assertThat(backup.manifest()).isNotNull();
                    assertThat(kept.damage(backup)).isEmpty();
                }
            }
        }
        assertThat(died).isPositive();

        BackupEntry entry = backUp(store.environment(), "main").get(0);
        assertThat(backups(store.environment()).defect(entry)).isEmpty();
        // An rclone that outlived its Ratchet may have put a last object; then it is the turn of one more run.
        TimeUnit.SECONDS.sleep(2);
        backUp(store.environment(), "main");
        try (KeptBackups kept = kept()) {
            List<String> complete = kept.list(to).stream().map(KeptBackup::id).toList();
            assertThat(objects()).allMatch(name -> complete.stream().anyMatch(name::contains));
        }
        try (Stream<Path> all = Files.walk(store.staging())) {
            assertThat(all.filter(path -> path.getFileName().toString().contains(".partial-")))
                    .isEmpty();
        }
    }

    @Test
    void twoThatRemoveTheSameDoNotHarmEachOther() throws Exception {
        backUp(store.environment(), "main", "other");
        BackupEntry stays = backUp(store.environment(), "main").get(0);
        List<KeptBackup> listed;
        try (KeptBackups kept = kept()) {
            listed = kept.list(to).stream()
                    .filter(each -> !each.location().equals(stays.location()))
                    .toList();
        }
        assertThat(listed).hasSize(2);
        ExecutorService workers = Executors.newFixedThreadPool(2);
        try {
            Callable<Void> removal = () -> {
                try (KeptBackups kept = kept()) {
                    for (KeptBackup backup : listed) {
                        kept.remove(to, backup);
                    }
                }
                return null;
            };
            for (Future<Void> done : workers.invokeAll(List.of(removal, removal))) {
                done.get();
            }
        } finally {
            workers.shutdown();
        }
        try (KeptBackups kept = kept()) {
            assertThat(kept.list(to)).extracting(KeptBackup::location).containsExactly(stays.location());
        }
        assertThat(objects()).hasSize(3);
        assertThat(backups(store.environment()).defect(stays)).isEmpty();
    }

    @Test
    void aRunThatLivesIsLeftAlone() throws Exception {
        Files.createDirectories(store.served().resolve(bucket + "/backups/u-9-20260101T000000Z-0123abcd/main"));
        Path run = store.served().resolve(bucket + "/backups/u-9-20260101T000000Z-0123abcd");
        Files.writeString(run.resolve("main/half"), "x");
        Files.write(
                run.resolve(RunMarker.FILE_NAME),
                new RunMarker("elsewhere/1/2/3", Clock.systemUTC().instant()).json());
        Files.createDirectories(store.served().resolve(bucket + "/backups/mine"));
        Files.writeString(store.served().resolve(bucket + "/backups/mine/notes.txt"), "not Ratchet's");

        backUp(store.environment(), "main");
        assertThat(run.resolve("main/half")).exists();

        Files.write(
                run.resolve(RunMarker.FILE_NAME),
                new RunMarker("elsewhere/1/2/3", Clock.systemUTC().instant().minus(RunMarker.VALID.multipliedBy(2)))
                        .json());
        backUp(store.environment(), "main");
        assertThat(run).doesNotExist();
        assertThat(store.served().resolve(bucket + "/backups/mine/notes.txt")).exists();
    }

    private List<String> objects() throws IOException {
        Path served = store.served().resolve(bucket);
        if (!Files.exists(served)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(served)) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }

    /** A backup in a process of its own, which a test can kill. */
    static final class RemoteBackupProcess {
        private RemoteBackupProcess() {}

        static Process start(ObjectStore store, String to) throws IOException {
            return new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            RemoteBackupProcess.class.getName(),
                            store.environment().get("PATH"),
                            store.staging().toString(),
                            to)
                    .redirectErrorStream(true)
                    .redirectOutput(new File("/dev/null"))
                    .start();
        }

        public static void main(String[] arguments) {
            new Backups(List.of(PLAIN), Events.NONE, () -> false, Clock.systemUTC(), Map.of("PATH", arguments[0]))
                    .backUp(
                            List.of(PlainStore.request("main"), PlainStore.request("other")),
                            arguments[2],
                            new BackupPolicy(null, 2, 1, null, arguments[1], null, null, null),
                            "u-1",
                            null);
        }
    }
}
