package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Nameable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Looks at the workloads of a release, and waits until all of them serve the new revision. */
public final class Workloads {
    private static final String STAGE = "rollout";
    /** How often the wish to stop is looked at; the cluster is not asked. */
    private static final Duration HEARTBEAT = Duration.ofMillis(250);
    /** Before a verdict that a fresh read did not confirm is tried again. */
    private static final Duration CONFIRM_AGAIN = Duration.ofSeconds(2);

    private final KubernetesClient client;

    public Workloads(KubernetesClient client) {
        this.client = client;
    }

    /**
     * How they are now, read fresh from the API server.
     *
     * @throws RunException where the API server cannot be asked
     */
    public List<WorkloadStatus> now(List<WorkloadRef> refs) {
        try {
            Map<String, Evidence> evidence = new HashMap<>();
            return refs.stream()
                    .map(ref -> {
                        HasMetadata object = read(ref);
                        return evidence.computeIfAbsent(ref.namespace(), this::readEvidence)
                                .complete(Readiness.of(ref, object), object);
                    })
                    .toList();
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "the workloads cannot be read from " + client.getMasterUrl() + ": " + e.getMessage(), e);
        }
    }

    /**
     * The containers of their newest pods, read fresh from the API server.
     *
     * @throws RunException where the API server cannot be asked
     */
    public List<ContainerRun> containers(List<WorkloadRef> refs) {
        try {
            Map<String, Evidence> evidence = new HashMap<>();
            List<ContainerRun> runs = new ArrayList<>();
            for (WorkloadRef ref : refs) {
                HasMetadata object = read(ref);
                if (object != null) {
                    evidence.computeIfAbsent(ref.namespace(), this::readEvidence)
                            .newestPods(object)
                            .forEach(pod -> runs.addAll(ContainerRun.of(ref, pod)));
                }
            }
            return runs;
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "the pods cannot be read from " + client.getMasterUrl() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Waits until all are ready, one cannot become ready, the time is up, {@code stop} says so, or the thread is
     * interrupted; what it returns
     * is how they were then. Changes are noticed by watches that outlive dropped connections, expired resource versions
     * and a restart of the API server. The verdict itself rests on a fresh read: what a watch delivers first may come
     * from an API server's cache that lags behind the upgrade.
     */
    public List<WorkloadStatus> await(List<WorkloadRef> refs, Duration timeout, Events events, BooleanSupplier stop) {
        if (refs.isEmpty()) {
            return List.of();
        }
        BooleanSupplier cancelled =
                () -> stop.getAsBoolean() || Thread.currentThread().isInterrupted();
        long end = System.nanoTime() + timeout.toNanos();
        Map<WorkloadRef, String> told = new HashMap<>();
        try (WorkloadWatch watch = new WorkloadWatch(client, refs)) {
            while (!cancelled.getAsBoolean() && left(end) > 0) {
                if (watch.refusal() != null) {
                    return unknown(refs, watch.refusal(), true);
                }
                List<WorkloadStatus> seen = watch.synced() ? watch.statuses() : List.of();
                tell(seen, told, events);
                long pause = left(end);
                if (decided(seen)) {
                    List<WorkloadStatus> confirmed = tryNow(refs).orElse(List.of());
                    if (decided(confirmed)) {
                        tell(confirmed, told, events);
                        return confirmed;
                    }
                    pause = Math.min(pause, CONFIRM_AGAIN.toNanos());
                }
                waitForChange(watch, pause, cancelled);
            }
            return lastLook(refs, watch, cancelled.getAsBoolean());
        }
    }

    /** All are ready, or waiting for one of them is in vain. */
    private static boolean decided(List<WorkloadStatus> statuses) {
        return !statuses.isEmpty()
                && (statuses.stream().allMatch(WorkloadStatus::ready)
                        || statuses.stream().anyMatch(WorkloadStatus::fatal));
    }

    private static void waitForChange(WorkloadWatch watch, long nanos, BooleanSupplier cancelled) {
        long end = System.nanoTime() + nanos;
        while (!cancelled.getAsBoolean() && left(end) > 0) {
            if (watch.changed(Math.min(left(end), HEARTBEAT.toNanos()))) {
                return;
            }
        }
    }

    /** When time is up the cluster is asked once more: a watch that went silent must not decide. */
    private List<WorkloadStatus> lastLook(List<WorkloadRef> refs, WorkloadWatch watch, boolean cancelled) {
        Optional<List<WorkloadStatus>> fresh = cancelled ? Optional.empty() : tryNow(refs);
        return fresh.orElseGet(() -> watch.synced()
                ? watch.statuses()
                : unknown(refs, Objects.requireNonNullElse(watch.lastError(), "the cluster did not answer"), false));
    }

    private Optional<List<WorkloadStatus>> tryNow(List<WorkloadRef> refs) {
        try {
            return Optional.of(now(refs));
        } catch (RunException e) {
            return Optional.empty();
        }
    }

    private static List<WorkloadStatus> unknown(List<WorkloadRef> refs, String why, boolean fatal) {
        return refs.stream()
                .map(ref -> new WorkloadStatus(ref, false, "not known", why, fatal))
                .toList();
    }

    private static void tell(List<WorkloadStatus> statuses, Map<WorkloadRef, String> told, Events events) {
        for (WorkloadStatus status : statuses) {
            String text = status + (status.ready() ? ", ready" : "");
            if (!text.equals(told.put(status.ref(), text))) {
                events.fact(STAGE, text);
            }
        }
    }

    private HasMetadata read(WorkloadRef ref) {
        return switch (ref.kind()) {
            case DEPLOYMENT -> one(client.apps().deployments().inNamespace(ref.namespace()), ref);
            case STATEFUL_SET -> one(client.apps().statefulSets().inNamespace(ref.namespace()), ref);
            case DAEMON_SET -> one(client.apps().daemonSets().inNamespace(ref.namespace()), ref);
            case JOB -> one(client.batch().v1().jobs().inNamespace(ref.namespace()), ref);
            case POD -> one(client.pods().inNamespace(ref.namespace()), ref);
            case SERVICE -> throw new IllegalArgumentException(ref + " is in no cluster");
        };
    }

    private static HasMetadata one(Nameable<? extends Resource<? extends HasMetadata>> in, WorkloadRef ref) {
        return in.withName(ref.name()).get();
    }

    private Evidence readEvidence(String namespace) {
        return new Evidence(
                client.apps().replicaSets().inNamespace(namespace).list().getItems(),
                client.pods().inNamespace(namespace).list().getItems());
    }

    private static long left(long end) {
        return end - System.nanoTime();
    }
}
