package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.event.Units;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Prints what happens, one line a fact, aligned; secrets masked. */
final class Console implements Events {
    private static final int STAGE_WIDTH = 9;
    private static final long PROGRESS_NANOS = 5_000_000_000L;

    private final PrintStream out;
    private final Redaction redaction;
    private final boolean colour;

    /** When a subject began and when it was last shown. */
    private record Pace(long began, long shown) {}

    private final Map<String, Pace> paces = new HashMap<>();

    Console(PrintStream out, Redaction redaction, boolean colour) {
        this.out = out;
        this.redaction = redaction;
        this.colour = colour;
    }

    @Override
    public synchronized void fact(String stage, String text) {
        String label = String.format(Locale.ROOT, "%-" + STAGE_WIDTH + "s", stage);
        out.println((colour ? "\u001b[36m" + label + "\u001b[0m" : label) + " " + printable(text));
    }

    @Override
    public synchronized void output(String source, String line) {
        String text = " ".repeat(STAGE_WIDTH) + " " + source + " | " + printable(line);
        out.println(colour ? "\u001b[2m" + text + "\u001b[0m" : text);
    }

    @Override
    public synchronized void progress(String stage, String subject, long done, long total) {
        long now = System.nanoTime();
        Pace pace = paces.computeIfAbsent(stage + "/" + subject, key -> new Pace(now, now));
        if (now - pace.shown() < PROGRESS_NANOS) {
            return;
        }
        paces.put(stage + "/" + subject, new Pace(pace.began(), now));
        double seconds = (now - pace.began()) / 1e9;
        String text = subject + ": " + Units.bytes(done);
        if (total > 0 && done > 0 && done <= total) {
            Duration left = Duration.ofSeconds(Math.round(seconds * (total - done) / done));
            text += " of about " + Units.bytes(total) + " (" + done * 100 / total + " %), some " + Units.duration(left)
                    + " to go";
        }
        fact(stage, text);
    }

    /** One line, without control characters that could move the cursor or hide text. */
    private String printable(String text) {
        return redaction.redact(text).replaceAll("[\\p{Cntrl}&&[^\t]]+", " ");
    }
}
