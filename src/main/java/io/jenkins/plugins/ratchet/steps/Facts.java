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
    /** How far long work has come; the next fact takes its place. */
    private String progress;

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
            String text = line.toString(StandardCharsets.UTF_8);
            String fact = ReportReader.fact(text);
            line.reset();
            progress = fact != null && ReportReader.isProgress(text) ? Words.cut(fact, 500) : null;
            if (fact != null && progress == null) {
                newest.addLast(Words.cut(fact, 500));
                if (newest.size() > MOST) {
                    newest.removeFirst();
                }
            }
        }
    }

    synchronized String last() {
        return progress == null ? newest.peekLast() : progress;
    }

    synchronized List<String> all() {
        List<String> all = new ArrayList<>(newest);
        if (progress != null) {
            all.add(progress);
        }
        return all;
    }
}
