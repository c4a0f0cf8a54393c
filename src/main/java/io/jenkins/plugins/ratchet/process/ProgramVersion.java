package io.jenkins.plugins.ratchet.process;

import io.jenkins.plugins.ratchet.process.BoundedProcess.Bounds;
import io.jenkins.plugins.ratchet.process.BoundedProcess.Ending;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** What a program says of its version. */
public final class ProgramVersion {
    private static final Bounds BOUNDS = new Bounds(Duration.ofSeconds(30), Duration.ofSeconds(1), 1 << 16);

    private ProgramVersion() {}

    /** All that it prints when asked by {@code --version}; empty where it is no program for this machine, or hangs. */
    public static String printedBy(Path program) {
        ProcessBuilder builder = new ProcessBuilder(program.toString(), "--version")
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        try {
            BoundedProcess.Ended ended = BoundedProcess.run(builder, BOUNDS, () -> false);
            return ended.ending() == Ending.EXITED ? ended.out() : "";
        } catch (IOException e) {
            return "";
        }
    }
}
