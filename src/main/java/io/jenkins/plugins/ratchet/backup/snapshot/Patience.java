package io.jenkins.plugins.ratchet.backup.snapshot;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.time.Duration;
import java.util.function.Supplier;

/** Our own deadline, by a clock that nobody sets, and our own interval; faults that pass are waited out. */
final class Patience {
    /** An answer that cannot be read is a fault too, but one that repeats is not going to pass. */
    private static final int MOST_UNREADABLE = 5;

    private static final long LOOK_MILLIS = 100;

    private final String name;
    private final Duration interval;
    private final BackupContext context;
    private final Duration limit;
    private final long start = System.nanoTime();
    private String lastFault;
    private int unreadable;

    Patience(SnapshotSubject subject, Duration limit) {
        this(subject.name(), subject.settings().interval(), limit, subject.context());
    }

    /** @param name of the data store, for messages */
    Patience(String name, Duration interval, Duration limit, BackupContext context) {
        this.name = name;
        this.interval = interval;
        this.limit = limit;
        this.context = context;
    }

    Duration left() {
        Duration left = limit.minusNanos(System.nanoTime() - start);
        return left.isNegative() ? Duration.ZERO : left;
    }

    boolean over() {
        return left().isZero();
    }

    Duration passed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** Asks until there is an answer. */
    <T> T ask(String what, Supplier<T> question) {
        while (true) {
            try {
                T answer = question.get();
                unreadable = 0;
                lastFault = null;
                return answer;
            } catch (CloudFailure e) {
                fault(what, e);
                pause(what);
            }
        }
    }

    /** Takes note of a fault, or throws it where waiting does not help. */
    void fault(String what, CloudFailure e) {
        unreadable = e.reason() == CloudFailure.Reason.UNREADABLE ? unreadable + 1 : unreadable;
        if (!e.passes() || unreadable >= MOST_UNREADABLE) {
            throw new RunException(e.exitCode(), "database " + name + ": " + what + " failed: " + e.getMessage(), e);
        }
        if (lastFault == null) {
            context.events().fact("backup", name + ": " + what + ": " + e.getMessage() + "; asking again");
        }
        lastFault = e.getMessage();
    }

    /** Waits for the interval; fails when the time is over. */
    void pause(String what) {
        long wake = System.nanoTime() + interval.toNanos();
        while (System.nanoTime() < wake) {
            context.stop().check();
            if (over()) {
                throw RunException.failed("database " + name + ": " + what + " took longer than "
                        + limit.toSeconds() + " s (snapshot.timeout)"
                        + (lastFault == null ? "" : "; the last fault was: " + lastFault));
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new io.jenkins.plugins.ratchet.backup.Stop.Interrupted();
            }
        }
    }
}
