package io.jenkins.plugins.ratchet.backup.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.backup.RunningClient;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.JobWatch;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A Job of the cluster that leaves a dump somewhere and, as the last line of its log, says what it left. It is
 * followed by its uid; one that goes away before it was seen complete has failed. With this object it is deleted.
 */
public final class DumpJob implements RunningClient {
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration OUTAGE = Duration.ofMinutes(2);
    private static final Duration GOING = Duration.ofMinutes(2);
    private static final int KEPT_SECONDS = 86_400;
    /** Annotation: what is to be removed from a remote of rclone where the run dies. */
    private static final String PARTIAL = "ratchet-partial";

    private static final int LAST_LINES = 5;
    private static final int LOG_LINES = 200;

    private final Cluster cluster;
    private final String namespace;
    private final String name;
    private final String uid;
    private final Stop stop;
    private JobOutcome end;
    private String log = "";

    private DumpJob(Cluster cluster, String namespace, String name, String uid, Stop stop) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.name = name;
        this.uid = uid;
        this.stop = stop;
    }

    /**
     * What is to run.
     *
     * @param name of the Job and of its Secret; nobody else uses it
     * @param labels by which the next run finds what a dead one left
     * @param script of a POSIX shell; it ends with one line of JSON on standard output
     * @param environment of the script, without secrets
     * @param secrets environment, kept in a Secret that belongs to the Job
     * @param partial what the next run removes where this one dies, on a remote of rclone; null for nothing
     */
    public record Plan(
            String namespace,
            String name,
            Map<String, String> labels,
            JobSettings settings,
            String script,
            Map<String, String> environment,
            Map<String, String> secrets,
            String partial) {}

    /** What a Job left. */
    public record Left(long bytes, String sha256, String version) {}

    /** Creates it. The Secret follows, since it names the Job as its owner; the pod waits for it. */
    public static DumpJob start(Cluster cluster, Plan plan, Stop stop) {
        stop.check();
        DumpJob started = null;
        try {
            Job made = cluster.client()
                    .batch()
                    .v1()
                    .jobs()
                    .inNamespace(plan.namespace())
                    .resource(job(plan))
                    .create();
            String uid = made.getMetadata().getUid();
            started = new DumpJob(cluster, plan.namespace(), plan.name(), uid, stop);
            cluster.client()
                    .secrets()
                    .inNamespace(plan.namespace())
                    .resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName(plan.name())
                            .withLabels(plan.labels())
                            .withOwnerReferences(new OwnerReferenceBuilder()
                                    .withApiVersion("batch/v1")
                                    .withKind("Job")
                                    .withName(plan.name())
                                    .withUid(uid)
                                    .build())
                            .endMetadata()
                            .withStringData(plan.secrets())
                            .build())
                    .create();
            return started;
        } catch (KubernetesClientException e) {
            if (started != null) {
                started.close();
            }
            throw RunException.unavailable(
                    "Job " + plan.namespace() + "/" + plan.name() + " or its Secret cannot be made: "
                            + cluster.reason(e)
                            + (e.getCode() == 403
                                    ? "; grant get, list, create and delete on jobs and pods, create on secrets, get on"
                                            + " pods/log"
                                    : ""),
                    e);
        }
    }

    private static Job job(Plan plan) {
        return new JobBuilder()
                .withNewMetadata()
                .withName(plan.name())
                .withLabels(plan.labels())
                .withAnnotations(plan.partial() == null ? Map.of() : Map.of(PARTIAL, plan.partial()))
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(0) // a dump is of one snapshot, which a second try would not have
                .withActiveDeadlineSeconds(plan.settings().timeout().toSeconds())
                .withTtlSecondsAfterFinished(plan.partial() == null ? KEPT_SECONDS : null) // it tells what to remove
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(plan.labels())
                .withAnnotations(plan.settings().annotations())
                .endMetadata()
                .withSpec(JobPods.spec(
                        plan.settings(),
                        List.of("sh", "-c", plan.script()),
                        plan.environment(),
                        plan.name(),
                        List.copyOf(new TreeMap<>(plan.secrets()).keySet()),
                        false))
                .endTemplate()
                .endSpec()
                .build();
    }

    /** By which the next run finds what a dead one left. */
    public static Map<String, String> labels(String release, String database) {
        return Map.of(
                "app.kubernetes.io/managed-by",
                "ratchet",
                "ratchet-backup-of",
                release,
                "ratchet-database",
                plain(database));
    }

    /** What a Job had not ended on a remote; null for nothing. */
    static String partial(Job job) {
        Map<String, String> annotations = job.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(PARTIAL);
    }

    /** As a part of a Job's name. */
    public static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    }

    /** Of the Job that dumps a database. */
    public static String name(String database, String random) {
        String plain = plain(database);
        return "ratchet-dump-" + plain.substring(0, Math.min(40, plain.length())) + "-" + random;
    }

    @Override
    public boolean running() {
        try {
            return look().state() == JobOutcome.State.ACTIVE;
        } catch (KubernetesClientException e) {
            return true; // whoever waits for its end decides how long that may be
        }
    }

    /** How it stands; what was seen once stays so. */
    private JobOutcome look() {
        if (end != null) {
            return end;
        }
        Job found = cluster.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withName(name)
                .get();
        JobOutcome now = found == null || !found.getMetadata().getUid().equals(uid)
                ? new JobOutcome(name, uid, null, JobOutcome.State.VANISHED, "it was deleted before it was complete")
                : JobWatch.read(found, null);
        if (now.state() != JobOutcome.State.ACTIVE) {
            end = now;
            log = readLog();
        }
        return now;
    }

    @Override
    public void awaitSuccess(String purpose) {
        long answered = System.nanoTime();
        while (true) {
            stop.check();
            try {
                JobOutcome now = look();
                answered = System.nanoTime();
                if (now.complete()) {
                    return;
                }
                if (now.state() != JobOutcome.State.ACTIVE) {
                    throw RunException.failed(purpose + ": Job " + namespace + "/" + name + " "
                            + (now.message() == null ? "failed" : "failed: " + now.message()) + "; " + lastWords());
                }
                Thread.sleep(POLL.toMillis());
            } catch (KubernetesClientException e) {
                if (System.nanoTime() - answered > OUTAGE.toNanos()) {
                    throw RunException.failed(purpose + ": what became of Job " + namespace + "/" + name
                            + " cannot be known: " + cluster.reason(e));
                }
                pause();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Stop.Interrupted();
            }
        }
    }

    /** What it says that it left; after {@link #awaitSuccess}. */
    public Left left(String purpose) {
        String last = log.strip().substring(log.strip().lastIndexOf('\n') + 1);
        try {
            JsonNode said = Json.mapper().readTree(last);
            String sha256 = said.path("sha256").asText();
            if (said.path("bytes").asLong() > 0 && sha256.matches("[0-9a-f]{64}")) {
                return new Left(
                        said.path("bytes").asLong(),
                        sha256,
                        said.path("version").asText());
            }
        } catch (JsonProcessingException e) {
            // No line of ours: said below.
        }
        throw RunException.failed(purpose + ": Job " + namespace + "/" + name
                + " is complete, and its log does not say what it left: " + lastWords());
    }

    private String readLog() {
        try {
            return pod().map(pod -> cluster.client()
                            .pods()
                            .inNamespace(namespace)
                            .withName(pod.getMetadata().getName())
                            .tailingLines(LOG_LINES)
                            .getLog())
                    .orElse("");
        } catch (KubernetesClientException e) {
            return "";
        }
    }

    private Optional<Pod> pod() {
        return cluster.client().pods().inNamespace(namespace).withLabel("job-name", name).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> owner.getUid().equals(uid)))
                .findFirst();
    }

    private String lastWords() {
        String[] lines = log.strip().split("\n");
        String words = Arrays.stream(lines)
                .skip(Math.max(0, lines.length - LAST_LINES))
                .map(String::strip)
                .collect(Collectors.joining("; "));
        return words.isEmpty() ? waiting() : words;
    }

    /** Why its container never began, in Kubernetes' words. */
    private String waiting() {
        try {
            return pod().flatMap(pod -> pod.getStatus().getContainerStatuses().stream()
                            .filter(status -> status.getState() != null
                                    && status.getState().getWaiting() != null)
                            .map(status -> "its container waits: "
                                    + status.getState().getWaiting().getReason() + " "
                                    + status.getState().getWaiting().getMessage())
                            .findFirst())
                    .orElse("it said nothing");
        } catch (KubernetesClientException e) {
            return "it said nothing";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stop.Interrupted();
        }
    }

    /** Its pod first, so that nothing dumps on when it is gone. */
    @Override
    public void close() {
        delete(cluster, namespace, name);
    }

    /** After {@link #close}: nothing of it runs any more. */
    void awaitGone() {
        awaitGone(cluster, namespace, name, uid);
    }

    /** @throws RunException {@code FAILED} where it stays */
    static void awaitGone(Cluster cluster, String namespace, String name, String uid) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < GOING.toNanos()) {
            try {
                Job found = cluster.client()
                        .batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withName(name)
                        .get();
                if (found == null || !found.getMetadata().getUid().equals(uid)) {
                    return;
                }
            } catch (KubernetesClientException e) {
                // Asked again.
            }
            pause();
        }
        throw RunException.failed("Job " + namespace + "/" + name + " was told to go and is still there");
    }

    static void delete(Cluster cluster, String namespace, String name) {
        try {
            cluster.client()
                    .batch()
                    .v1()
                    .jobs()
                    .inNamespace(namespace)
                    .withName(name)
                    .withPropagationPolicy(DeletionPropagation.FOREGROUND)
                    .delete();
        } catch (KubernetesClientException e) {
            // The next run does it, by its label; its deadline ends it in any case.
        }
    }
}
