package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Follows the Jobs of a namespace by uid while helm runs, and streams their logs.
 *
 * <p>Helm's exit status is no proof that a migration ran: helm 3 takes a hook Job that somebody deletes for a success.
 * What counts is that the Job of this uid was seen to be Complete.
 */
public final class JobWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Cluster cluster;
    private final String namespace;
    private final Events events;
    private final Predicate<String> followed;
    private final Set<String> before = ConcurrentHashMap.newKeySet();
    private final Map<String, Seen> seen = new ConcurrentHashMap<>();
    private final Map<String, JobLogs> logs = new ConcurrentHashMap<>();
    private final SharedIndexInformer<Job> informer;

    /** What is known of one Job, by uid. */
    private record Seen(String uid, long order, JobOutcome outcome) {
        String name() {
            return outcome.name();
        }

        JobOutcome.State state() {
            return outcome.state();
        }
    }

    /**
     * Starts watching; the Jobs that exist already are noted and not taken for new ones.
     *
     * @param followed names whose logs are streamed; asked once for each new Job
     */
    public static JobWatch start(Cluster cluster, String namespace, Events events, Predicate<String> followed) {
        return new JobWatch(cluster, namespace, events, followed);
    }

    private JobWatch(Cluster cluster, String namespace, Events events, Predicate<String> followed) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.events = events;
        this.followed = followed;
        try {
            cluster.client().batch().v1().jobs().inNamespace(namespace).list().getItems().stream()
                    .map(job -> job.getMetadata().getUid())
                    .forEach(before::add);
            informer =
                    cluster.client().batch().v1().jobs().inNamespace(namespace).inform(new Handler());
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "Jobs in namespace " + namespace + " cannot be watched: " + e.getMessage()
                            + "; grant list and watch on jobs there",
                    e);
        }
    }

    /** How the Job of this name, created since the watch began, stands; vanished and failed ones are never forgotten. */
    public JobOutcome outcome(String name, String hook) {
        List<Seen> ofName = new ArrayList<>(
                seen.values().stream().filter(each -> each.name().equals(name)).toList());
        if (ofName.isEmpty()) {
            return new JobOutcome(name, null, hook, JobOutcome.State.NEVER_SEEN, "it never appeared in the cluster");
        }
        Optional<Seen> bad = ofName.stream()
                .filter(each -> each.state() == JobOutcome.State.VANISHED || each.state() == JobOutcome.State.FAILED)
                .findFirst();
        Seen last = bad.orElseGet(() -> ofName.stream()
                .reduce((one, other) -> one.order() > other.order() ? one : other)
                .orElseThrow());
        return last.outcome().serving(hook);
    }

    /**
     * How these Jobs stand, with the last lines of their logs. The logs get a few seconds to arrive and are not followed
     * any longer.
     */
    public List<JobOutcome> withLogs(List<JobOutcome> outcomes) {
        logs.values().forEach(JobLogs::close);
        return outcomes.stream()
                .map(each -> each.withLog(lastLines(each.name())))
                .toList();
    }

    /**
     * Waits until none of these Jobs is active or still to come.
     *
     * @return whether that came about within the time
     */
    public boolean awaitEnd(Set<String> names, Duration timeout, BooleanSupplier stopped) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (names.stream().anyMatch(name -> open(outcome(name, null).state()))) {
            if (stopped.getAsBoolean() || System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    /**
     * Looks at these Jobs once more: helm has a watch of its own, and may have heard of their end before this one did.
     *
     * @param timeout for the watch to tell what became of those that are gone already
     */
    public void catchUp(Set<String> names, Duration timeout, BooleanSupplier stopped) {
        Set<String> gone = new HashSet<>();
        for (String name : names) {
            try {
                Job job = cluster.client()
                        .batch()
                        .v1()
                        .jobs()
                        .inNamespace(namespace)
                        .withName(name)
                        .get();
                if (job != null) {
                    changed(job);
                } else if (outcome(name, null).state() == JobOutcome.State.ACTIVE) {
                    gone.add(name);
                }
            } catch (KubernetesClientException e) {
                events.fact("hook", "Job " + name + " cannot be looked at once more: " + cluster.reason(e));
            }
        }
        awaitEnd(gone, timeout, stopped);
    }

    /** The last lines that a Job logged, oldest first. */
    public List<String> lastLines(String name) {
        return seen.values().stream()
                .filter(each -> each.name().equals(name))
                .map(each -> logs.get(each.uid()))
                .filter(each -> each != null)
                .flatMap(each -> each.lastLines().stream())
                .toList();
    }

    private static boolean open(JobOutcome.State state) {
        return state == JobOutcome.State.ACTIVE || state == JobOutcome.State.NEVER_SEEN;
    }

    private final class Handler implements ResourceEventHandler<Job> {
        @Override
        public void onAdd(Job job) {
            changed(job);
        }

        @Override
        public void onUpdate(Job old, Job job) {
            changed(job);
        }

        @Override
        public void onDelete(Job job, boolean finalStateUnknown) {
            changed(job);
            seen.computeIfPresent(
                    job.getMetadata().getUid(),
                    (uid, known) -> known.state() == JobOutcome.State.ACTIVE
                            ? tell(new Seen(uid, known.order(), known.outcome().vanished()))
                            : known);
        }
    }

    private void changed(Job job) {
        String uid = job.getMetadata().getUid();
        if (before.contains(uid)) {
            return;
        }
        String name = job.getMetadata().getName();
        JobOutcome.State state = state(job);
        seen.compute(uid, (id, known) -> {
            if (known != null && (known.state() == state || known.state() != JobOutcome.State.ACTIVE)) {
                return known;
            }
            Seen next = new Seen(uid, known == null ? seen.size() : known.order(), read(job, null));
            return followed.test(name) ? tell(next) : next;
        });
        if (followed.test(name)) {
            logs.computeIfAbsent(uid, id -> JobLogs.follow(cluster, job, events));
        }
    }

    private Seen tell(Seen now) {
        events.fact(
                "hook",
                "Job " + now.name() + " "
                        + (now.state() == JobOutcome.State.ACTIVE ? "started (uid " + now.uid() + ")" : word(now)));
        return now;
    }

    private static String word(Seen now) {
        String state = now.state().name().toLowerCase(Locale.ROOT);
        String message = now.outcome().message();
        return message == null ? state : state + ": " + message;
    }

    /** How a Job stands by its own status alone. */
    public static JobOutcome read(Job job, String hook) {
        return new JobOutcome(
                job.getMetadata().getName(),
                job.getMetadata().getUid(),
                hook,
                state(job),
                message(job),
                job.getStatus() == null ? null : time(job.getStatus().getStartTime()),
                finished(job),
                List.of());
    }

    private static Instant finished(Job job) {
        Instant completed =
                job.getStatus() == null ? null : time(job.getStatus().getCompletionTime());
        return completed != null
                ? completed
                : condition(job, "Failed")
                        .map(failed -> time(failed.getLastTransitionTime()))
                        .orElse(null);
    }

    /** A time that cannot be read is none: nothing rests on it. */
    private static Instant time(String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static JobOutcome.State state(Job job) {
        if (condition(job, "Complete").isPresent()) {
            return JobOutcome.State.COMPLETE;
        }
        return condition(job, "Failed").isPresent() ? JobOutcome.State.FAILED : JobOutcome.State.ACTIVE;
    }

    private static String message(Job job) {
        return condition(job, "Failed")
                .map(failed -> failed.getReason() + (failed.getMessage() == null ? "" : ": " + failed.getMessage()))
                .orElse(null);
    }

    private static Optional<JobCondition> condition(Job job, String type) {
        return job.getStatus() == null
                ? Optional.empty()
                : job.getStatus().getConditions().stream()
                        .filter(each -> type.equals(each.getType()) && "True".equals(each.getStatus()))
                        .findFirst();
    }

    @Override
    public void close() {
        informer.close();
        logs.values().forEach(JobLogs::close);
    }
}
