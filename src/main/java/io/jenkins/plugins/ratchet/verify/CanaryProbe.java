package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.CanaryStep;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Sends requests one after another, each with what the earlier ones took, and names the one that failed. */
final class CanaryProbe implements Probe {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final List<CanaryStep> steps;
    private final Settings settings;
    private final Path directory;
    private final Redaction redaction;

    CanaryProbe(List<CanaryStep> steps, Settings settings, Path directory, Redaction redaction) {
        this.steps = steps;
        this.settings = settings;
        this.directory = directory;
        this.redaction = redaction;
    }

    @Override
    public Attempt attempt(Duration limit) throws Exception {
        Taken taken = new Taken(redaction);
        long end = System.nanoTime() + limit.toNanos();
        List<String> seen = new ArrayList<>();
        for (CanaryStep step : steps) {
            Attempt attempt = patiently(step, taken, end);
            if (!attempt.passed()) {
                String before = seen.isEmpty() ? "" : " (after " + String.join(", ", seen) + ")";
                return attempt.seen("request " + step.name() + ": " + attempt.seen() + before);
            }
            seen.add(step.name() + " " + attempt.seen());
        }
        return Attempt.passed(String.join("; ", seen));
    }

    /** Some evidence takes a moment to appear; what is asked for within a time is asked for again. */
    private Attempt patiently(CanaryStep step, Taken taken, long end) throws Exception {
        long until = step.within() == null
                ? System.nanoTime()
                : Math.min(end, System.nanoTime() + step.within().toNanos());
        while (true) {
            Attempt attempt = once(step, taken, Math.max(1, end - System.nanoTime()));
            if (attempt.passed() || !attempt.again() || System.nanoTime() >= until) {
                return attempt;
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private Attempt once(CanaryStep step, Taken taken, long nanos) throws Exception {
        HttpExpectation expectation = new HttpExpectation(step.http(), taken::fill);
        long limit = Math.min(nanos, step.http().timeout().toNanos());
        HttpAnswer answer;
        try {
            answer = new HttpCall(step.http(), settings, directory, taken::fill).send(Duration.ofNanos(limit));
        } catch (RunException e) {
            throw e;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return Trial.failure(e);
        }
        Attempt attempt = expectation.judge(answer);
        if (!attempt.passed()) {
            boolean denied = answer.status() == 401 || answer.status() == 403;
            return attempt.because(denied ? CheckCause.CANARY_DENIED : CheckCause.CANARY_FAILED);
        }
        for (Map.Entry<String, String> each : new TreeMap<>(step.take()).entrySet()) {
            Optional<String> value = each.getValue().startsWith("$")
                    ? JsonAnswer.find(answer.body(), each.getValue())
                    : answer.headers().firstValue(each.getValue().substring("header ".length()));
            if (value.isEmpty() || value.get().isEmpty()) {
                return Attempt.failed(
                        CheckCause.CANARY_FAILED,
                        attempt.seen() + ", but nothing at " + each.getValue() + " to be taken as " + each.getKey(),
                        "a value for " + each.getKey());
            }
            taken.put(each.getKey(), value.get());
        }
        return attempt;
    }
}
