package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.Suspended;
import io.jenkins.plugins.ratchet.cluster.Suspender;
import io.jenkins.plugins.ratchet.cluster.Writers;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.Suspension;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The workloads that write to a release's databases, stopped for the time of a backup: with KEDA's objects that would
 * start them again, and until their pods are gone. A HorizontalPodAutoscaler leaves alone what has no replicas.
 */
public final class StoppedWriters {
    private static final long LOOK_AGAIN_MILLIS = 300;

    private final Suspender suspender;
    private final Writers writers;
    private final Suspensions suspensions;
    private final String namespace;
    private final Events events;
    private final List<String> workloads;
    private List<Suspended> objects = List.of();

    /** @param workloads e.g. {@code deployment/api}; those that do not exist are passed over */
    public StoppedWriters(
            Cluster cluster, String namespace, Suspensions suspensions, Events events, List<String> workloads) {
        this.suspender = new Suspender(cluster);
        this.writers = new Writers(cluster, namespace);
        this.suspensions = suspensions;
        this.namespace = namespace;
        this.events = events;
        this.workloads = List.copyOf(workloads);
    }

    /**
     * Stops them and waits until their pods are gone; where that fails, everything is as it was before.
     *
     * @param upgrade id of the upgrade that the backup is for
     * @return what was stopped, with what it had before
     */
    public List<String> stop(String upgrade, String startedBy, Duration timeout, BooleanSupplier stopped) {
        Set<String> all = new LinkedHashSet<>(suspender.scalersOf(namespace, workloads));
        all.addAll(workloads);
        List<Suspended> found = new ArrayList<>();
        all.forEach(object -> suspender.look(namespace, object).ifPresent(found::add));
        objects = List.copyOf(found);
        try {
            suspensions.suspend(new Suspension(Suspension.Purpose.BACKUP, upgrade, startedBy, Instant.now(), objects));
            awaitEnd(timeout, stopped);
        } catch (RunException e) {
            try {
                start();
            } catch (RunException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
        return objects.stream().map(Suspended::toString).toList();
    }

    private void awaitEnd(Duration timeout, BooleanSupplier stopped) {
        List<String> running = workloads.stream()
                .filter(workload -> !workload.startsWith("scaled"))
                .toList();
        long deadline = System.nanoTime() + timeout.toNanos();
        String told = "";
        List<String> left = writers.pods(running);
        while (!left.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw RunException.failed("pods of the writers did not end within " + Units.duration(timeout) + ": "
                        + String.join(", ", left)
                        + "; see why, or allow more under backups.quiesce.timeout");
            }
            if (!told.equals(left.toString())) {
                told = left.toString();
                events.fact("suspend", "waiting for " + left.size() + " pod(s) to end: " + String.join(", ", left));
            }
            pause(stopped);
            left = writers.pods(running);
        }
    }

    /** @throws RunException {@code FAILED} where somebody started one of them meanwhile */
    public void requireStopped() {
        List<String> started = new ArrayList<>(objects.stream()
                .filter(object -> !suspender.rests(object))
                .map(Suspended::object)
                .toList());
        started.addAll(writers.pods(workloads.stream()
                .filter(workload -> !workload.startsWith("scaled"))
                .toList()));
        if (!started.isEmpty()) {
            throw RunException.failed("somebody started writers while the databases were captured: "
                    + String.join(", ", started)
                    + "; stop what does that, e.g. Argo CD, Flux or an operator, and run it again");
        }
    }

    /** Puts back what was stopped. */
    public void start() {
        suspensions.putBack(Suspension.Purpose.BACKUP);
    }

    private static void pause(BooleanSupplier stopped) {
        try {
            Thread.sleep(LOOK_AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (stopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new RunException(ExitCode.TERMINATED, "interrupted while the writers were stopped for the backup");
        }
    }
}
