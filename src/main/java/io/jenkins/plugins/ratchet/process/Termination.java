package io.jenkins.plugins.ratchet.process;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How a program is ended: told once, as many take a second time for impatience and leave things half done; waited for;
 * and killed where it does not heed that. What it started and left behind is killed too.
 */
public final class Termination {
    /** A killed program is gone at once, unless the kernel itself waits, as for a disk. */
    private static final long KILLED_SECONDS = 5;

    private final Process process;
    private final AtomicBoolean told = new AtomicBoolean();
    private final Set<ProcessHandle> children = ConcurrentHashMap.newKeySet();

    public Termination(Process process) {
        this.process = process;
    }

    /** Tells the program, and it alone: it may have to end its children in order. */
    public void tell() {
        if (told.compareAndSet(false, true)) {
            noteChildren(); // whose children they were is not known any more once it has ended
            process.destroy();
        }
    }

    /**
     * Tells it, if nobody has and it still runs; afterwards it and the children that it had when it was told are gone.
     *
     * @param grace from now until it is killed
     */
    public void end(Duration grace) {
        if (process.isAlive()) {
            tell();
            await(grace);
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private void await(Duration grace) {
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
                process.waitFor(KILLED_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            kill();
            Thread.currentThread().interrupt();
        }
    }

    private void kill() {
        noteChildren();
        process.destroyForcibly();
    }

    private void noteChildren() {
        process.descendants().forEach(children::add);
    }
}
