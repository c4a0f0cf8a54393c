package io.jenkins.plugins.ratchet.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What a program says on standard error: every line is told as it comes, the last ones are kept. */
public final class LastWords {
    private static final int KEPT_LINES = 20;
    private static final int LONGEST_LINE = 8192;

    private final Consumer<String> listener;
    private final Deque<String> lines = new ArrayDeque<>();

    public LastWords(Consumer<String> listener) {
        this.listener = listener;
    }

    /** Reads to the end. */
    public void follow(InputStream stream) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = line(reader); line != null; line = line(reader)) {
                keep(line);
                listener.accept(line);
            }
        } catch (IOException e) {
            // The stream closed because the program was ended: there is nothing more to follow.
        }
    }

    private void keep(String line) {
        synchronized (lines) {
            if (lines.size() == KEPT_LINES) {
                lines.removeFirst();
            }
            lines.addLast(line);
        }
    }

    /** The next line, cut off where it is endless; null at the end. */
    private static String line(BufferedReader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = reader.read();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = reader.read()) {
            if (line.length() < LONGEST_LINE && next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** The last lines on one. */
    @Override
    public String toString() {
        synchronized (lines) {
            return lines.isEmpty()
                    ? "it said nothing"
                    : lines.stream().map(String::strip).collect(Collectors.joining("; "));
        }
    }
}
