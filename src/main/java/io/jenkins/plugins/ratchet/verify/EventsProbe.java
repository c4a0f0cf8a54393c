package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.cluster.Warnings.Warning;
import io.jenkins.plugins.ratchet.config.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Looks for warnings of given reasons about objects of the release since the upgrade began. */
final class EventsProbe implements Probe {
    private final Check.EventsCheck check;
    private final Set<String> objects;
    private final Instant since;
    private final Supplier<List<Warning>> warnings;

    /**
     * @param objects names of the release's workloads and Jobs; what they make is called after them
     * @param warnings those since the upgrade began
     */
    EventsProbe(Check.EventsCheck check, Set<String> objects, Instant since, Supplier<List<Warning>> warnings) {
        this.check = check;
        this.objects = objects;
        this.since = since;
        this.warnings = warnings;
    }

    @Override
    public Attempt attempt(Duration limit) {
        List<String> found = warnings.get().stream()
                .filter(warning -> check.reasons().contains(warning.reason()) && ours(warning.name()))
                .map(Warning::toString)
                .toList();
        String reasons = String.join(", ", check.reasons());
        return found.isEmpty()
                ? Attempt.passed("none of " + reasons + " since " + since)
                : Attempt.failed(
                                CheckCause.WARNING_EVENTS,
                                found.size() + " since " + since + ": " + Words.quoteless(found),
                                "no warning of " + reasons)
                        .forGood(); // what happened stays
    }

    private boolean ours(String name) {
        return objects.stream().anyMatch(object -> name.equals(object) || name.startsWith(object + "-"));
    }
}
