package io.jenkins.plugins.ratchet.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.process.BoundedProcess.Bounds;
import io.jenkins.plugins.ratchet.process.BoundedProcess.Ended;
import io.jenkins.plugins.ratchet.process.BoundedProcess.Ending;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs that end well, late, unwillingly, never, or not all at once. */
class BoundedProcessTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int LITTLE = 4096;

    @TempDir
    Path directory;

    private ProcessBuilder shell(String script) {
        return new ProcessBuilder("/bin/sh", "-c", script).directory(directory.toFile());
    }

    private static Bounds within(Duration time, Duration grace) {
        return new Bounds(time, grace, LITTLE);
    }

    /** Stops a program that has come so far that it made this file. */
    private BooleanSupplier onceThereIs(String file) {
        return () -> Files.exists(directory.resolve(file));
    }

    /** Lets a program on that waits for this file, once it is known to run. */
    private BooleanSupplier making(String file) {
        return () -> {
            try {
                Files.writeString(directory.resolve(file), "");
                return false;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** Lets its time be over no sooner than it has come so far that it made this file. */
    private BooleanSupplier noSoonerThan(String file) {
        return () -> {
            try {
                await(file);
                return false;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private void assertGone(String pidFile) throws Exception {
        long pid = Long.parseLong(Files.readString(directory.resolve(pidFile)).strip());
        ProcessHandle.of(pid)
                .ifPresent(left -> assertThat(left.onExit())
                        .as("the end of process " + pid)
                        .succeedsWithin(30, TimeUnit.SECONDS));
    }

    @Test
    void what_it_printed_and_its_status_are_told() throws IOException {
        Ended ended = BoundedProcess.run(shell("echo out; echo err >&2; exit 3"), within(LONG, LONG), () -> false);

        assertThat(ended.ending()).isEqualTo(Ending.EXITED);
        assertThat(ended.status()).isEqualTo(3);
        assertThat(ended.out()).isEqualTo("out\n");
        assertThat(ended.err()).isEqualTo("err\n");
    }

    @Test
    void one_that_cannot_be_started_is_left_to_the_caller() {
        ProcessBuilder none = new ProcessBuilder(directory.resolve("none").toString());
        assertThatThrownBy(() -> BoundedProcess.run(none, within(LONG, LONG), () -> false))
                .isInstanceOf(IOException.class);
    }

    @Test
    void one_that_is_late_is_told_to_end_and_given_time_to_do_so() throws IOException {
        Ended ended = BoundedProcess.run(
                shell("trap 'touch told; exit 0' TERM; touch ready; while :; do sleep 0.05; done"),
                within(SHORT, LONG),
                noSoonerThan("ready"));

        assertThat(ended.ending()).isEqualTo(Ending.TOO_LONG);
        assertThat(ended.status()).isEqualTo(-1);
        assertThat(directory.resolve("told")).exists();
    }

    @Test
    void one_that_does_not_heed_that_is_killed_with_its_children() throws Exception {
        Ended ended = BoundedProcess.run(
                shell("trap '' TERM; echo $$ > pid; sleep 1000 & echo $! > child; touch ready; while :; do wait; done"),
                within(LONG, SHORT),
                onceThereIs("ready"));

        assertThat(ended.ending()).isEqualTo(Ending.STOPPED);
        assertGone("pid");
        assertGone("child");
    }

    @Test
    void children_that_one_leaves_behind_when_it_is_told_to_end_are_killed() throws Exception {
        String ignoring = "(trap '' TERM; touch ready; while :; do sleep 1; done)";
        BoundedProcess.run(shell(ignoring + " & echo $! > child; wait"), within(LONG, LONG), onceThereIs("ready"));

        assertGone("child");
    }

    @Test
    void one_that_prints_without_end_is_ended_wherever_it_prints_to() throws IOException {
        Path file = directory.resolve("printed");
        ProcessBuilder filing =
                new ProcessBuilder("yes").redirectErrorStream(true).redirectOutput(file.toFile());

        for (ProcessBuilder builder : List.of(new ProcessBuilder("yes"), shell("exec yes >&2"), filing)) {
            Ended ended = BoundedProcess.run(builder, within(LONG, LONG), () -> false);
            assertThat(ended.ending()).isEqualTo(Ending.TOO_MUCH);
            assertThat(ended.output()).isEmpty();
        }
        assertThat(Files.size(file)).isGreaterThan(LITTLE);
    }

    @Test
    void as_much_as_it_may_is_not_too_much_and_a_byte_more_is() throws IOException {
        Path file = directory.resolve("printed");
        for (int more = 0; more < 2; more++) {
            String script = "head -c " + (LITTLE + more) + " /dev/zero";
            Ended kept = BoundedProcess.run(shell(script), within(LONG, LONG), () -> false);
            Ended filed =
                    BoundedProcess.run(shell(script).redirectOutput(file.toFile()), within(LONG, LONG), () -> false);

            assertThat(List.of(kept.ending(), filed.ending()))
                    .containsOnly(more == 0 ? Ending.EXITED : Ending.TOO_MUCH);
            assertThat(List.of(kept.output().length, filed.output().length)).containsOnly(more == 0 ? LITTLE : 0);
        }
    }

    @Test
    void one_that_closes_its_output_and_lives_on_is_waited_for() throws IOException {
        Ended ended = BoundedProcess.run(
                shell("echo all; exec >&- 2>&-; until [ -e go ]; do sleep 0.05; done; exit 7"),
                within(LONG, LONG),
                making("go"));

        assertThat(ended.status()).isEqualTo(7);
        assertThat(ended.out()).isEqualTo("all\n");
    }

    @Test
    void a_child_that_holds_the_output_when_the_program_has_ended_does_not_hinder() throws IOException {
        ProcessBuilder pipes = shell("sleep 1000 & echo $! > child; echo said");
        ProcessBuilder error = shell("sleep 1000 > log & echo $! > child; echo said >&2");
        ProcessBuilder file = shell("sleep 1000 & echo $! > child; echo said")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile());
        for (ProcessBuilder builder : List.of(pipes, error, file)) {
            try {
                Ended ended = BoundedProcess.run(builder, within(LONG, Duration.ofSeconds(1)), () -> false);
                assertThat(ended.ending()).isEqualTo(Ending.EXITED);
                assertThat(ended.out() + ended.err()).isEqualTo("said\n");
            } finally {
                endLeftOver();
            }
        }
    }

    private void endLeftOver() throws IOException {
        long pid = Long.parseLong(Files.readString(directory.resolve("child")).strip());
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void an_interrupt_ends_it_in_order_and_stays_known() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        Thread thread = new Thread(() -> {
            try {
                Ended ended = BoundedProcess.run(
                        shell("trap 'touch told; exit' TERM; touch ready; while :; do sleep 0.05; done"),
                        within(LONG, LONG),
                        () -> {
                            if (Files.exists(directory.resolve("ready"))) {
                                Thread.currentThread().interrupt();
                            }
                            return false;
                        });
                seen.addAll(List.of(ended.ending(), Thread.currentThread().isInterrupted()));
            } catch (IOException e) {
                seen.add(e);
            }
        });
        thread.start();
        thread.join(TimeUnit.MINUTES.toMillis(1));

        assertThat(seen).containsExactly(Ending.STOPPED, true);
        assertThat(directory.resolve("told")).exists();
    }

    @Test
    void standard_error_that_is_followed_is_told_by_lines_and_has_no_bounds() throws IOException {
        List<String> lines = new CopyOnWriteArrayList<>();
        LastWords words = new LastWords(lines::add);
        Ended ended = BoundedProcess.run(
                shell("seq 1 5000 >&2; head -c 100000 /dev/zero | tr '\\0' x >&2; echo out"),
                within(LONG, LONG),
                () -> false,
                words);

        assertThat(ended.out()).isEqualTo("out\n");
        assertThat(lines).hasSize(5001).contains("1", "5000");
        assertThat(lines.get(5000)).hasSizeLessThan(10_000);
        assertThat(words.toString()).startsWith("4982; 4983; ").contains("; 5000; xxx");
    }

    @Test
    void a_program_is_told_once_though_several_wish_it() throws Exception {
        Process process = shell("trap 'echo told >> told' TERM; touch ready; until [ -e go ]; do sleep 0.05; done")
                .start();
        Termination termination = new Termination(process);
        await("ready");
        termination.tell();
        await("told");
        termination.tell();
        making("go").getAsBoolean();
        termination.end(LONG);

        assertThat(process.isAlive()).isFalse();
        assertThat(Files.readString(directory.resolve("told"))).isEqualTo("told\n");
    }

    private void await(String file) throws InterruptedException {
        while (!Files.exists(directory.resolve(file))) {
            Thread.sleep(10);
        }
    }
}
