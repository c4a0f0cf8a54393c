package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.jenkins.plugins.ratchet.event.Events;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** Streams what the containers of one Job's pods print, from the first line to the last. */
final class JobLogs implements AutoCloseable {
    private static final int KEPT_LINES = 40;
    private static final int MAX_LINE_CHARACTERS = 2000;
    private static final long POLL_MILLIS = 250;
    private static final long DRAIN_MILLIS = 3000;

    private final Cluster cluster;
    private final Job job;
    private final Events events;
    private final Deque<String> last = new ArrayDeque<>();
    private final Set<String> followed = new HashSet<>();
    private final Thread finder;
    private final List<Thread> readers = new CopyOnWriteArrayList<>();
    private volatile boolean closing;

    private JobLogs(Cluster cluster, Job job, Events events) {
        this.cluster = cluster;
        this.job = job;
        this.events = events;
        finder = daemon(this::find, "ratchet-logs-" + job.getMetadata().getName());
    }

    static JobLogs follow(Cluster cluster, Job job, Events events) {
        return new JobLogs(cluster, job, events);
    }

    List<String> lastLines() {
        synchronized (last) {
            return List.copyOf(last);
        }
    }

    /** Looks for pods and containers that started; a log cannot be opened before its container has. */
    private void find() {
        while (!closing) {
            lookOnce();
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void lookOnce() {
        try {
            for (Pod pod : cluster.client()
                    .pods()
                    .inNamespace(job.getMetadata().getNamespace())
                    .withLabel("job-name", job.getMetadata().getName())
                    .list()
                    .getItems()) {
                if (belongs(pod) && pod.getStatus() != null) {
                    List<ContainerStatus> statuses =
                            new ArrayList<>(pod.getStatus().getInitContainerStatuses());
                    statuses.addAll(pod.getStatus().getContainerStatuses());
                    statuses.stream()
                            .filter(JobLogs::started)
                            .forEach(status -> open(pod.getMetadata().getName(), status.getName()));
                }
            }
        } catch (KubernetesClientException e) {
            // The API server is away for the moment; logs are a courtesy, the Job's state is watched elsewhere.
        }
    }

    private boolean belongs(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(job.getMetadata().getUid()));
    }

    private static boolean started(ContainerStatus status) {
        return status.getState() != null
                && (status.getState().getRunning() != null || status.getState().getTerminated() != null);
    }

    private synchronized void open(String pod, String container) {
        if (followed.add(pod + "/" + container)) {
            readers.add(daemon(() -> read(pod, container), "ratchet-log-" + pod));
        }
    }

    private void read(String pod, String container) {
        try (LogWatch log = cluster.client()
                        .pods()
                        .inNamespace(job.getMetadata().getNamespace())
                        .withName(pod)
                        .inContainer(container)
                        .watchLog();
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(log.getOutput(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String bounded =
                        line.length() > MAX_LINE_CHARACTERS ? line.substring(0, MAX_LINE_CHARACTERS) + "…" : line;
                keep(bounded);
                events.output("job/" + job.getMetadata().getName(), bounded);
            }
        } catch (IOException | RuntimeException e) {
            if (!closing) {
                events.output("job/" + job.getMetadata().getName(), "(log of " + pod + " broke off)");
            }
        }
    }

    private void keep(String line) {
        synchronized (last) {
            last.addLast(line);
            if (last.size() > KEPT_LINES) {
                last.removeFirst();
            }
        }
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Gives the last lines a moment to arrive, then stops. */
    @Override
    public void close() {
        if (closing) {
            return;
        }
        try {
            lookOnce();
            closing = true;
            finder.interrupt();
            long deadline = System.currentTimeMillis() + DRAIN_MILLIS;
            for (Thread reader : readers) {
                reader.join(Math.max(1, deadline - System.currentTimeMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
