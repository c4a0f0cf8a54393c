package io.jenkins.plugins.ratchet.steps;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The newest facts of a run, as its events file tells them. */
final class Facts {
    static final int MOST = 300;

    private static final int LONGEST_LINE = 64 * 1024;

    private final Deque<String> newest = new ArrayDeque<>();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private long position;

    /** Reads on from where it stopped. */
    void read(RunFiles files) throws IOException, InterruptedException {
        long from;
        synchronized (this) {
            from = position;
        }
        byte[] block = files.readEvents(from);
        if (block != null) {
            add(from, block);
        }
    }

    private synchronized void add(long from, byte[] block) {
        if (from != position) {
            return;
        }
        position += block.length;
        for (byte each : block) {
            if (each != '\n') {
                if (line.size() < LONGEST_LINE) {
                    line.write(each);
                }
                continue;
            }
            String fact = ReportReader.fact(line.toString(StandardCharsets.UTF_8));
            line.reset();
            if (fact != null) {
                newest.addLast(Words.cut(fact, 500));
                if (newest.size() > MOST) {
                    newest.removeFirst();
                }
            }
        }
    }

    synchronized String last() {
        return newest.peekLast();
    }

    synchronized List<String> all() {
        return new ArrayList<>(newest);
    }
}
