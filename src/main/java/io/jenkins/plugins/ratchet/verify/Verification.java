package io.jenkins.plugins.ratchet.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.cluster.ContainerRun;
import io.jenkins.plugins.ratchet.config.Check;
import io.jenkins.plugins.ratchet.config.Condition;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.verify.CheckResult.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Checks that the product works: what Ratchet looks at itself, then what its owner declared. */
public final class Verification {
    private static final String STAGE = "verify";
    private static final int MOST_AT_ONCE = 8;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private final Access access;
    private final Events events;
    private final BooleanSupplier cancelled;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final Trial trial;
    private final BiPredicate<Condition, JsonNode> conditions;

    public Verification(Access access, Events events, BooleanSupplier cancelled) {
        this(access, events, cancelled, FIRST_PAUSE, Condition::holds);
    }

    Verification(
            Access access,
            Events events,
            BooleanSupplier cancelled,
            Duration firstPause,
            BiPredicate<Condition, JsonNode> conditions) {
        this.access = access;
        this.events = events;
        this.cancelled = cancelled;
        this.trial = new Trial(firstPause, this::stop);
        this.conditions = conditions;
    }

    /** Runs all checks side by side; results in the order workloads, jobs, revision, then as declared. */
    public List<CheckResult> run(VerificationInput input) {
        List<Callable<CheckResult>> checks = new ArrayList<>();
        checks.add(workloads(input));
        checks.add(() -> timed("jobs", "jobs", () -> BuiltIn.jobs(input.jobs())));
        checks.add(() -> timed("revision", "revision", () -> BuiltIn.revision(input)));
        for (Check check : input.config().checks()) {
            checks.add(() -> declared(check, input, false));
        }
        return sideBySide(checks);
    }

    /** Runs those that make sense before an upgrade: whether the workloads are ready, and the checks made before. */
    public List<CheckResult> runBefore(VerificationInput input) {
        List<Callable<CheckResult>> checks = new ArrayList<>();
        checks.add(workloads(input));
        for (Check check : input.config().checks()) {
            if (check.madeBefore()) {
                checks.add(() -> declared(check, input, true));
            }
        }
        return sideBySide(checks);
    }

    private Callable<CheckResult> workloads(VerificationInput input) {
        return () -> timed(
                "workloads",
                "workloads",
                () -> BuiltIn.workloads(input.workloads(), access.workloads().apply(input.workloads())));
    }

    private List<CheckResult> sideBySide(List<Callable<CheckResult>> checks) {
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
    public List<CheckResult> tried(List<Check> checks, VerificationInput input) {
        return checks.stream().map(check -> declared(check, input, true)).toList();
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

    private CheckResult declared(Check check, VerificationInput input, boolean beforehand) {
        CheckKind kind = CheckKind.of(check, input, access, events);
        return timed(String.valueOf(check.name()), kind.name(), () -> {
            if (check.when() != null && !conditions.test(check.when(), input.liveValues())) {
                return new Verdict(Outcome.SKIPPED, check.when().text() + " does not hold for the live values", null);
            }
            if (kind.probe() == null) {
                return new Verdict(Outcome.MANUAL, check.manual(), null);
            }
            Verdict verdict = tried(check, kind, input, beforehand);
            return beforehand ? verdict : inTheLightOfBefore(check, input, verdict);
        });
    }

    private Verdict tried(Check check, CheckKind kind, VerificationInput input, boolean beforehand) {
        Optional<Earlier.Found> before = before(check, input);
        boolean compared = !beforehand
                && check.compare() != null
                && before.map(Earlier.Found::same).isPresent();
        Probe probe = compared ? new ComparedProbe(kind.probe(), check.compare(), before.get()) : kind.probe();
        Verdict verdict = Verdict.of(trial.run(
                check.name(),
                probe,
                kind.deadline(),
                kind.eachTry(),
                check.steady(),
                () -> access.containers().apply(input.workloads()).stream()
                        .mapToInt(ContainerRun::restarts)
                        .sum()));
        if (!beforehand && check.compare() != null && !compared && verdict.outcome() == Outcome.PASSED) {
            return new Verdict(
                    Outcome.MANUAL,
                    verdict.seen() + "; nobody looked before the upgrade, so a person has to tell whether that is as"
                            + " before (`ratchet verify --before` remembers it)",
                    null);
        }
        return verdict;
    }

    /** A failed canary says little where it never worked. */
    private static Verdict inTheLightOfBefore(Check check, VerificationInput input, Verdict verdict) {
        if (verdict.outcome() != Outcome.FAILED || check.canary().isEmpty()) {
            return verdict;
        }
        String known = before(check, input)
                .map(then -> then.passed()
                        ? "; it worked before the upgrade, at " + input.before().at()
                        : "; it failed before the upgrade too, so the upgrade need not be the cause")
                .orElse("; it was not tried before the upgrade, so it may never have worked");
        return new Verdict(
                verdict.outcome(),
                verdict.seen() + known,
                verdict.expected(),
                verdict.cause(),
                verdict.todo(),
                verdict.value());
    }

    private static Optional<Earlier.Found> before(Check check, VerificationInput input) {
        return Optional.ofNullable(input.before()).flatMap(before -> before.of(check.name()));
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
                access.redaction().redact(verdict.seen()),
                access.redaction().redact(verdict.expected()),
                Duration.ofMillis((System.nanoTime() - start) / 1_000_000),
                verdict.cause(),
                access.redaction().redact(verdict.advice()),
                verdict.value());
        events.fact(STAGE, result.outcome().name().toLowerCase(Locale.ROOT) + " " + name + ": " + result.seen());
        return result;
    }

    private boolean stop() {
        return stopped.get() || cancelled.getAsBoolean();
    }
}
