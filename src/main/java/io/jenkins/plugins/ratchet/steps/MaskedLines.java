package io.jenkins.plugins.ratchet.steps;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Prints the engine's output line by line, with the secrets that the step itself brought in masked. */
final class MaskedLines {
    /** A longer line is cut: it is no line that anybody reads. */
    static final int LONGEST = 64 * 1024;

    private static final int SHORTEST_SECRET = 4;

    private final PrintStream log;
    private final List<String> secrets;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    MaskedLines(PrintStream log, Collection<String> secrets) {
        this.log = log;
        this.secrets = secrets.stream()
                .filter(secret -> secret.length() >= SHORTEST_SECRET)
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
    }

    synchronized void write(byte[] block) {
        for (byte each : block) {
            if (each == '\n') {
                print();
            } else if (line.size() < LONGEST) {
                line.write(each);
            }
        }
    }

    /** Prints what stands there without a line's end. */
    synchronized void end() {
        if (line.size() > 0) {
            print();
        }
    }

    private void print() {
        String text = line.toString(StandardCharsets.UTF_8);
        for (String secret : secrets) {
            text = text.replace(secret, "****");
        }
        log.println(line.size() < LONGEST ? text : text + "…");
        line.reset();
    }
}
