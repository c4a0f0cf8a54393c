package io.jenkins.plugins.ratchet.cluster;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Outlives this JVM by a moment and kills the control plane's processes, so that even a JVM that was killed with SIGKILL
 * leaves nothing running: a small shell that holds the other end of a pipe, and acts when the pipe closes.
 */
final class Guardian implements AutoCloseable {

    // A pid may have been given to somebody else by then: only a process that names our directory is ours.
    // The signals of a terminal's Ctrl-C reach the whole process group, the guardian included.
    private static final String SCRIPT = """
            trap '' HUP INT TERM
            dir=$1
            while read -r pid; do pids="$pids $pid"; done
            for pid in $pids; do
              { cat "/proc/$pid/cmdline" || ps -ww -o args= -p "$pid"; } 2>/dev/null | grep -aqF -- "$dir" || continue
              kill -9 "$pid"
              killed=true
            done
            if [ -n "$killed" ]; then sleep 0.2; rm -rf "$dir/etcd"; fi
            """;

    private final Process shell;
    private final OutputStream pids;

    Guardian(Path directory) {
        try {
            shell = new ProcessBuilder("sh", "-c", SCRIPT, "guardian", directory.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            pids = shell.getOutputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return shell.pid();
    }

    synchronized void watch(long pid) {
        try {
            pids.write((pid + "\n").getBytes(StandardCharsets.US_ASCII));
            pids.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the guardian of the control plane is gone", e);
        }
    }

    /** Ends the guardian, which kills whatever it watches that still runs. */
    @Override
    public void close() {
        try {
            pids.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            shell.onExit().join();
        }
    }
}
