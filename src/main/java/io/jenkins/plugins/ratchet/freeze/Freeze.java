package io.jenkins.plugins.ratchet.freeze;

import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.Reconciler;
import io.jenkins.plugins.ratchet.cluster.Reconcilers;
import io.jenkins.plugins.ratchet.cluster.Suspended;
import io.jenkins.plugins.ratchet.cluster.Suspender;
import io.jenkins.plugins.ratchet.cluster.Writers;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.FreezeStep;
import io.jenkins.plugins.ratchet.config.Preparation;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.Suspension;
import io.jenkins.plugins.ratchet.upgrade.Preparations;
import io.jenkins.plugins.ratchet.upgrade.Suspensions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Lays a release's work to rest for the time of an upgrade: first what would undo it (Argo CD, Flux), then what starts
 * work by itself, then what is declared, in its order. All of it is remembered in the record before it is changed, so
 * that {@link Thaw} can put it back whatever becomes of this run. To be used with the lock held; may be run again.
 */
public final class Freeze {
    private static final String STAGE = "freeze";
    private static final long LOOK_AGAIN_MILLIS = 300;

    private final Config config;
    private final Suspender suspender;
    private final Reconcilers reconcilers;
    private final Writers writers;
    private final MaintenancePage page;
    private final Preparations commands;
    private final Suspensions suspensions;
    private final Drain drain;
    private final String startedBy;
    private final Events events;
    private final BooleanSupplier stopped;

    /** @param directory that of {@code ratchet.yaml} */
    public Freeze(
            Cluster cluster,
            Config config,
            Path directory,
            Suspensions suspensions,
            Drain drain,
            String startedBy,
            Events events,
            BooleanSupplier stopped) {
        this.config = config;
        this.suspender = new Suspender(cluster);
        this.reconcilers = new Reconcilers(cluster);
        this.writers = new Writers(cluster, config.namespace());
        this.page = new MaintenancePage(cluster, config.namespace());
        this.commands = new Preparations(STAGE, directory, events, stopped);
        this.suspensions = suspensions;
        this.drain = drain;
        this.startedBy = startedBy;
        this.events = events;
        this.stopped = stopped;
    }

    /**
     * Freezes the release.
     *
     * @return what rests now, with what it had before
     * @throws RunException where something does not drain or end in its time: what rests by then stays so, remembered
     */
    public List<String> run() {
        // From here on it counts as frozen, even where nothing but commands is to be undone.
        remember(List.of());
        for (Reconciler each : reconcilers.of(config.namespace(), config.release())) {
            events.fact(STAGE, each.object() + " of " + each.tool() + " manages the release: " + each.evidence());
            remember(look(each.namespace(), each.object()));
        }
        List<String> starters = reconcilers.starters(config.namespace(), config.release());
        rest(starters, Duration.ofMinutes(10));
        for (FreezeStep step : config.freeze()) {
            requireGoingOn();
            apply(step);
        }
        return suspensions.stored().record().suspension(Suspension.Purpose.FREEZE).stream()
                .flatMap(suspension -> suspension.objects().stream())
                .map(Suspended::toString)
                .toList();
    }

    private void apply(FreezeStep step) {
        if (step.manual() != null) {
            events.fact(STAGE, step.name() + ": to be done by a person: " + step.manual());
        } else if (step.maintenance() != null) {
            remember(page.look(step.maintenance()));
        } else if (!step.run().isEmpty()) {
            commands.run(List.of(new Preparation(step.name(), step.run(), null, step.timeout())));
        } else {
            drain.await(step);
            rest(step.suspend(), step.timeout());
        }
    }

    /** Suspends them, with KEDA's objects that would start them again, and waits until their pods have ended. */
    private void rest(List<String> objects, Duration timeout) {
        Set<String> all = new LinkedHashSet<>(suspender.scalersOf(config.namespace(), objects));
        all.addAll(objects);
        List<Suspended> found = new ArrayList<>();
        for (String object : all) {
            String[] parts = object.split("/");
            found.addAll(
                    parts.length == 3 ? look(parts[0], parts[1] + "/" + parts[2]) : look(config.namespace(), object));
        }
        remember(found);
        awaitEnd(
                objects.stream()
                        .filter(object -> object.matches("(?:deployment|statefulset|cronjob)/.*"))
                        .toList(),
                timeout);
    }

    private List<Suspended> look(String namespace, String object) {
        return suspender.look(namespace, object).stream().toList();
    }

    private void remember(List<Suspended> objects) {
        suspensions.suspend(new Suspension(Suspension.Purpose.FREEZE, null, startedBy, since(), objects));
    }

    /** Since the first of its runs. */
    private Instant since() {
        return suspensions
                .stored()
                .record()
                .suspension(Suspension.Purpose.FREEZE)
                .map(Suspension::at)
                .orElseGet(Instant::now);
    }

    private void awaitEnd(List<String> workloads, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        String told = "";
        for (List<String> left = writers.pods(workloads); !left.isEmpty(); left = writers.pods(workloads)) {
            if (System.nanoTime() > deadline) {
                throw RunException.failed("pods did not end within " + Units.duration(timeout) + ": "
                        + String.join(", ", left)
                        + "; what rests stays so. See why, run `ratchet freeze` again, or `ratchet thaw`");
            }
            if (!told.equals(left.toString())) {
                told = left.toString();
                events.fact(STAGE, "waiting for " + left.size() + " pod(s) to end: " + String.join(", ", left));
            }
            requireGoingOn();
            try {
                Thread.sleep(LOOK_AGAIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void requireGoingOn() {
        if (stopped.getAsBoolean() || Thread.currentThread().isInterrupted()) {
            throw new RunException(
                    ExitCode.TERMINATED,
                    "interrupted; what rests stays so and is remembered. Run `ratchet freeze` again, or `ratchet thaw`");
        }
    }
}
