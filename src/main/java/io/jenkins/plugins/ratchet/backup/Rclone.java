package io.jenkins.plugins.ratchet.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.OnPath;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program rclone. Its credentials come from its own configuration and environment; arguments name a remote, a path
 * and options that are no secret.
 *
 * <p>Exit codes as https://rclone.org/docs/#exit-code tells them: 3 is a directory that does not exist, 4 a file.
 */
final class Rclone {
    private static final int NO_DIRECTORY = 3;
    private static final int NO_FILE = 4;
    private static final int SHOWN = 3;
    private static final Pattern HASH = Pattern.compile("([0-9a-f]{64}) {2}(.+)");
    /** S3 and its like take at most 10,000 parts; rclone's parts of 5 MiB end at 48 GiB of a stream. */
    private static final long SMALLEST_PART = 5L << 20;

    private static final long PARTS = 8_000;

    private final Path program;

    Rclone(Path program) {
        this.program = program;
    }

    /** The one on the search path. */
    static Rclone find(Map<String, String> environment) {
        return OnPath.find("rclone", environment)
                .map(Rclone::new)
                .orElseThrow(
                        () -> RunException.unavailable(
                                "rclone is not installed: backups go to a remote of it; install it"
                                        + " (https://rclone.org/install) and look with `rclone listremotes` whether it knows the remote"));
    }

    /** A file that streams there. {@code close} returns when the remote has taken it whole. */
    OutputStream write(String file, long estimatedBytes, Stop stop) {
        Messages messages = new Messages(done -> {});
        ClientProcess process = ClientProcess.startFed(
                program, arguments(List.of("rcat", file)), forStream(estimatedBytes, 0), stop, messages::line);
        return new Upload(process, messages, stop);
    }

    /** @param bandwidth bytes a second; 0 for no limit of its own */
    static Map<String, String> forStream(long estimatedBytes, long bandwidth) {
        Map<String, String> environment = new TreeMap<>();
        long part = estimatedBytes / PARTS;
        if (part > SMALLEST_PART) {
            environment.put("RCLONE_S3_CHUNK_SIZE", part + "B");
            environment.put("RCLONE_B2_CHUNK_SIZE", Math.max(part, 96L << 20) + "B");
        }
        if (bandwidth > 0) {
            environment.put("RCLONE_BWLIMIT", bandwidth + "B");
        }
        return environment;
    }

    /** Whether a directory can be looked into; it need not exist. */
    void look(String directory, Stop stop) throws IOException {
        Result result = result(
                List.of("lsjson", "--max-depth=1", "--no-modtime", "--no-mimetype", directory), done -> {}, stop);
        if (result.status != NO_DIRECTORY) {
            result.check();
        }
    }

    /** One file gets another name on its remote; what is there under that is replaced. */
    void move(String from, String to, Stop stop) throws IOException {
        run(List.of("moveto", from, to), done -> {}, stop);
    }

    /** The content of a file. Its end is read only where the remote delivered all of it; otherwise reading fails. */
    InputStream read(String file, long bytesPerSecond, Stop stop) {
        Messages messages = new Messages(done -> {});
        ClientProcess process = ClientProcess.start(
                program, arguments(limited(bytesPerSecond, "cat", file)), Map.of(), stop, messages::line);
        return new Download(process, messages);
    }

    /** Copies files, or the files below a directory; what is there already under a name is replaced. */
    void copy(String from, String to, long bytesPerSecond, LongConsumer progress, Stop stop, String... options)
            throws IOException {
        List<String> arguments = limited(bytesPerSecond, "copy", "--no-traverse", from, to);
        arguments.addAll(List.of(options));
        run(arguments, progress, stop);
    }

    /** One file, under another name if need be. */
    void copyFile(Path from, String to, Stop stop) throws IOException {
        run(List.of("copyto", from.toString(), to), done -> {}, stop);
    }

    /** Every file below a directory, by its path from there, with its size; empty where there is no such directory. */
    Map<String, Long> list(String directory, Stop stop) throws IOException {
        Result result = result(
                List.of("lsjson", "--recursive", "--files-only", "--no-modtime", "--no-mimetype", directory),
                done -> {},
                stop);
        Map<String, Long> files = new TreeMap<>();
        if (result.status != NO_DIRECTORY) {
            result.check();
            for (JsonNode file : Json.mapper().readTree(result.output)) {
                files.put(file.path("Path").asText(), file.path("Size").asLong());
            }
        }
        return files;
    }

    /** SHA-256 of every file below a directory, computed here from what the remote delivers, not from what it says. */
    Map<String, String> digests(String directory, long bytesPerSecond, LongConsumer progress, Stop stop)
            throws IOException {
        Result result = result(limited(bytesPerSecond, "hashsum", "sha256", "--download", directory), progress, stop);
        Map<String, String> digests = new TreeMap<>();
        if (result.status != NO_DIRECTORY) {
            result.check();
            for (String line : result.output.split("\n")) {
                Matcher matcher = HASH.matcher(line);
                if (matcher.matches()) {
                    digests.put(matcher.group(2), matcher.group(1));
                } else if (!line.isEmpty()) {
                    throw new IOException("rclone could not read a file back: " + line.strip());
                }
            }
        }
        return digests;
    }

