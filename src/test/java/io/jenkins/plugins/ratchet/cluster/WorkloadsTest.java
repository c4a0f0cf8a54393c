package io.jenkins.plugins.ratchet.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class WorkloadsTest {
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/ns/deployments";
    private static final WorkloadRef API = new WorkloadRef(WorkloadRef.Kind.DEPLOYMENT, "ns", "api");
    private static final Duration LONG = Duration.ofSeconds(12);
    private static final int SOURCES = 3;

    private final List<String> facts = new CopyOnWriteArrayList<>();
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private ScriptedApiServer server;
    private KubernetesClient client;
    private Workloads workloads;

    private final Events events = new Events() {
        @Override
        public void fact(String stage, String text) {
            facts.add(text);
        }

        @Override
        public void output(String source, String line) {}

        @Override
        public void progress(String stage, String subject, long done, long total) {}
    };

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedApiServer();
        client = server.client();
        workloads = new Workloads(client);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void readinessIsNoticedByWatchAndEachChangeToldOnce() throws Exception {
        server.put(DEPLOYMENTS, api(0, 0, ""));
        CompletableFuture<List<WorkloadStatus>> result = await(LONG);
        watching(SOURCES);
        int lists = server.lists.get();

        server.put(DEPLOYMENTS, api(1, 0, ""));
        told("1 of 2 updated, 0 available");
        server.put(DEPLOYMENTS, api(2, 2, ""));

        assertThat(get(result)).allMatch(WorkloadStatus::ready);
        assertThat(facts)
                .containsExactly(
                        "deployment/api: 0 of 2 updated, 0 available, 2 of the old revision left",
                        "deployment/api: 1 of 2 updated, 0 available, 1 of the old revision left",
                        "deployment/api: 2 of 2 updated, 2 available, ready");
        assertThat(server.lists.get() - lists)
                .as("lists beyond the fresh read that confirms")
                .isLessThanOrEqualTo(2);
    }

    @Test
    void aDroppedWatchIsTakenUpAgain() throws Exception {
        server.put(DEPLOYMENTS, api(0, 0, ""));
        CompletableFuture<List<WorkloadStatus>> result = await(LONG);
        watching(SOURCES);

        server.dropWatches();
        server.put(DEPLOYMENTS, api(2, 2, ""));

        assertThat(get(result)).allMatch(WorkloadStatus::ready);
    }

    @Test
    void anExpiredResourceVersionLeadsToANewList() throws Exception {
        server.put(DEPLOYMENTS, api(0, 0, ""));
        CompletableFuture<List<WorkloadStatus>> result = await(LONG);
        watching(SOURCES);

        server.putUnheard(DEPLOYMENTS, api(2, 2, ""));
        server.expireWatches();

        assertThat(get(result)).allMatch(WorkloadStatus::ready);
    }

    @Test
    void aRestartOfTheApiServerIsSurvived() throws Exception {
        server.put(DEPLOYMENTS, api(0, 0, ""));
        CompletableFuture<List<WorkloadStatus>> result = await(LONG);
        watching(SOURCES);

        server.stop();
        TimeUnit.MILLISECONDS.sleep(500);
        server.putUnheard(DEPLOYMENTS, api(2, 2, ""));
        server.start();

        assertThat(get(result)).allMatch(WorkloadStatus::ready);
    }

    @Test
    void anApiServerThatIsAwayAtFirstIsWaitedFor() throws Exception {
        server.stop();
        CompletableFuture<List<WorkloadStatus>> result = await(LONG);
        TimeUnit.MILLISECONDS.sleep(500);
        server.putUnheard(DEPLOYMENTS, api(2, 2, ""));
        server.start();

        assertThat(get(result)).allMatch(WorkloadStatus::ready);
    }

    @Test
    void anApiServerThatStaysAwayIsSaidToBe() {
        server.stop();

        List<WorkloadStatus> statuses = workloads.await(List.of(API), Duration.ofSeconds(1), events, () -> false);

        assertThat(statuses).singleElement().satisfies(status -> {
            assertThat(status.ready()).isFalse();
            assertThat(status.progress()).isEqualTo("not known");
            assertThat(status.reason()).contains("127.0.0.1");
        });
        assertThatThrownBy(() -> workloads.now(List.of(API))).isInstanceOf(RunException.class);
    }

    @Test
    void aRolloutThatCannotSucceedEndsTheWait() throws Exception {
        server.put(
                DEPLOYMENTS,
                api(1, 0, "{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: too slow}"));

        List<WorkloadStatus> statuses = workloads.await(List.of(API), LONG, events, () -> false);

        assertThat(statuses).singleElement().satisfies(status -> {
            assertThat(status.fatal()).isTrue();
            assertThat(status.reason()).isEqualTo("ProgressDeadlineExceeded: too slow");
        });
    }

    @Test
    void whatAWatchNeverToldIsSeenWhenTimeIsUp() throws Exception {
        server.put(DEPLOYMENTS, api(0, 0, ""));
        CompletableFuture<List<WorkloadStatus>> result = await(Duration.ofSeconds(2));
        watching(SOURCES);

        server.putUnheard(DEPLOYMENTS, api(2, 2, ""));

        assertThat(get(result)).allMatch(WorkloadStatus::ready);
    }

    @Test
    void aMissingPermissionIsSaidAtOnce() {
        server.forbid();

        List<WorkloadStatus> statuses = workloads.await(List.of(API), LONG, events, () -> false);

        assertThat(statuses).singleElement().satisfies(status -> {
            assertThat(status.fatal()).isTrue();
            assertThat(status.reason()).contains("grant `list` and `watch`");
        });
    }

    @Test
    void cancellingEndsTheWait() throws Exception {
        server.put(DEPLOYMENTS, api(0, 0, ""));
        CompletableFuture<List<WorkloadStatus>> result = await(LONG);
        watching(SOURCES);

        cancelled.set(true);

        assertThat(result.get(3, TimeUnit.SECONDS)).noneMatch(WorkloadStatus::ready);
    }

    @Test
    void aWorkloadThatDoesNotExistIsNotReady() {
        assertThat(workloads.now(List.of(API))).singleElement().satisfies(status -> {
            assertThat(status.ready()).isFalse();
            assertThat(status.toString())
                    .isEqualTo("deployment/api: does not exist (it was not created, or was deleted since)");
        });
    }

    private CompletableFuture<List<WorkloadStatus>> await(Duration timeout) {
        return CompletableFuture.supplyAsync(() -> workloads.await(List.of(API), timeout, events, cancelled::get));
    }

    private static List<WorkloadStatus> get(CompletableFuture<List<WorkloadStatus>> result) throws Exception {
        return result.get(12, TimeUnit.SECONDS);
    }

    private void watching(int watches) throws InterruptedException {
        while (server.watchesOpened.get() < watches || facts.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private void told(String text) throws InterruptedException {
        while (facts.stream().noneMatch(fact -> fact.contains(text))) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static String api(int updated, int available, String condition) {
        return "{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, namespace: ns, uid: d, generation: 2},"
                + " spec: {replicas: 2}, status: {observedGeneration: 2, replicas: 2, updatedReplicas: " + updated
                + ", availableReplicas: " + available + ", conditions: [" + condition + "]}}";
    }
}
