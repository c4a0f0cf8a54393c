package io.jenkins.plugins.ratchet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.event.Events;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A watch that hears of a Job's end later than helm does. */
@Timeout(60)
class JobWatchTest {
    private static final String JOBS = "/apis/batch/v1/namespaces/ns/jobs";
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    Path directory;

    private ScriptedApiServer server;
    private Cluster cluster;
    private JobWatch watch;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedApiServer();
        cluster = Cluster.connect(Files.writeString(directory.resolve("kubeconfig"), server.kubeconfig()), null);
    }

    @AfterEach
    void stop() {
        watch.close();
        cluster.close();
        server.close();
    }

    @Test
    void an_end_that_the_watch_has_not_told_yet_is_looked_up() throws Exception {
        watchAnActiveJob();

        server.putUnheard(
                JOBS, job("{type: Failed, status: 'True', reason: BackoffLimitExceeded, message: too often}"));
        assertThat(state()).isEqualTo(JobOutcome.State.ACTIVE);
        watch.catchUp(Set.of("migrate"), SOON, () -> false);

        assertThat(state()).isEqualTo(JobOutcome.State.FAILED);
        assertThat(watch.outcome("migrate", "pre-upgrade").message()).isEqualTo("BackoffLimitExceeded: too often");
    }

    @Test
    void where_it_cannot_be_looked_up_the_watchs_word_stands() throws Exception {
        watchAnActiveJob();

        server.putUnheard(JOBS, job("{type: Failed, status: 'True', reason: BackoffLimitExceeded}"));
        server.forbid();
        watch.catchUp(Set.of("migrate"), SOON, () -> false);

        assertThat(state()).isEqualTo(JobOutcome.State.ACTIVE);
    }

    @Test
    void a_job_of_an_earlier_revision_is_not_taken_for_this_ones() throws Exception {
        server.put(JOBS, job("{type: Failed, status: 'True', reason: BackoffLimitExceeded}"));
        watch = JobWatch.start(cluster, "ns", Events.NONE, name -> false);

        watch.catchUp(Set.of("migrate"), SOON, () -> false);

        assertThat(state()).isEqualTo(JobOutcome.State.NEVER_SEEN);
    }

    private void watchAnActiveJob() throws Exception {
        watch = JobWatch.start(cluster, "ns", Events.NONE, name -> false);
        LocalApi.await("the watch is open", SOON, () -> server.watchesOpened.get() > 0);
        server.put(JOBS, job(""));
        LocalApi.await("the Job is seen", SOON, () -> state() == JobOutcome.State.ACTIVE);
    }

    private JobOutcome.State state() {
        return watch.outcome("migrate", "pre-upgrade").state();
    }

    private static String job(String condition) {
        return "{apiVersion: batch/v1, kind: Job, metadata: {name: migrate, namespace: ns, uid: j}, status: {conditions: ["
                + condition + "]}}";
    }
}