    /** @return false where there was none */
    boolean delete(String file, Stop stop) throws IOException {
        Result result = result(List.of("deletefile", file), done -> {}, stop);
        if (result.status == NO_FILE || result.status == NO_DIRECTORY) {
            return false;
        }
        result.check();
        return true;
    }

    /** Removes a directory with everything in it, if it is there. */
    void purge(String directory, Stop stop) throws IOException {
        Result result = result(List.of("purge", directory), done -> {}, stop);
        if (result.status != NO_DIRECTORY) {
            result.check();
        }
    }

    private static List<String> limited(long bytesPerSecond, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (bytesPerSecond > 0) {
            all.add("--bwlimit=" + bytesPerSecond + "B");
        }
        return all;
    }

    private static List<String> arguments(List<String> command) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of("--use-json-log", "--log-level=NOTICE", "--ask-password=false"));
        return all;
    }

    private void run(List<String> command, LongConsumer progress, Stop stop) throws IOException {
        result(command, progress, stop).check();
    }

    private Result result(List<String> command, LongConsumer progress, Stop stop) throws IOException {
        Messages messages = new Messages(progress);
        List<String> all = arguments(command);
        all.addAll(List.of("--stats=1s", "--stats-log-level=NOTICE"));
        try (ClientProcess process = ClientProcess.start(program, all, Map.of(), stop, messages::line);
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(process.output(), StandardCharsets.UTF_8))) {
            StringBuilder output = new StringBuilder();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                output.append(line).append('\n');
            }
            return new Result(process.await(), output.toString(), messages);
        }
    }

    /** There is no such file. */
    static final class Missing extends IOException {
        private static final long serialVersionUID = 1L;

        Missing(String message) {
            super(message);
        }
    }

    private record Result(int status, String output, Messages messages) {
        void check() throws IOException {
            if (status != 0) {
                throw messages.failure(status);
            }
        }
    }

    /** What rclone says on its standard error, a JSON object a line. */
    private static final class Messages {
        private final LongConsumer progress;
        private final Deque<String> last = new ArrayDeque<>();

        Messages(LongConsumer progress) {
            this.progress = progress;
        }

        synchronized void line(String line) {
            JsonNode json;
            try {
                json = Json.mapper().readTree(line);
            } catch (JsonProcessingException e) {
                json = null;
            }
            if (json != null && json.has("stats")) {
                progress.accept(json.path("stats").path("bytes").asLong());
                return;
            }
            String object = json == null ? "" : json.path("object").asText("");
            String text =
                    json == null || !json.has("msg") ? line : json.path("msg").asText();
            String said = (object.isEmpty() ? text : object + ": " + text).strip();
            if (!said.isEmpty()) {
                if (last.size() == SHOWN) {
                    last.removeFirst();
                }
                last.addLast(said);
            }
        }

        synchronized IOException failure(int status) {
            String words = "rclone ended with "
                    + (status > 128 ? "signal " + (status - 128) : "exit status " + status) + ": "
                    + (last.isEmpty() ? "it said nothing" : String.join("; ", last));
            return status == NO_FILE || status == NO_DIRECTORY ? new Missing(words) : new IOException(words);
        }
    }

    private static final class Upload extends FilterOutputStream {
        private final ClientProcess process;
        private final Messages messages;
        private final Stop stop;
        private boolean closed;

        Upload(ClientProcess process, Messages messages, Stop stop) {
            super(process.input());
            this.process = process;
            this.messages = messages;
            this.stop = stop;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) throws IOException {
            try {
                out.write(buffer, offset, length);
            } catch (IOException e) { // it went away; why, it has said
                stop.check();
                throw messages.failure(process.await());
            }
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try (process) {
                try {
                    out.close();
                } catch (IOException e) {
                    // Its exit status says more.
                }
                int status = process.await();
                if (status != 0) {
                    throw messages.failure(status);
                }
            }
        }
    }

    private static final class Download extends FilterInputStream {
        private final ClientProcess process;
        private final Messages messages;
        private boolean ended;

        Download(ClientProcess process, Messages messages) {
            super(process.output());
            this.process = process;
            this.messages = messages;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            if (read < 0) {
                end();
            }
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (read < 0) {
                end();
            }
            return read;
        }

        /** The end of its output is the end of the file only where it says so. */
        private void end() throws IOException {
            if (!ended) {
                ended = true;
                int status = process.await();
                if (status != 0) {
                    throw messages.failure(status);
                }
            }
        }

        @Override
        public void close() {
            process.close();
        }
    }
}
