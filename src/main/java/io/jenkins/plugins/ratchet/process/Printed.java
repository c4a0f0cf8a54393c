package io.jenkins.plugins.ratchet.process;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;

/** What a program prints on one of its streams: kept as it comes through a pipe, or left in the file that it goes to. */
final class Printed {
    private static final int BUFFER = 1 << 16;

    private final File file;
    private final int most;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final Thread reader;
    private volatile boolean more;
    private volatile IOException failure;

    /** @param file null where it comes through the pipe */
    Printed(File file, InputStream pipe, int most) {
        this.file = file;
        this.most = most;
        this.reader = reading(() -> keep(pipe));
    }

    /** Told to somebody who keeps what he needs. */
    Printed(InputStream pipe, LastWords words) {
        this.file = null;
        this.most = 0;
        this.reader = reading(() -> words.follow(pipe));
    }

    private static Thread reading(Runnable task) {
        Thread thread = new Thread(task, "ratchet-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Reads on when it is too much already: a program that cannot print cannot end in order. */
    private void keep(InputStream pipe) {
        byte[] buffer = new byte[BUFFER];
        try (pipe) {
            for (int read = pipe.read(buffer); read >= 0; read = pipe.read(buffer)) {
                more |= read > most - kept.size();
                if (!more) {
                    kept.write(buffer, 0, read);
                }
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    boolean tooMuch() throws IOException {
        return more || file != null && Files.size(file.toPath()) > most;
    }

    /** Waits until all is read that was printed, no longer than this: a child of the program may hold its stream. */
    void awaitEnd(Duration atMost) throws InterruptedException {
        reader.join(Math.max(1, atMost.toMillis())); // 0 would be for ever
    }

    byte[] bytes() throws IOException {
        if (failure != null) {
            throw failure;
        }
        return file != null ? Files.readAllBytes(file.toPath()) : kept.toByteArray();
    }
}
