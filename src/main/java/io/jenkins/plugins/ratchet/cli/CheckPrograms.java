package io.jenkins.plugins.ratchet.cli;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.ratchet.backup.BoundedRun;
import io.jenkins.plugins.ratchet.backup.PodClient;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.cluster.Pods;
import io.jenkins.plugins.ratchet.config.CommandCheck;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.OnPath;
import io.jenkins.plugins.ratchet.verify.Programs;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Runs the programs of a session's checks as those of backups are run: no shell, within limits, ended when the run is. */
final class CheckPrograms implements Programs {
    private static final int MOST_BYTES = 4 << 20;

    private final Session session;

    CheckPrograms(Session session) {
        this.session = session;
    }

    @Override
    public Ended run(
            String check,
            CommandCheck program,
            Map<String, String> environment,
            Duration limit,
            Consumer<String> messages) {
        long end = System.nanoTime() + limit.toNanos();
        try (Stop stop =
                new Stop(() -> System.nanoTime() >= end || session.stopped().getAsBoolean())) {
            return program.pod() == null
                    ? here(program, environment, limit, stop, messages)
                    : inPod(check, program, environment, stop, messages);
        } catch (Stop.Interrupted e) {
            return new Ended(Ending.TOO_LONG, -1, "", "");
        }
    }

    private Ended here(
            CommandCheck program,
            Map<String, String> environment,
            Duration limit,
            Stop stop,
            Consumer<String> messages) {
        Map<String, String> all = new HashMap<>();
        // Ratchet reads no message of this program, so it may speak the user's language.
        for (String variable : List.of("LC_ALL", "LANG")) {
            String value = session.environment().get(variable);
            if (value != null) {
                all.putIfAbsent("LC_ALL", value);
            }
        }
        all.putAll(environment);
        BoundedRun run = BoundedRun.run(
                executable(program.run().get(0)),
                program.run().subList(1, program.run().size()),
                all,
                session.directory(),
                limit,
                MOST_BYTES,
                stop,
                messages);
        Ending ending = switch (run.ending()) {
            case EXITED -> Ending.EXITED;
            case TOO_LONG -> Ending.TOO_LONG;
            case TOO_MUCH -> Ending.TOO_MUCH;
        };
        return new Ended(ending, run.status(), new String(run.output(), StandardCharsets.UTF_8), run.lastWords());
    }

    private Ended inPod(
            String check, CommandCheck program, Map<String, String> environment, Stop stop, Consumer<String> messages) {
        String what = "check " + check;
        Pod pod = Pods.find(session.cluster(), session.config().namespace(), program.pod(), what + ", pod");
        PodClient.Place place = PodClient.Place.of(session.cluster(), pod, program.container(), what);
        Bounded out = new Bounded();
        try (PodClient client = PodClient.start(place, program.run(), environment, out, stop, messages)) {
            int status = client.await(what);
            return new Ended(Ending.EXITED, status, out.text(), client.lastWords());
        } catch (Stop.Interrupted e) {
            throw e;
        } catch (RunException e) {
            if (e.exitCode() != ExitCode.FAILED) {
                throw e;
            }
            return new Ended(Ending.UNKNOWN, -1, out.text(), e.getMessage());
        }
    }

    /** A path starts at the directory of {@code ratchet.yaml}; a bare name is looked for on {@code PATH}. */
    private Path executable(String program) {
        if (!program.contains("/")) {
            return OnPath.find(program, System.getenv())
                    .orElseThrow(() -> RunException.usage("the program " + program + " is not on PATH"));
        }
        Path file = session.directory().resolve(program).normalize();
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw RunException.usage("the program " + file
                    + (Files.exists(file) ? " is not executable; chmod +x it" : " does not exist"));
        }
        return file;
    }

    /** Keeps what a program in a pod prints, up to a limit; the rest is let go. */
    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int one) {
            if (bytes.size() < MOST_BYTES) {
                bytes.write(one);
            }
        }

        synchronized String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
