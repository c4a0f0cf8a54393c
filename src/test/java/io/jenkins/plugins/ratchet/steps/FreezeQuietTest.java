package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.ratchet.steps.TestJob.Folder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.core.Authentication;

/** Jobs that a block quiets: whose they are, and that all of them come back. */
@Timeout(120)
class FreezeQuietTest {
    private static final Authentication ALICE = () -> "alice";

    @TempDir
    Path directory;

    private final String root = "team-" + UUID.randomUUID();
    private final Folder team = Folder.at(Jenkins.get(), root);
    private final TestJob upgrade = new TestJob(team, "upgrade").known();
    private final TestJob deploy = new TestJob(team, "deploy").known();
    private final TestJob nightly = new TestJob(Folder.at(team, "nightly"), "load").known();
    private final TestJob other = new TestJob(Folder.at(Jenkins.get(), root + "x"), "deploy").known();
    private Build build;

    @BeforeAll
    static void engine() throws Exception {
        FakeEngine.install();
        EngineStepExecution.period = 200;
    }

    @BeforeEach
    void build() throws IOException {
        build = building(upgrade);
        orders();
    }

    private Build building(TestJob job) throws IOException {
        Build made = new Build(directory, job);
        Files.createDirectories(made.workspace);
        return made;
    }

    private void orders(String... orders) throws IOException {
        Files.write(build.workspace.resolve("ratchet.yaml"), List.of(orders));
    }

    private static FreezeWorkloadsStep quiet(String... names) {
        FreezeWorkloadsStep step = new FreezeWorkloadsStep();
        step.setQuiet(List.of(names));
        return step;
    }

    @Test
    void jobs_of_the_folder_and_below_are_disabled_while_the_block_runs() throws Exception {
        deploy.lastBuild = new Build.TestRun(directory.toFile(), deploy);
        Build.Context step = build.step().start(quiet("deploy", "nightly/load"));
        step.body.get();
        assertThat(deploy.disabled && nightly.disabled).isTrue();
        step.endBody("what the block returned");

        assertThat(step.await()).isEqualTo("what the block returned");
        assertThat(deploy.disabled || nightly.disabled).isFalse();
        assertThat(build.log())
                .contains("job " + root + "/deploy: build #7 runs already, and goes on")
                .contains("job " + root + "/nightly/load is enabled again");
    }

    @Test
    void what_was_disabled_before_stays_so_and_what_is_enabled_meanwhile_is_left() throws Exception {
        nightly.disabled = true;
        Build.Context step = build.step().start(quiet("deploy", "nightly/load"));
        step.body.get();
        deploy.disabled = false;
        step.endBody(null);

        step.await();
        assertThat(nightly.disabled).isTrue();
        assertThat(deploy.disabled).isFalse();
        assertThat(build.log())
                .contains("job " + root + "/deploy is enabled already, and left alone")
                .doesNotContain("nightly");
    }

    @Test
    void they_come_back_after_a_failure_an_abort_and_a_freeze_that_fails() throws Exception {
        Build.Context failing = build.step().start(quiet("deploy"));
        failing.body.get();
        failing.failBody(new AbortException("the upgrade failed"));
        assertThatThrownBy(failing::await).hasMessageContaining("the upgrade failed");
        assertThat(deploy.disabled).isFalse();

        Build.Context aborted = build.step().start(quiet("deploy"));
        aborted.body.get();
        assertThat(deploy.disabled).isTrue();
        aborted.execution.stop(new InterruptedException("aborted by somebody"));
        assertThatThrownBy(aborted::await).hasMessageContaining("aborted by somebody");
        assertThat(deploy.disabled).isFalse();

        orders("exit 3");
        Build.Context unfrozen = build.step().start(quiet("deploy"));
        assertThatThrownBy(unfrozen::await).hasMessageContaining("freezeWorkloads");
        assertThat(unfrozen.body.isDone()).isFalse();
        assertThat(deploy.disabled).isFalse();
        assertThat(build.log().split("/deploy is disabled while the block runs"))
                .hasSize(4);
    }

