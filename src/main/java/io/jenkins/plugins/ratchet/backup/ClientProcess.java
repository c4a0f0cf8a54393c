package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A client program at work: its messages followed, ended in order when the backup is to stop. */
public final class ClientProcess implements RunningClient {
    private static final int KEPT_LINES = 20;
    private static final int LONGEST_LINE = 8192;
    private static final ProcessBuilder.Redirect NOTHING = ProcessBuilder.Redirect.from(new File("/dev/null"));
    private static final long GRACE_SECONDS = 10;
    /** What a user may have set for TLS client certificates; every other PG variable would redirect the program. */
    private static final Set<String> INHERITED = Set.of("PGSSLCERT", "PGSSLKEY", "PGSSLCRL", "PGPASSFILE");

    private final String name;
    private final Process process;
    private final Thread messages;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final Set<ProcessHandle> children = ConcurrentHashMap.newKeySet();
    private final Stop stop;
    private final Stop.Registration registration;

    private ClientProcess(String name, Process process, Stop stop, Consumer<String> listener) {
        this.name = name;
        this.process = process;
        this.stop = stop;
        this.messages = new Thread(() -> follow(listener), "ratchet-" + name);
        messages.setDaemon(true);
        messages.start();
        this.registration = stop.whenRequested(this::terminate);
    }

    /** pg_dump and pg_restore end their parallel workers themselves; who is left is ended in {@link #close}. */
    private void terminate() {
        process.descendants().forEach(children::add);
        process.destroy();
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
        return start(program, arguments, environment, NOTHING, null, stop, listener);
    }

    /** As {@link #start}, for a program that reads what the caller writes to {@link #input}. */
    public static ClientProcess startFed(
            Path program,
            List<String> arguments,
            Map<String, String> environment,
            Stop stop,
            Consumer<String> listener) {
        return start(program, arguments, environment, ProcessBuilder.Redirect.PIPE, null, stop, listener);
    }

    /** @param directory where the program runs; null for where Ratchet does */
    static ClientProcess startIn(
            Path directory,
            Path program,
            List<String> arguments,
            Map<String, String> environment,
            Stop stop,
            Consumer<String> listener) {
        return start(program, arguments, environment, NOTHING, directory, stop, listener);
    }

    private static ClientProcess start(
            Path program,
            List<String> arguments,
            Map<String, String> environment,
            ProcessBuilder.Redirect input,
            Path directory,
            Stop stop,
            Consumer<String> listener) {
        stop.check();
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(key -> key.startsWith("PG") && !INHERITED.contains(key));
        builder.environment().put("LC_ALL", "C"); // its messages are read below
        builder.environment().putAll(environment);
        builder.redirectInput(input);
        builder.directory(directory == null ? null : directory.toFile());
        String name = program.getFileName().toString();
        try {
            return new ClientProcess(name, builder.start(), stop, listener);
        } catch (IOException e) {
            throw RunException.unavailable(program + " cannot be started: " + e.getMessage(), e);
        }
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
            messages.join(TimeUnit.SECONDS.toMillis(GRACE_SECONDS));
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
        synchronized (lastLines) {
            return lastLines.isEmpty()
                    ? "it said nothing"
                    : lastLines.stream().map(String::strip).collect(Collectors.joining("; "));
        }
    }

    private void follow(Consumer<String> listener) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = line(lines); line != null; line = line(lines)) {
                synchronized (lastLines) {
                    if (lastLines.size() == KEPT_LINES) {
                        lastLines.removeFirst();
                    }
                    lastLines.addLast(line);
                }
                listener.accept(line);
            }
        } catch (IOException e) {
            // The stream closed because the program was ended: there is nothing more to follow.
        }
    }

    /** The next line, cut off where it is endless; null at the end. */
    private static String line(BufferedReader lines) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = lines.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = lines.read()) {
            if (line.length() < LONGEST_LINE && next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Ends it if it still runs: politely, then by force, with the processes it started. */
    @Override
    public void close() {
        registration.close();
        try {
            if (process.isAlive()) {
                terminate();
                if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
