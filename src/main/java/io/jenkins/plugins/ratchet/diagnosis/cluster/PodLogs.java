package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.diagnosis.ContainerLog;
import io.jenkins.plugins.ratchet.diagnosis.ContainerSign;
import io.jenkins.plugins.ratchet.diagnosis.Place;
import io.jenkins.plugins.ratchet.diagnosis.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The ends of the logs of a release's containers; those of Jobs and of pods in trouble first. */
final class PodLogs {
    private static final int MOST_LOGS = 80;
    private static final int BYTES = 256 * 1024;
    private static final int AT_ONCE = 4;

    private final Cluster cluster;
    private final String namespace;
    private final Consumer<String> missed;
    private final List<ContainerLog> logs = new CopyOnWriteArrayList<>();

    PodLogs(Cluster cluster, String namespace, Consumer<String> missed) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.missed = missed;
    }

    /** What has been read so far, in a stable order. */
    List<ContainerLog> read() {
        return logs.stream().sorted(Comparator.comparing(ContainerLog::file)).toList();
    }

    void read(List<Pod> pods, List<JobOutcome> hooks) {
        List<Wanted> wanted = wanted(pods, hooks);
        if (wanted.size() > MOST_LOGS) {
            missed.accept("of " + wanted.size() + " logs the " + MOST_LOGS
                    + " were read that are most likely to matter; the others with `kubectl -n " + namespace + " logs`");
        }
        ExecutorService readers = Executors.newFixedThreadPool(AT_ONCE, task -> {
            Thread thread = new Thread(task, "ratchet-diagnosis-log");
            thread.setDaemon(true);
            return thread;
        });
        wanted.stream().limit(MOST_LOGS).forEach(each -> readers.execute(() -> read(each)));
        readers.shutdown();
        try {
            readers.awaitTermination(1, TimeUnit.HOURS);
        } catch (InterruptedException e) {
            readers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** @param weight the lower, the more it tells */
    private record Wanted(String pod, String container, boolean previous, int weight) {}

    private static List<Wanted> wanted(List<Pod> pods, List<JobOutcome> hooks) {
        List<Wanted> wanted = new ArrayList<>();
        for (Pod pod : pods) {
            PodSigns.of(pod).forEach(sign -> {
                int weight = weight(sign, hooks);
                String container = sign.name();
                if (sign.running() || sign.waiting() == null && sign.ended() != null) {
                    wanted.add(new Wanted(sign.owner(), container, false, weight));
                }
                if (sign.restarts() > 0) {
                    wanted.add(new Wanted(sign.owner(), container, true, weight));
                }
            });
        }
        wanted.sort(Comparator.comparingInt(Wanted::weight));
        return wanted;
    }

    private static int weight(ContainerSign sign, List<JobOutcome> hooks) {
        if (hooks.stream().anyMatch(job -> sign.owner().startsWith(job.name() + "-"))) {
            return 0;
        }
        return sign.fails() ? 1 : sign.ready() ? 3 : 2;
    }

    private void read(Wanted wanted) {
        try {
            var container = cluster.client()
                    .pods()
                    .inNamespace(namespace)
                    .withName(wanted.pod())
                    .inContainer(wanted.container());
            // The client lets one not limit bytes of a former run; lines are at most 16 KiB each there.
            String text = wanted.previous()
                    ? container.terminated().tailingLines(ContainerLog.LINES).getLog()
                    : container
                            .limitBytes(BYTES)
                            .tailingLines(ContainerLog.LINES)
                            .getLog();
            logs.add(new ContainerLog(
                    Place.CLUSTER,
                    wanted.pod(),
                    wanted.container(),
                    wanted.previous(),
                    text == null ? List.of() : text.lines().toList()));
        } catch (KubernetesClientException e) {
            missed.accept("log of pod " + wanted.pod() + ", container " + wanted.container()
                    + (wanted.previous() ? ", before its restart" : "") + ": "
                    + (e.getCode() == 403 ? "not allowed to read it" : Words.line(cluster.reason(e))));
        }
    }
}
