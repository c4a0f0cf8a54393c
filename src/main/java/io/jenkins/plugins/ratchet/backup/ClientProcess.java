package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.LastWords;
import io.jenkins.plugins.ratchet.process.Termination;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A client program at work: its messages followed, ended in order when the backup is to stop. */
public final class ClientProcess implements RunningClient {
    private static final ProcessBuilder.Redirect NOTHING = ProcessBuilder.Redirect.from(new File("/dev/null"));
    /** Between being told to end and being killed; of the last messages after its end, too. */
    static final Duration GRACE = Duration.ofSeconds(10);

    /** What a user may have set for TLS client certificates; every other PG variable would redirect the program. */
    private static final Set<String> INHERITED = Set.of("PGSSLCERT", "PGSSLKEY", "PGSSLCRL", "PGPASSFILE");

    private final String name;
    private final Process process;
    private final Thread messages;
    private final LastWords words;
    private final Termination termination;
    private final Stop stop;
    private final Stop.Registration registration;

    private ClientProcess(String name, Process process, Stop stop, Consumer<String> listener) {
        this.name = name;
        this.process = process;
        this.stop = stop;
        this.words = new LastWords(listener);
        this.termination = new Termination(process);
        this.messages = new Thread(() -> words.follow(process.getErrorStream()), "ratchet-" + name);
        messages.setDaemon(true);
        messages.start();
        // pg_dump and pg_restore end their parallel workers themselves; who is left is ended in close.
        this.registration = stop.whenRequested(termination::tell);
    }

    /**
     * Starts a program; its standard output is for the caller, who must read it. None of the PG variables that would
     * redirect PostgreSQL's programs is inherited.
     *
     * @param environment added to what the program inherits; the place for secrets, which never are arguments
     * @param listener told every line of its messages
     */
    public static ClientProcess start(
            Path program,
            List<String> arguments,
            Map<String, String> environment,
            Stop stop,
            Consumer<String> listener) {
        return start(program, arguments, environment, NOTHING, stop, listener);
    }

    /** As {@link #start}, for a program that reads what the caller writes to {@link #input}. */
    public static ClientProcess startFed(
            Path program,
            List<String> arguments,
            Map<String, String> environment,
            Stop stop,
            Consumer<String> listener) {
        return start(program, arguments, environment, ProcessBuilder.Redirect.PIPE, stop, listener);
    }

    private static ClientProcess start(
            Path program,
            List<String> arguments,
            Map<String, String> environment,
            ProcessBuilder.Redirect input,
            Stop stop,
            Consumer<String> listener) {
        stop.check();
        String name = program.getFileName().toString();
        try {
            return new ClientProcess(
                    name,
                    builder(program, arguments, environment)
                            .redirectInput(input)
                            .start(),
                    stop,
                    listener);
        } catch (IOException e) {
            throw RunException.unavailable(program + " cannot be started: " + e.getMessage(), e);
        }
    }

    /** For a program that reads nothing, and inherits nothing that would redirect it. */
    static ProcessBuilder builder(Path program, List<String> arguments, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(key -> key.startsWith("PG") && !INHERITED.contains(key));
        builder.environment().put("LC_ALL", "C"); // its messages are read below
        builder.environment().putAll(environment);
        return builder.redirectInput(NOTHING);
    }

    /**
     * Java hands the environment over in the locale's encoding and puts a question mark for what that cannot express;
     * under the locale C, which is what many containers have, that is every letter beyond ASCII.
     */
    public static void requireExpressible(Map<String, String> environment, String database) {
        Charset charset = Runtime.version().feature() < 18
                ? Charset.defaultCharset()
                : Charset.forName(System.getProperty("sun.jnu.encoding"));
        environment.forEach((key, value) -> {
            if (!charset.newEncoder().canEncode(value)) {
                throw RunException.usage("database " + database + ": " + key + " holds letters that cannot be handed to"
                        + " a program under this locale (" + charset + "); set LC_ALL=C.UTF-8 and start again");
            }
        });
    }

    public OutputStream input() {
        return process.getOutputStream();
    }

    public InputStream output() {
        return process.getInputStream();
    }

    /** Waits for its end and returns its exit status. */
    public int await() {
        try {
            int status = process.waitFor();
            stop.check();
            messages.join(GRACE.toMillis());
            return status;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stop.Interrupted();
        }
    }

    @Override
    public void awaitSuccess(String purpose) {
        int status = await();
        if (status != 0) {
            throw RunException.failed(purpose + ": " + name + " ended with "
                    + (status > 128 ? "signal " + (status - 128) : "exit status " + status) + ": " + lastWords());
        }
    }

    @Override
    public boolean running() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** Its last messages on one line. */
    public String lastWords() {
        return words.toString();
    }

    /** Ends it if it still runs: politely, then by force, with the processes it started. */
    @Override
    public void close() {
        registration.close();
        termination.end(GRACE);
    }
}
