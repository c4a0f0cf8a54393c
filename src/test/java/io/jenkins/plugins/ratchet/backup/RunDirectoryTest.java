package io.jenkins.plugins.ratchet.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-08-01T12:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path to;

    @Test
    void twoRunsAtTheSameSecondGetDirectoriesOfTheirOwn() {
        try (RunDirectory one = RunDirectory.create(to, "u-1", CLOCK);
                RunDirectory other = RunDirectory.create(to, "u-1", CLOCK)) {
            assertThat(one.path()).hasFileName("u-1-20260801T120000Z");
            assertThat(other.path()).hasFileName("u-1-20260801T120000Z-2");
        }
        assertThat(to).isEmptyDirectory();
    }

    @Test
    void aCompleteBackupIsNeverReplaced() throws Exception {
        try (RunDirectory run = RunDirectory.create(to, "u-1", CLOCK)) {
            Path complete = run.complete(run.partial("main"), "main");
            Path second = run.partial("main");

            assertThatThrownBy(() -> run.complete(second, "main")).isInstanceOf(FileAlreadyExistsException.class);
            assertThat(complete).exists();
        }
    }

    @Test
    void leftoversOfDeadRunsGoAndCompleteBackupsStay() throws Exception {
        Path dead = Files.createDirectories(to.resolve("u-0-20260731T120000Z"));
        Files.createFile(dead.resolve(".lock"));
        Files.writeString(
                Files.createDirectories(dead.resolve(".main.partial-1/dump")).resolve("toc.dat"), "x");
        Files.writeString(Files.createDirectories(dead.resolve("other")).resolve("backup.json"), "{}");

        try (RunDirectory alive = RunDirectory.create(to, "u-1", CLOCK)) {
            Path partial = alive.partial("main");

            assertThat(RunDirectory.removeLeftovers(to))
                    .extracting(path -> path.getFileName().toString())
                    .containsExactly(".main.partial-1", ".lock");
            assertThat(partial).exists();
        }
        assertThat(dead.resolve("other/backup.json")).exists();
        assertThat(dead.resolve(".main.partial-1")).doesNotExist();
    }

    @Test
    void aRunThatDiedBeforeItWroteAnythingLeavesNoDirectory() throws Exception {
        Path locked = Files.createDirectories(to.resolve("u-0-20260731T120000Z"));
        Files.createFile(locked.resolve(".lock"));
        Path old = Files.createDirectories(to.resolve("u-0-20260731T120001Z-2"));
        Files.createFile(old.resolve(".lock-17"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.parse("2026-07-31T12:00:01Z")));
        Path young = Files.createDirectories(to.resolve("u-0-20260731T120002Z"));
        Path foreign = Files.createDirectories(to.resolve("of somebody else"));
        Files.setLastModifiedTime(foreign, FileTime.from(Instant.parse("2026-07-31T12:00:01Z")));

        RunDirectory.removeLeftovers(to);

        assertThat(to).isDirectoryNotContaining(path -> path.equals(locked) || path.equals(old));
        assertThat(young).exists();
        assertThat(foreign).exists();
    }

    @Test
    void aWriterThatOutlivedItsRunIsEndedBeforeItsFilesGo() throws Exception {
        Path dead = Files.createDirectories(to.toRealPath().resolve("u-0-20260731T120000Z"));
        Files.createFile(dead.resolve(".lock"));
        Path partial = Files.createDirectories(dead.resolve(".main.partial-1"));
        Process writer = new ProcessBuilder(
                        "sh",
                        "-c",
                        // The shell writes by itself: a program that it started would outlive it for a moment.
                        "i=0; mkdir \"${1#--file=}\"; while sleep 0.01; do i=$((i+1)); : > \"${1#--file=}/$i\"; done",
                        "sh",
                        "--file=" + partial + "/dump")
                .start();
        while (!Files.exists(partial.resolve("dump/3"))) {
            Thread.sleep(10);
        }

        RunDirectory.removeLeftovers(to);

        assertThat(writer.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(dead).doesNotExist();
    }

    @Test
    void namesCannotLeaveTheDirectory() {
        assertThat(RunDirectory.fileName("../../etc")).isEqualTo("%2E.%2F..%2Fetc");
        assertThat(RunDirectory.fileName("a b/ü")).isEqualTo("a%20b%2F%C3%BC");
        assertThat(RunDirectory.fileName("")).isEqualTo("%");
    }
}
