package io.jenkins.plugins.ratchet.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * The wish to end, from a file that somebody makes. It reaches a process that no signal reaches: in another container,
 * or behind a wrapper that passes none on. Once wanted it stays wanted.
 */
final class StopFile implements BooleanSupplier {
    private final Path file;
    private final BooleanSupplier signalled;
    private volatile boolean seen;

    StopFile(Path file, BooleanSupplier signalled) {
        this.file = file;
        this.signalled = signalled;
    }

    @Override
    public boolean getAsBoolean() {
        if (!seen && Files.exists(file)) {
            seen = true;
        }
        return seen || signalled.getAsBoolean();
    }
}
