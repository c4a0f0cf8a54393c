package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * Tells the work in hand to end: because the run was interrupted, or because the backup of another database failed.
 *
 * <p>What blocks (a child, a long query) registers how it is made to return; a watchdog calls that within a moment.
 */
public final class Stop implements AutoCloseable {
    private static final long POLL_MILLIS = 100;

    private final BooleanSupplier cancelled;
    private final List<Runnable> actions = new CopyOnWriteArrayList<>();
    private final Thread watchdog;
    private volatile boolean requested;
    private volatile boolean closed;

    public Stop(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
        this.watchdog = new Thread(this::watch, "ratchet-backup-stop");
        watchdog.setDaemon(true);
        watchdog.start();
    }

    /** How a {@link Stop} is taken back for work that is over. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    public Registration whenRequested(Runnable action) {
        actions.add(action);
        if (requested) {
            action.run();
        }
        return () -> actions.remove(action);
    }

    public void request() {
        if (!requested) {
            requested = true;
            actions.forEach(Runnable::run);
        }
    }

    public boolean requested() {
        return requested || cancelled.getAsBoolean();
    }

    /** Throws where the work is to end. */
    public void check() {
        if (requested()) {
            throw new Interrupted();
        }
    }

    /** The work ended because it was told to. */
    public static final class Interrupted extends RunException {
        private static final long serialVersionUID = 1L;

        public Interrupted() {
            this("what was half done has been removed");
        }

        /** @param left what became of what was half done */
        public Interrupted(String left) {
            super(ExitCode.TERMINATED, "the backup was interrupted; " + left + ", nothing was changed in the product");
        }
    }

    private void watch() {
        try {
            while (!closed && !requested) {
                if (cancelled.getAsBoolean()) {
                    request();
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        watchdog.interrupt();
    }
}
