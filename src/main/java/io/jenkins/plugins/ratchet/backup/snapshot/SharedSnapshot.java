package io.jenkins.plugins.ratchet.backup.snapshot;

import io.jenkins.plugins.ratchet.backup.postgres.DatabaseReading;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The one snapshot of a source in a run, for all of its databases that the run backs up: they are of one moment then,
 * and the provider is asked once. Whoever comes first takes it, after what every one of them held was read; the others
 * wait for it.
 */
final class SharedSnapshot {
    private final List<SnapshotSubject> members = new ArrayList<>();
    private Taken taken;
    private RunException failure;

    /**
     * The snapshot, and what was known of each database before it was asked for.
     *
     * @param start when it was asked for, by this machine's clock
     */
    record Taken(CloudSnapshot snapshot, Instant start, Map<String, Before> before) {}

    /**
     * @param reading null where the proof needs none
     * @param version of the schema; null where SQL does not reach it
     */
    record Before(DatabaseReading reading, String version, List<String> notes) {}

    void join(SnapshotSubject member) {
        members.add(member);
    }

    /** Names of the databases in it. */
    List<String> names() {
        return members.stream().map(SnapshotSubject::name).toList();
    }

    synchronized Taken take() {
        if (failure != null) {
            // A second request would be a second snapshot, of another moment.
            members.get(0).context().stop().check();
            throw new RunException(failure.exitCode(), failure.getMessage(), failure);
        }
        if (taken == null) {
            try {
                Map<String, Before> before =
                        members.stream().collect(Collectors.toMap(SnapshotSubject::name, SnapshotSubject::before));
                SnapshotSubject first = members.get(0);
                Instant start = first.context().clock().instant();
                taken = new Taken(new SnapshotCreation(first, names()).take(), start, before);
            } catch (RunException e) {
                failure = e;
                throw e;
            }
        }
        return taken;
    }
}
