package io.jenkins.plugins.ratchet.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.jenkins.plugins.ratchet.cluster.JobOutcome.State;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.event.Events;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobWatchIT {
    private static final Duration SOON = Duration.ofSeconds(15);

    @TempDir
    Path directory;

    private LocalApi local;
    private JobWatch watch;

    @BeforeEach
    void start() throws IOException {
        local = new LocalApi(directory);
    }

    @AfterEach
    void stop() {
        if (watch != null) {
            watch.close();
        }
        local.close();
    }

    private void watch() {
        watch = JobWatch.start(local.cluster, "default", Events.NONE, name -> true);
    }

    private void create(String name) {
        local.client()
                .resource(new JobBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .endMetadata()
                        .withNewSpec()
                        .withNewTemplate()
                        .withNewSpec()
                        .withRestartPolicy("Never")
                        .addNewContainer()
                        .withName("m")
                        .withImage("m")
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
    }

    private void end(String name, String condition) {
        local.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace("default")
                .withName(name)
                .editStatus(job -> new JobBuilder(job)
                        .editOrNewStatus()
                        .addNewCondition()
                        .withType(condition)
                        .withStatus("True")
                        .withReason("Tested")
                        .endCondition()
                        .endStatus()
                        .build());
    }

    private void delete(String name) {
        local.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace("default")
                .withName(name)
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete();
    }

    private void becomes(String name, State state) throws Exception {
        LocalApi.await(
                name + " is " + state,
                SOON,
                () -> watch.outcome(name, "pre-upgrade").state() == state);
    }

    @Test
    void a_job_is_followed_to_its_good_or_bad_end() throws Exception {
        watch();
        assertThat(watch.outcome("good", "pre-upgrade").state()).isEqualTo(State.NEVER_SEEN);
        create("good");
        create("bad");
        becomes("good", State.ACTIVE);
        becomes("bad", State.ACTIVE);
        end("good", "Complete");
        end("bad", "Failed");
        becomes("good", State.COMPLETE);
        becomes("bad", State.FAILED);
        assertThat(watch.outcome("bad", "pre-upgrade").message()).contains("Tested");
        assertThat(watch.outcome("good", "pre-upgrade").uid()).isNotNull();
    }

    @Test
    void a_job_that_is_deleted_while_active_has_vanished() throws Exception {
        watch();
        create("migrate");
        becomes("migrate", State.ACTIVE);
        delete("migrate");
        becomes("migrate", State.VANISHED);
    }

    @Test
    void a_job_that_is_deleted_after_it_was_complete_stays_complete() throws Exception {
        watch();
        create("migrate");
        becomes("migrate", State.ACTIVE);
        end("migrate", "Complete");
        becomes("migrate", State.COMPLETE);
        delete("migrate");
        create("marker");
        becomes("marker", State.ACTIVE);
        assertThat(watch.outcome("migrate", null).state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void a_job_from_before_is_not_taken_for_the_upgrades_own() throws Exception {
        create("migrate");
        end("migrate", "Complete");
        watch();
        create("marker");
        becomes("marker", State.ACTIVE);
        assertThat(watch.outcome("migrate", null).state()).isEqualTo(State.NEVER_SEEN);
        delete("migrate");
        create("migrate");
        becomes("migrate", State.ACTIVE);
    }

    @Test
    void of_two_of_one_name_the_later_counts_unless_the_first_went_wrong() throws Exception {
        watch();
        create("migrate");
        becomes("migrate", State.ACTIVE);
        end("migrate", "Complete");
        becomes("migrate", State.COMPLETE);
        delete("migrate");
        create("migrate");
        becomes("migrate", State.ACTIVE);
        delete("migrate");
        becomes("migrate", State.VANISHED);
        create("migrate");
        create("marker");
        becomes("marker", State.ACTIVE);
        assertThat(watch.outcome("migrate", null).state()).isEqualTo(State.VANISHED);
    }

    @Test
    void waiting_ends_with_the_jobs_the_time_or_the_wish_to_stop() throws Exception {
        watch();
        create("migrate");
        becomes("migrate", State.ACTIVE);
        assertThat(watch.awaitEnd(Set.of("migrate"), Duration.ofMillis(200), () -> false))
                .isFalse();
        assertThat(watch.awaitEnd(Set.of("migrate"), Duration.ofMinutes(5), () -> true))
                .isFalse();
        end("migrate", "Failed");
        assertThat(watch.awaitEnd(Set.of("migrate"), SOON, () -> false)).isTrue();
    }

    @Test
    void what_happened_while_the_api_server_was_away_is_seen_afterwards() throws Exception {
        watch();
        create("migrate");
        becomes("migrate", State.ACTIVE);
        local.api.stop();
        Thread.sleep(1500);
        local.api.start();
        end("migrate", "Complete");
        becomes("migrate", State.COMPLETE);
        Job job = local.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace("default")
                .withName("migrate")
                .get();
        assertThat(JobWatch.read(job, null).complete()).isTrue();
    }
}
