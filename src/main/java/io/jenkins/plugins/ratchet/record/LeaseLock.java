package io.jenkins.plugins.ratchet.record;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The lock as Lease {@code ratchet-<release>} in the namespace of the release, renewed while it is held. */
public final class LeaseLock implements UpgradeLock {
    static final Duration DURATION = Duration.ofSeconds(30);
    private static final Duration RENEWAL = Duration.ofSeconds(8);
    private static final Duration RELEASE = Duration.ofSeconds(5);
    private static final String STARTED_BY = "ratchet.jenkins.io/started-by";

    private final Cluster cluster;
    private final String namespace;
    private final String release;
    private final Holder self;
    private final Duration duration;
    private final ScheduledExecutorService renewals = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "ratchet-lease");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Lease lease;
    private volatile long renewedNanos;
    private volatile String lost;

    private LeaseLock(Cluster cluster, String namespace, String release, Holder self, Duration duration) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.release = release;
        this.self = self;
        this.duration = duration;
    }

    /**
     * Takes the lock, or says who holds it. A lock whose holder is known to be dead is taken over at once; one whose
     * holder's clock says that it ran out, after it was seen unrenewed for its whole duration by our own clock.
     *
     * @param startedBy build URL or user and host, shown to whoever finds the lock taken
     * @throws LockHeldException if another run holds it
     */
    public static LeaseLock acquire(Cluster cluster, String namespace, String release, String startedBy) {
        return acquire(cluster, namespace, release, startedBy, DURATION, RENEWAL);
    }

    static LeaseLock acquire(
            Cluster cluster, String namespace, String release, String startedBy, Duration duration, Duration renewal) {
        LeaseLock lock = new LeaseLock(cluster, namespace, release, Holder.self(), duration);
        lock.take(startedBy);
        lock.renewals.scheduleAtFixedRate(lock::renew, renewal.toMillis(), renewal.toMillis(), TimeUnit.MILLISECONDS);
        return lock;
    }

    /** Who holds the lock of a release right now, in words; null where nobody does. */
    public static String holder(Cluster cluster, String namespace, String release) {
        Lease found = get(cluster, namespace, release);
        return found == null
                        || free(found)
                        || expired(found)
                        || Holder.of(found).dead()
                ? null
                : describe(found);
    }

    private void take(String startedBy) {
        Lease found = get(cluster, namespace, release);
        if (found != null && !free(found)) {
            Holder holder = Holder.of(found);
            if (!holder.dead() && !(expired(found) && unchanged(found))) {
                throw new LockHeldException(describe(found));
            }
        }
        // Written over exactly what was judged: whoever was faster is not robbed.
        Lease wanted = new LeaseBuilder()
                .withNewMetadata()
                .withName(ConfigMapRecordStore.objectName(release))
                .withNamespace(namespace)
                .withResourceVersion(found == null ? null : found.getMetadata().getResourceVersion())
                .addToLabels("app.kubernetes.io/managed-by", "ratchet")
                .addToAnnotations(STARTED_BY, startedBy)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(self.identity())
                .withLeaseDurationSeconds((int) duration.toSeconds())
                .withAcquireTime(now())
                .withRenewTime(now())
                .withLeaseTransitions(found == null ? 0 : transitions(found) + 1)
                .endSpec()
                .build();
        try {
            long asked = System.nanoTime();
            lease = found == null
                    ? cluster.client().resource(wanted).create()
                    : cluster.client().resource(wanted).update();
            renewedNanos = asked;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409 || (e.getCode() == 404 && found != null)) {
                Lease winner = get(cluster, namespace, release);
                throw new LockHeldException(winner == null ? "another run" : describe(winner));
            }
            throw RunException.unavailable(
                    "the lock, Lease " + namespace + "/" + ConfigMapRecordStore.objectName(release)
                            + ", cannot be taken: " + cluster.reason(e),
                    e);
        }
    }

    private void renew() {
        if (lost != null) {
            return;
        }
        try {
            Lease next = new LeaseBuilder(lease)
                    .editSpec()
                    .withRenewTime(now())
                    .endSpec()
                    .build();
            // The Lease runs from the time that it names, not from when the answer arrived.
            long asked = System.nanoTime();
            lease = cluster.client().resource(next).update();
            renewedNanos = asked;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409 || e.getCode() == 404) {
                adoptOwnOrLose();
            }
            // Anything else may be a passing outage: held() notices when it lasts longer than the Lease.
        } catch (RuntimeException e) {
            // As above; an exception must not end the renewals.
        }
    }

    /** A conflict may be our own write whose answer was lost, or a mere edit of the object's metadata. */
    private void adoptOwnOrLose() {
        try {
            Lease found = get(cluster, namespace, release);
            if (found == null) {
                lost = "somebody deleted it";
            } else if (free(found)) {
                lost = "somebody released it";
            } else if (self.identity().equals(found.getSpec().getHolderIdentity())) {
                lease = found;
            } else {
                lost = "it is held by " + describe(found);
            }
        } catch (RunException e) {
            // The API server is away; the next renewal tells.
        }
    }

    @Override
    public String lostBecause() {
        if (lost == null && System.nanoTime() - renewedNanos > duration.toNanos()) {
            return "it could not be renewed for " + duration.toSeconds() + " s";
        }
        return lost;
    }

    /** Releases the lock, if it is still ours; an API server that is away is not waited for. */
    @Override
    public void close() {
        // After a renewal that is under way, which would make our last write a conflict.
        renewals.execute(this::release);
        renewals.shutdown();
        try {
            if (!renewals.awaitTermination(RELEASE.toMillis(), TimeUnit.MILLISECONDS)) {
                renewals.shutdownNow();
            }
        } catch (InterruptedException e) {
            renewals.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        if (lost != null) {
            return;
        }
        try {
            Lease free = new LeaseBuilder(lease)
                    .editSpec()
                    .withHolderIdentity(null)
                    .withLeaseDurationSeconds(1)
                    .endSpec()
                    .build();
            cluster.client().resource(free).update();
        } catch (RuntimeException e) {
            // It expires by itself.
        }
    }

    /** Whether nothing renews it for its whole duration, which is measured here: two clocks may differ. */
    private boolean unchanged(Lease found) {
        try {
            TimeUnit.SECONDS.sleep(seconds(found) + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        Lease again = get(cluster, namespace, release);
        return again != null
                && again.getMetadata()
                        .getResourceVersion()
                        .equals(found.getMetadata().getResourceVersion());
    }

    private static Lease get(Cluster cluster, String namespace, String release) {
        try {
            return cluster.client()
                    .leases()
                    .inNamespace(namespace)
                    .withName(ConfigMapRecordStore.objectName(release))
                    .get();
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "the lock, Lease " + namespace + "/" + ConfigMapRecordStore.objectName(release)
                            + ", cannot be read: " + cluster.reason(e),
                    e);
        }
    }

    private static boolean free(Lease lease) {
        return lease.getSpec() == null
                || lease.getSpec().getHolderIdentity() == null
                || lease.getSpec().getHolderIdentity().isEmpty();
    }

    private static boolean expired(Lease lease) {
        ZonedDateTime renewed = lease.getSpec().getRenewTime();
        return renewed == null
                || renewed.toInstant().plusSeconds(seconds(lease)).isBefore(Instant.now());
    }

    private static long seconds(Lease lease) {
        Integer seconds = lease.getSpec().getLeaseDurationSeconds();
        return seconds == null ? DURATION.toSeconds() : seconds;
    }

    private static int transitions(Lease lease) {
        Integer count = lease.getSpec() == null ? null : lease.getSpec().getLeaseTransitions();
        return count == null ? 0 : count;
    }

    private static String describe(Lease lease) {
        Map<String, String> annotations = lease.getMetadata().getAnnotations();
        String by = annotations == null ? null : annotations.get(STARTED_BY);
        ZonedDateTime since = lease.getSpec().getAcquireTime();
        return (by == null ? lease.getSpec().getHolderIdentity() : by)
                + " (" + lease.getSpec().getHolderIdentity() + ")"
                + (since == null ? "" : " since " + since.toInstant().truncatedTo(ChronoUnit.SECONDS));
    }

    private static ZonedDateTime now() {
        return ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
    }
}
