package io.jenkins.plugins.ratchet.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.config.Check;
import io.jenkins.plugins.ratchet.config.Condition;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.verify.CheckResult.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/** Checks after an upgrade that the product works: what Ratchet looks at itself, then what its owner declared. */
public final class Verification {
    private static final String STAGE = "verify";
    private static final int MOST_AT_ONCE = 8;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Function<List<WorkloadRef>, List<WorkloadStatus>> workloads;
    private final Sql sql;
    private final Settings settings;
    private final Path directory;
    private final Redaction redaction;
    private final Events events;
    private final BooleanSupplier cancelled;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Trial trial;
    private final BiPredicate<Condition, JsonNode> conditions;

    /**
     * @param workloads how workloads are looked at: {@code Workloads.await} with a timeout, or {@code Workloads.now}
     * @param directory that of {@code ratchet.yaml}; relative files start there
     */
    public Verification(
            Function<List<WorkloadRef>, List<WorkloadStatus>> workloads,
            Sql sql,
            Settings settings,
            Path directory,
            Redaction redaction,
            Events events,
            BooleanSupplier cancelled) {
        this(workloads, sql, settings, directory, redaction, events, cancelled, FIRST_PAUSE, Condition::holds);
    }

    Verification(
            Function<List<WorkloadRef>, List<WorkloadStatus>> workloads,
            Sql sql,
            Settings settings,
            Path directory,
            Redaction redaction,
            Events events,
            BooleanSupplier cancelled,
            Duration firstPause,
            BiPredicate<Condition, JsonNode> conditions) {
        this.workloads = workloads;
        this.sql = sql;
        this.settings = settings;
        this.directory = directory;
        this.redaction = redaction;
        this.events = events;
        this.cancelled = cancelled;
        this.trial = new Trial(firstPause, this::stop);
        this.conditions = conditions;
    }

    /** Runs all checks side by side; results in the order workloads, jobs, revision, then as declared. */
    public List<CheckResult> run(VerificationInput input) {
        List<Callable<CheckResult>> checks = new ArrayList<>();
        checks.add(() -> timed(
                "workloads",
                "workloads",
                () -> BuiltIn.workloads(input.workloads(), workloads.apply(input.workloads()))));
        checks.add(() -> timed("jobs", "jobs", () -> BuiltIn.jobs(input.jobs())));
        checks.add(() -> timed("revision", "revision", () -> BuiltIn.revision(input)));
        for (Check check : input.config().checks()) {
            checks.add(() -> declared(check, input.liveValues()));
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(MOST_AT_ONCE, checks.size()), task -> {
            Thread thread = new Thread(task, "verify");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<CheckResult>> futures =
                    checks.stream().map(threads::submit).toList();
            return futures.stream().map(this::result).toList();
        } finally {
            threads.shutdownNow();
        }
    }

    /** Tries these checks alone, one after another, each until it passes or its deadline is over. */
    public List<CheckResult> tried(List<Check> checks, JsonNode liveValues) {
        return checks.stream().map(check -> declared(check, liveValues)).toList();
    }

    /** An interruption stops the checks; each still says what it saw last. */
    private CheckResult result(Future<CheckResult> future) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                    stopped.set(true);
                } catch (ExecutionException e) {
                    throw new IllegalStateException("a check broke off: " + e.getCause(), e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private CheckResult declared(Check check, JsonNode values) {
        String name = String.valueOf(check.name());
        if (check.manual() != null) {
            return decided(check, values, name, "manual", () -> new Verdict(Outcome.MANUAL, check.manual(), null));
        }
        if (check.http() != null) {
            Probe probe = new HttpProbe(check.http(), settings, directory);
            return decided(
                    check,
                    values,
                    name,
                    "http",
                    () -> tried(check, probe, check.http().timeout()));
        }
        if (check.sql() != null) {
            Probe probe = new SqlProbe(check.sql(), sql);
            return decided(check, values, name, "sql", () -> tried(check, probe, null));
        }
        return timed(name, "none", () -> Verdict.failed("it checks nothing", "one of http, sql and manual"));
    }

    private CheckResult decided(Check check, JsonNode values, String name, String kind, Supplier<Verdict> verdict) {
        return timed(name, kind, () -> {
            if (check.when() != null && !conditions.test(check.when(), values)) {
                String why = check.when().text() + " does not hold for the live values";
                return new Verdict(Outcome.SKIPPED, why, null);
            }
            return verdict.get();
        });
    }

    private Verdict tried(Check check, Probe probe, Duration eachTry) {
        Attempt attempt = trial.run(check.name(), probe, check.deadline(), eachTry);
        return attempt.passed() ? Verdict.passed(attempt.seen()) : Verdict.failed(attempt.seen(), attempt.expected());
    }

    private CheckResult timed(String name, String kind, Supplier<Verdict> check) {
        long start = System.nanoTime();
        Verdict verdict;
        try {
            verdict = stop() ? Verdict.failed("stopped before it was looked at", null) : check.get();
        } catch (RuntimeException e) {
            verdict = Verdict.failed(Words.why(e), null);
        }
        CheckResult result = new CheckResult(
                name,
                kind,
                verdict.outcome(),
                redaction.redact(verdict.seen()),
                redaction.redact(verdict.expected()),
                Duration.ofMillis((System.nanoTime() - start) / 1_000_000));
        events.fact(STAGE, result.outcome().name().toLowerCase(Locale.ROOT) + " " + name + ": " + result.seen());
        return result;
    }

    private boolean stop() {
        return stopped.get() || cancelled.getAsBoolean();
    }
}
