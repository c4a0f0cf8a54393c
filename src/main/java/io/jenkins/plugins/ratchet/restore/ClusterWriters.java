package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.cluster.Suspended;
import io.jenkins.plugins.ratchet.cluster.Suspender;
import io.jenkins.plugins.ratchet.cluster.Writers;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.Suspension;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.upgrade.UpgradeContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The workloads that write to the databases of a restore: stopped with what would start them again, and started. */
final class ClusterWriters {
    private static final Duration PODS = Duration.ofMinutes(3);

    private final UpgradeContext context;
    private final UpgradeLock lock;
    private final RestoreRecorder recorder;
    private final Writers writers;
    private final Suspender suspender;

    /** @param lock null where nothing will be stopped */
    ClusterWriters(UpgradeContext context, UpgradeLock lock, RestoreRecorder recorder) {
        this.context = context;
        this.lock = lock;
        this.recorder = recorder;
        this.writers = new Writers(context.cluster(), context.config().namespace());
        this.suspender = new Suspender(context.cluster());
    }

    /** Stops the writers; how many replicas each had is written down before the first of them has fewer. */
    void stop(List<String> declared) {
        Map<String, Integer> before = recorder.restore().writers();
        if (before.isEmpty()) {
            Map<String, Integer> replicas = new TreeMap<>();
            declared.forEach(writer -> writers.replicas(writer).ifPresent(count -> replicas.put(writer, count)));
            recorder.update(restore -> restore.withWriters(replicas));
            before = replicas;
        }
        lock.requireHeld("writers were stopped");
        pauseScalers(List.copyOf(before.keySet()));
        for (Map.Entry<String, Integer> writer : before.entrySet()) {
            if (writers.replicas(writer.getKey()).filter(count -> count > 0).isPresent()) {
                fact(writer.getKey() + " is stopped; it had replicas " + writer.getValue());
                writers.scale(writer.getKey(), 0);
            }
        }
        List<String> names = List.copyOf(before.keySet());
        List<String> left = new StoppableWait(context.stopped(), "writers were being stopped")
                .untilNoneIsLeft(PODS, () -> writers.pods(names));
        if (!left.isEmpty()) {
            throw RunException.failed("pods of the writers do not end: " + String.join(", ", left));
        }
    }

    /** KEDA would start them again by itself; a HorizontalPodAutoscaler leaves alone what has no replicas. */
    private void pauseScalers(List<String> workloads) {
        String namespace = context.config().namespace();
        if (recorder.record().suspension(Suspension.Purpose.RESTORE).isEmpty()) {
            List<Suspended> scalers = suspender.scalersOf(namespace, workloads).stream()
                    .flatMap(scaler -> suspender.look(namespace, scaler).stream())
                    .toList();
            if (scalers.isEmpty()) {
                return;
            }
            recorder.write(record -> record.suspending(new Suspension(
                    Suspension.Purpose.RESTORE,
                    recorder.restore().upgrade(),
                    recorder.restore().startedBy(),
                    Instant.now(),
                    scalers)));
        }
        for (Suspended scaler : scalers()) {
            fact("pauses " + scaler);
            suspender.suspend(scaler);
        }
    }

    private List<Suspended> scalers() {
        return recorder.record()
                .suspension(Suspension.Purpose.RESTORE)
                .map(Suspension::objects)
                .orElse(List.of());
    }

    private void resumeScalers() {
        for (Suspended scaler : scalers()) {
            Suspender.Restored restored = suspender.restore(scaler);
            fact(
                    restored.outcome() == Suspender.Outcome.CHANGED
                            ? scaler + " was changed by somebody else meanwhile, and stays so"
                            : "resumes " + scaler.object());
        }
        if (!scalers().isEmpty()) {
            recorder.write(record -> record.without(Suspension.Purpose.RESTORE));
        }
    }

    /** As many replicas as before; helm 4 may apply them again afterwards. */
    void start() {
        recorder.restore().writers().forEach((writer, replicas) -> {
            if (writers.replicas(writer).filter(now -> !now.equals(replicas)).isPresent()) {
                fact(writer + " is started again, with replicas " + replicas);
                writers.scale(writer, replicas);
            }
            writers.disown(writer);
        });
        resumeScalers();
    }

    private void fact(String text) {
        context.events().fact("restore", text);
    }

    /** Leaves the fields that were changed to whoever applies the chart. */
    void disown() {
        recorder.restore().writers().keySet().forEach(writers::disown);
    }
}