    @Test
    void they_are_remembered_before_the_first_is_touched_and_a_restart_there_goes_on() throws Exception {
        Build.Context step = build.step();
        CompletableFuture<Boolean> disabled = new CompletableFuture<>();
        CompletableFuture<Void> never = new CompletableFuture<>();
        step.onSave = () -> {
            disabled.complete(deploy.disabled);
            never.join();
        };
        step.start(quiet("deploy"));
        assertThat(disabled.get()).isFalse();

        Build.Context next = step.restartFrom(step.saved);
        next.body.get();
        assertThat(deploy.disabled).isTrue();
        next.endBody(null);
        next.await();
        assertThat(deploy.disabled).isFalse();
    }

    @Test
    void a_restart_during_the_freeze_forgets_none_of_them() throws Exception {
        orders("wait go");
        Build.Context step = build.step().start(quiet("deploy"));
        while (!Files.exists(build.workspace.resolve("waiting.txt"))) {
            Thread.sleep(20);
        }
        Build.Context next = step.restartFrom(step.saved);
        Files.createFile(build.workspace.resolve("go"));
        next.body.get();
        assertThat(deploy.disabled).isTrue();
        next.endBody(null);
        next.await();
        assertThat(deploy.disabled).isFalse();
    }

    @Test
    void one_that_cannot_be_enabled_fails_the_step_and_does_not_keep_back_the_others() throws Exception {
        Build.Context step = build.step().start(quiet("deploy", "nightly/load"));
        step.body.get();
        deploy.stuck = new IOException("disk full");
        step.endBody(null);

        assertThatThrownBy(step::await)
                .cause()
                .isInstanceOf(AbortException.class)
                .hasMessageEndingWith(root + "/deploy (disk full); enable them by hand");
        assertThat(nightly.disabled).isFalse();
    }

    @Test
    void a_build_that_runs_as_SYSTEM_has_no_say_outside_of_its_folder() throws Exception {
        String path = "../" + root + "x/deploy";
        assertThatThrownBy(() -> build.step().start(quiet("deploy", path)))
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith(
                        "freezeWorkloads: quiet names '" + path + "', which does not lie in the folder '" + root
                                + "' or below it, and this build, running as SYSTEM, has no Job/Configure");
        assertThat(deploy.disabled || other.disabled).isFalse();
        assertThat(build.workspace.resolve("runs.txt")).doesNotExist();
    }

    @Test
    void a_build_that_runs_as_a_user_may_what_the_user_may_configure() throws Exception {
        Build.Context step = build.step();
        try (ACLContext alice = ACL.as2(ALICE)) {
            assertThat(alice).isNotNull();
            assertThatThrownBy(() -> build.step().start(quiet("/" + other.getFullName())))
                    .hasMessageContaining("running as alice, has no Job/Configure");
            other.owner = ALICE;
            step.start(quiet("/" + other.getFullName()));
        }
        step.body.get();
        assertThat(other.disabled).isTrue();
        step.endBody(null);
        step.await();
        assertThat(other.disabled).isFalse();
    }

    @Test
    void the_top_level_is_no_folder() throws Exception {
        TestJob above = new TestJob(Jenkins.get(), "upgrade-" + root).known();
        build = building(above);
        for (String name :
                List.of(new TestJob(Jenkins.get(), "deploy-" + root).known().getFullName(), root + "/deploy")) {
            assertThatThrownBy(() -> build.step().start(quiet(name)))
                    .isInstanceOf(AbortException.class)
                    .hasMessageContaining("quiet names '" + name + "'")
                    .hasMessageContaining("(it is at the top level)");
        }
    }

    @Test
    void a_name_that_is_no_job_or_the_builds_own_is_told_in_one_line() {
        assertThatThrownBy(() -> build.step().start(quiet("gone")))
                .isInstanceOf(AbortException.class)
                .hasMessage(
                        "freezeWorkloads: quiet names 'gone', and this build sees no such job; expected its path from"
                                + " the folder '" + root + "', or / and its full name");
        assertThatThrownBy(() -> build.step().start(quiet("nightly")))
                .hasMessageEndingWith("which is nothing that can be disabled; expected a job");
        assertThatThrownBy(() -> build.step().start(quiet("upgrade")))
                .hasMessageEndingWith("the job of this build; it cannot quiet itself: leave it out");
    }
}
