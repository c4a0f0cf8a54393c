package io.jenkins.plugins.ratchet.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseLockIT {
    @TempDir
    Path directory;

    private LocalApi local;

    @BeforeEach
    void start() throws IOException {
        local = new LocalApi(directory);
    }

    @AfterEach
    void stop() {
        local.close();
    }

    private UpgradeLock acquire(String startedBy) {
        return LeaseLock.acquire(
                local.cluster, "default", "carto", startedBy, Duration.ofSeconds(3), Duration.ofMillis(500));
    }

    private String holder() {
        return LeaseLock.holder(local.cluster, "default", "carto");
    }

    private Lease lease() {
        return local.client()
                .leases()
                .inNamespace("default")
                .withName("ratchet-carto")
                .get();
    }

    /** A lock of another machine, renewed this many seconds ago by its own clock. */
    private Lease foreign(int durationSeconds, long secondsAgo) {
        return local.client()
                .resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName("ratchet-carto")
                        .withNamespace("default")
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity("other.machine/1/2/abc")
                        .withLeaseDurationSeconds(durationSeconds)
                        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC).minusSeconds(secondsAgo))
                        .endSpec()
                        .build())
                .create();
    }

    /** Another process that takes the lock and keeps it. */
    public static final class Taker {
        private Taker() {}

        public static void main(String[] arguments) throws Exception {
            try (Cluster cluster = Cluster.connect(Path.of(arguments[0]), null);
                    UpgradeLock lock = LeaseLock.acquire(cluster, "default", "carto", "the other process")) {
                Thread.sleep(60_000);
                lock.requireHeld("the end");
            }
        }
    }

    private Process otherProcess() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Taker.class.getName(),
                        local.kubeconfig.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("taker.log").toFile())
                .start();
        LocalApi.await("the other process holds the lock", Duration.ofSeconds(30), () -> holder() != null);
        return process;
    }

    @Test
    void one_holds_it_and_the_other_is_told_who() {
        try (UpgradeLock lock = acquire("https://ci/job/7")) {
            lock.requireHeld("anything");
            assertThat(holder()).contains("https://ci/job/7");
            assertThatThrownBy(() -> acquire("https://ci/job/8"))
                    .isInstanceOf(LockHeldException.class)
                    .hasMessageContaining("https://ci/job/7");
        }
        assertThat(holder()).isNull();
        acquire("https://ci/job/8").close();
    }

    @Test
    void a_living_process_keeps_it_and_a_killed_one_loses_it_at_once() throws Exception {
        Process process = otherProcess();
        try {
            assertThatThrownBy(() -> acquire("me"))
                    .isInstanceOf(LockHeldException.class)
                    .hasMessageContaining("the other process");
        } finally {
            process.destroyForcibly().waitFor();
        }
        long start = System.nanoTime();
        try (UpgradeLock lock = acquire("me")) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LeaseLock.DURATION);
            assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(1);
            lock.requireHeld("anything");
        }
    }

    @Test
    void a_killed_process_that_nobody_asked_for_is_dead_all_the_same() throws Exception {
        // The shell becomes a sleep that never asks for its child: what init does not do in many containers.
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0.2 & echo $!; exec sleep 30").start();
        try {
            long pid = Long.parseLong(parent.inputReader().readLine());
            LocalApi.await(
                    "the child is left as a zombie",
                    Duration.ofSeconds(10),
                    () -> ProcessHandle.of(pid).filter(Machine::alive).isEmpty());
            assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isPresent();
            assertThat(new InstallerRun(1, Machine.id(), pid, null, null, null, null, null).life("x"))
                    .isEqualTo(InstallerRun.Life.ENDED);
        } finally {
            parent.destroyForcibly();
        }
    }

    @Test
    void a_foreign_holder_whose_lease_runs_is_refused_at_once() {
        foreign(30, 5);
        long start = System.nanoTime();
        assertThatThrownBy(() -> acquire("me")).isInstanceOf(LockHeldException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LeaseLock.DURATION);
    }

    @Test
    void a_foreign_holder_that_does_not_renew_is_followed_after_the_whole_duration() {
        foreign(2, 60);
        assertThat(holder()).isNull();
        long start = System.nanoTime();
        acquire("me").close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(2));
    }

    @Test
    void a_foreign_holder_that_renews_keeps_it_although_its_clock_is_wrong() {
        foreign(3, 7200);
        ScheduledExecutorService renewals = Executors.newSingleThreadScheduledExecutor();
        try {
            renewals.scheduleAtFixedRate(
                    () -> local.client()
                            .resource(new LeaseBuilder(lease())
                                    .editSpec()
                                    .withRenewTime(
                                            ZonedDateTime.now(ZoneOffset.UTC).minusHours(2))
                                    .endSpec()
                                    .build())
                            .update(),
                    500,
                    1000,
                    TimeUnit.MILLISECONDS);
            assertThatThrownBy(() -> acquire("me")).isInstanceOf(LockHeldException.class);
        } finally {
            renewals.shutdownNow();
        }
    }

    @Test
    void of_two_who_wait_for_a_dead_holder_exactly_one_follows() throws Exception {
        foreign(1, 60);
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(4);
        try {
            var tries = java.util.Collections.nCopies(4, (java.util.concurrent.Callable<UpgradeLock>) () -> {
                try {
                    return acquire("one of four");
                } catch (LockHeldException e) {
                    return null;
                }
            });
            int winners = 0;
            for (var done : threads.invokeAll(tries)) {
                if (done.get() != null) {
                    winners++;
                    assertThat(done.get().lostBecause()).isNull();
                    done.get().close();
                }
            }
            assertThat(winners).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void whoever_loses_it_notices_and_does_nothing_further() throws Exception {
        try (UpgradeLock deleted = acquire("me")) {
            local.client().resource(lease()).delete();
            LocalApi.await("the loss is noticed", Duration.ofSeconds(12), () -> deleted.lostBecause() != null);
            assertThatThrownBy(() -> deleted.requireHeld("helm was started"))
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("before helm was started: somebody deleted it");
        }
        assertThat(lease()).isNull();
        try (UpgradeLock stolen = acquire("me")) {
            local.client()
                    .resource(new LeaseBuilder(lease())
                            .editSpec()
                            .withHolderIdentity("other.machine/1/2/abc")
                            .endSpec()
                            .build())
                    .update();
            LocalApi.await("the theft is noticed", Duration.ofSeconds(12), () -> stolen.lostBecause() != null);
            assertThat(stolen.lostBecause()).contains("other.machine/1/2/abc");
        }
        assertThat(lease().getSpec().getHolderIdentity()).isEqualTo("other.machine/1/2/abc");
    }

    @Test
    void an_edit_of_the_lease_by_somebody_else_is_no_loss() throws Exception {
        try (UpgradeLock lock = acquire("me")) {
            Lease edited = local.client()
                    .resource(new LeaseBuilder(lease())
                            .editMetadata()
                            .addToLabels("seen", "yes")
                            .endMetadata()
                            .build())
                    .update();
            LocalApi.await(
                    "it is renewed",
                    Duration.ofSeconds(20),
                    () -> !lease().getSpec()
                            .getRenewTime()
                            .equals(edited.getSpec().getRenewTime()));
            lock.requireHeld("anything");
        }
        assertThat(holder()).isNull();
    }

    @Test
    void an_outage_longer_than_the_lease_is_a_loss_and_closing_does_not_hang() throws Exception {
        UpgradeLock lock = acquire("me");
        local.api.stop();
        LocalApi.await("the loss is noticed", Duration.ofSeconds(40), () -> lock.lostBecause() != null);
        assertThat(lock.lostBecause()).contains("could not be renewed for 3 s");
        long start = System.nanoTime();
        lock.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }
}
