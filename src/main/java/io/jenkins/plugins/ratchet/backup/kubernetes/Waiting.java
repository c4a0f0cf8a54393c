package io.jenkins.plugins.ratchet.backup.kubernetes;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.config.Durations;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for what a controller does, within our own deadline; an API server that is away meanwhile is waited for. */
final class Waiting {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long LOOK_MILLIS = 500;
    private static final int LONGEST_NAME = 63;
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final BackupContext context;
    private final String phase;
    private final String database;
    private final Duration limit;
    private final long start = System.nanoTime();
    private String last = "nothing has happened yet";
    private boolean seen;

    Waiting(BackupContext context, String database, Duration limit) {
        this(context, "backup", database, limit);
    }

    /** @param phase what the run is doing, for the log */
    Waiting(BackupContext context, String phase, String database, Duration limit) {
        this.context = context;
        this.phase = phase;
        this.database = database;
        this.limit = limit;
    }

    /** What is happening now; told once. */
    void note(String state) {
        if (!state.equals(last)) {
            last = state;
            context.events().fact(phase, database + ": " + state);
        }
    }

    /** Notes that the object was made or seen. */
    void mark() {
        seen = true;
    }

    boolean marked() {
        return seen;
    }

    /**
     * Asks until there is an answer.
     *
     * @param left what is left behind when the time is over or the run is to end, for the message
     */
    <T> T until(String what, String left, Supplier<Optional<T>> question) {
        try {
            while (true) {
                Optional<T> answer = answer(question);
                if (answer.isPresent()) {
                    return answer.get();
                }
                context.stop().check();
                if (System.nanoTime() - start > limit.toNanos()) {
                    throw RunException.failed("database " + database + ": " + what + " took longer than "
                            + Durations.format(limit) + "; " + last);
                }
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stop.Interrupted(left);
        } catch (Stop.Interrupted e) {
            context.events().fact(phase, database + ": " + left);
            throw new Stop.Interrupted(left);
        } catch (RunException e) {
            context.events().fact(phase, database + ": " + left);
            throw new RunException(e.exitCode(), e.getMessage() + "; " + left, e);
        }
    }

    private <T> Optional<T> answer(Supplier<Optional<T>> question) {
        try {
            return question.get();
        } catch (RunException e) {
            if (!(e.getCause() instanceof io.fabric8.kubernetes.client.KubernetesClientException cause)
                    || cause.getCode() == java.net.HttpURLConnection.HTTP_FORBIDDEN) {
                throw e;
            }
            note(e.getMessage());
            return Optional.empty();
        }
    }

    /** {@code ratchet-<upgrade>-<what>-<random>}, a name for an object that nobody else uses. */
    static String name(String upgrade, String what) {
        String random = String.format("-%08x", RANDOM.nextInt());
        String middle =
                ("ratchet-" + upgrade + "-" + what).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        int room = LONGEST_NAME - random.length();
        return (middle.length() > room ? middle.substring(0, room) : middle).replaceAll("-$", "") + random;
    }

    /** The moment that an object names. A controller that names one from before it was asked lies, or its clock does. */
    static Instant moment(String text, String what, Instant asked, Instant now) {
        Instant moment;
        try {
            moment = OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw RunException.failed(what + " names no moment: " + text);
        }
        if (moment.isBefore(asked.minus(SKEW)) || moment.isAfter(now.plus(SKEW))) {
            throw RunException.failed(what + " names the moment " + moment + ", but was asked for at " + asked
                    + " by this machine's clock: it is another one, or a clock is wrong");
        }
        return moment;
    }
}
