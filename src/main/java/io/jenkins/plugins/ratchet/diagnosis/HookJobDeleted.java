package io.jenkins.plugins.ratchet.diagnosis;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import java.util.Optional;

/** Somebody took a hook Job away. */
final class HookJobDeleted implements Pattern {
    @Override
    public String id() {
        return "hook-job-deleted";
    }

    @Override
    public String purpose() {
        return "A hook Job, or a migration's container, was deleted before anybody saw it complete; helm may count that as a"
                + " success.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        return cause(
                (observed.place() == Place.CLUSTER ? "a hook Job" : "the migration's container")
                        + " was deleted before it was seen complete",
                observed.incident().hooks().stream()
                        .filter(job -> job.state() == JobOutcome.State.VANISHED)
                        .map(job -> HookFailures.words(observed.place(), job))
                        .toList(),
                observed.place() == Place.CLUSTER
                        ? "find out who deletes Jobs in this namespace (a cleaner, ttlSecondsAfterFinished, a person)"
                        : "find out who removes containers here (docker container prune, a cleaner, a person)",
                "look at the schema, then run `ratchet upgrade` again: the migration has to be seen to its end");
    }
}
