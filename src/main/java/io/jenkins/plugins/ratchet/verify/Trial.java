package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.config.Durations;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import javax.net.ssl.SSLException;

/**
 * Tries a check until it passes, its deadline is over or the run is stopped, with growing pauses.
 *
 * <p>Each try runs in a thread of its own, which is left behind when its time is up: a probe that hangs costs a daemon
 * thread, never the run.
 */
final class Trial {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final Duration HEARTBEAT = Duration.ofMillis(200);
    /** How often something that must hold on is looked at. */
    private static final Duration SOAK_LOOK = Duration.ofSeconds(2);

    private static final double GROWTH = 1.6;

    private final Duration firstPause;
    private final BooleanSupplier cancelled;

    Trial(Duration firstPause, BooleanSupplier cancelled) {
        this.firstPause = firstPause;
        this.cancelled = cancelled;
    }

    /**
     * Tries until it passes, and then goes on for a time in which it must go on passing.
     *
     * @param steady that time; null where passing once is enough
     * @param restarts restarts of the release's containers up to now, none of which may come in that time
     */
    Attempt run(String name, Probe probe, Duration deadline, Duration eachTry, Duration steady, IntSupplier restarts) {
        if (steady == null) {
            return run(name, probe, deadline, eachTry);
        }
        long end = System.nanoTime() + deadline.toNanos();
        while (true) {
            Attempt first = run(name, probe, left(end), eachTry);
            if (!first.passed()) {
                return first;
            }
            Attempt shaken = soak(name, probe, first, eachTry == null ? deadline : eachTry, steady, restarts);
            if (shaken.passed() || !shaken.again() || stopped() || System.nanoTime() >= end) {
                return shaken;
            }
        }
    }

    /** What was found when the time was over, or why it did not hold on until then. */
    private Attempt soak(
            String name, Probe probe, Attempt passed, Duration eachTry, Duration steady, IntSupplier restarts) {
        long start = System.nanoTime();
        Attempt last = passed;
        try {
            int before = restarts.getAsInt();
            for (long left = steady.toNanos(); left > 0; left = steady.toNanos() - (System.nanoTime() - start)) {
                if (!sleep(Math.min(SOAK_LOOK.toNanos(), left))) {
                    return Attempt.hopeless("stopped while it was to hold on; last seen: " + last.seen(), null)
                            .because(null);
                }
                last = once(name, probe, eachTry, last);
                int more = restarts.getAsInt() - before;
                String held = ", but not for " + Durations.format(steady) + ": after "
                        + (System.nanoTime() - start) / 1_000_000_000L + " s ";
                if (!last.passed()) {
                    return last.seen(passed.seen() + held + last.seen());
                }
                if (more > 0) {
                    return Attempt.failed(
                            CheckCause.RESTARTING,
                            passed.seen() + held + (more == 1 ? "a container" : more + " containers") + " restarted",
                            "no restart for " + Durations.format(steady));
                }
            }
        } catch (RuntimeException e) {
            return failure(e);
        }
        return last.seen(last.seen() + ", steady for " + Durations.format(steady));
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }

    /** @param eachTry time for one try; null for all of the deadline */
    Attempt run(String name, Probe probe, Duration deadline, Duration eachTry) {
        long start = System.nanoTime();
        long end = start + deadline.toNanos();
        long pause = firstPause.toNanos();
        Attempt last = null;
        int tries = 0;
        while (!stopped()) {
            Duration limit = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
            if (eachTry != null && eachTry.compareTo(limit) < 0) {
                limit = eachTry;
            }
            tries++;
            last = once(name, probe, limit, last);
            long left = end - System.nanoTime();
            if (last.passed() || !last.again()) {
                return last;
            }
            if (left <= 0 || !sleep(Math.min(pause, left)) || end - System.nanoTime() <= 0) {
                break;
            }
            pause = (long) Math.min(LONGEST_PAUSE.toNanos(), pause * GROWTH);
        }
        if (stopped()) {
            return Attempt.hopeless(
                            "stopped before it was decided" + (last == null ? "" : "; last seen: " + last.seen()),
                            last == null ? null : last.expected())
                    .because(null);
        }
        String count = tries == 1 ? "" : " (" + tries + " tries)";
        return last.seen(last.seen() + count).forGood();
    }

    private Attempt once(String name, Probe probe, Duration limit, Attempt before) {
        FutureTask<Attempt> task = new FutureTask<>(() -> probe.attempt(limit));
        Thread thread = new Thread(task, "check-" + name);
        thread.setDaemon(true);
        thread.start();
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (true) {
                try {
                    long wait = Math.min(HEARTBEAT.toNanos(), end - System.nanoTime());
                    return task.get(Math.max(1, wait), TimeUnit.NANOSECONDS);
                } catch (TimeoutException e) {
                    if (stopped() || System.nanoTime() >= end) {
                        return overdue(limit, before);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return overdue(limit, before);
        } catch (ExecutionException e) {
            return failure(e.getCause());
        } finally {
            task.cancel(true);
        }
    }

    /** The last try is often cut short by the deadline; then what the one before it saw says more. */
    private static Attempt overdue(Duration limit, Attempt before) {
        if (before != null && limit.toMillis() < 1000) {
            return before;
        }
        return Attempt.failed(
                CheckCause.OVERDUE,
                "no complete answer within " + seconds(limit),
                before == null ? null : before.expected());
    }

    static Attempt failure(Throwable cause) {
        if (cause instanceof RunException wrong && wrong.exitCode() == ExitCode.USAGE) {
            return Attempt.hopeless(Words.why(cause), null);
        }
        return Attempt.failed(cause(cause), Words.why(cause), null);
    }

    private static CheckCause cause(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SSLException) {
                return CheckCause.TLS;
            }
            if (each instanceof TimeoutException || each instanceof HttpTimeoutException) {
                return CheckCause.OVERDUE;
            }
        }
        boolean reached = failure instanceof RunException wrong && wrong.exitCode() != ExitCode.UNAVAILABLE;
        return reached ? null : CheckCause.UNREACHABLE;
    }

    private boolean sleep(long nanos) {
        long end = System.nanoTime() + nanos;
        while (end - System.nanoTime() > 0) {
            if (stopped()) {
                return false;
            }
            try {
                TimeUnit.NANOSECONDS.sleep(Math.min(HEARTBEAT.toNanos(), end - System.nanoTime()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private boolean stopped() {
        return cancelled.getAsBoolean() || Thread.currentThread().isInterrupted();
    }

    private static String seconds(Duration limit) {
        return limit.toMillis() < 10_000
                ? String.format(Locale.ROOT, "%.1f s", limit.toMillis() / 1000.0)
                : limit.toSeconds() + " s";
    }
}
