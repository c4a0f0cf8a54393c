package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A pod that runs nothing and says that it does; its annotations say how well. */
final class PodPretence implements PodLife {
    private static final String ADDRESS = "10.244.0.2";
    private static final long DELAY_MILLIS = Long.getLong("ratchet.demo.podDelayMillis", 300);

    private final Pod pod;
    private final PodReporter reporter;
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicBoolean stopped = new AtomicBoolean();

    PodPretence(Pod pod, PodReporter reporter) {
        this.pod = pod;
        this.reporter = reporter;
    }

    @Override
    public void run() {
        try {
            report("Pending", false, 0, PodReporter.waiting("ContainerCreating", ""), null);
            if (end.await(DELAY_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
            String since = KubeJson.now();
            if (annotation("crash").equals("true")) {
                crash(since);
            } else if (isOwnedByJob() || !annotation("exit").isEmpty()) {
                int code = annotation("exit").isEmpty() ? 0 : Integer.parseInt(annotation("exit"));
                ObjectNode ended = PodReporter.terminated(code, since, "");
                report(code == 0 ? "Succeeded" : "Failed", false, 0, ended, null);
            } else {
                report("Running", !annotation("ready").equals("never"), 0, PodReporter.running(since), null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean stop(Duration grace) {
        end.countDown();
        return stopped.compareAndSet(false, true);
    }

    private void crash(String since) throws InterruptedException {
        long delay = 500;
        for (int restarts = 1; !end.await(delay, TimeUnit.MILLISECONDS); restarts++) {
            ObjectNode waiting = PodReporter.waiting(
                    "CrashLoopBackOff",
                    "back-off restarting failed container of pod "
                            + pod.getMetadata().getName());
            report("Running", false, restarts, waiting, PodReporter.terminated(1, since, ""));
            delay = Math.min(delay * 2, 10_000);
        }
    }

    private void report(String phase, boolean ready, int restarts, ObjectNode state, ObjectNode last) {
        reporter.report(pod, new PodReporter.Report(phase, ready, restarts, state, last, ADDRESS));
    }

    private boolean isOwnedByJob() {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getKind().equals("Job"));
    }

    private String annotation(String name) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return annotations == null ? "" : annotations.getOrDefault("ratchet.demo/" + name, "");
    }
}
