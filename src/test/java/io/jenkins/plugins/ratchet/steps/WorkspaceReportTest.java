package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkspaceReportTest {
    @TempDir
    Path directory;

    private Build build;
    private RunFiles files;

    @BeforeEach
    void ran() throws Exception {
        build = new Build(directory);
        Files.createDirectories(build.workspace);
        files = RunFiles.of(build.workspacePath(), "1");
        Path report = Files.createDirectories(Path.of(files.report()));
        for (String ending : List.of("json", "md", "xml", "html")) {
            Files.writeString(report.resolve("report." + ending), "this run's " + ending);
        }
        Files.writeString(report.resolve("report.other"), "not asked for");
    }

    private static EngineCall call(EngineStep step, String report) {
        step.setReport(report);
        return step.call(step.functionName());
    }

    private List<String> found(String name) throws IOException {
        try (Stream<Path> all = Files.list(build.workspace.resolve(name))) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void the_steps_of_a_build_share_a_directory() throws Exception {
        for (EngineStep step : List.of(new PlanUpgradeStep(), new VerifyUpgradeStep())) {
            EngineCall call = call(step, "out/reports");
            WorkspaceReport.prepare(build.workspacePath(), call);
            assertThat(WorkspaceReport.publish(build.workspacePath(), files, call))
                    .isNull();
        }
        assertThat(found("out/reports"))
                .containsExactly(
                        "plan.html",
                        "plan.json",
                        "plan.md",
                        "plan.xml",
                        "verify.html",
                        "verify.json",
                        "verify.md",
                        "verify.xml");
        assertThat(build.workspace.resolve("out/reports/verify.xml")).hasContent("this run's xml");
    }

    @Test
    void the_look_before_the_upgrade_stays_beside_the_one_after_it() throws Exception {
        VerifyUpgradeStep before = new VerifyUpgradeStep();
        before.setBefore(true);
        WorkspaceReport.publish(build.workspacePath(), files, call(before, "r"));
        Files.writeString(Path.of(files.report()).resolve("report.md"), "after");
        EngineCall after = call(new VerifyUpgradeStep(), "r");
        WorkspaceReport.prepare(build.workspacePath(), after);
        WorkspaceReport.publish(build.workspacePath(), files, after);

        assertThat(found("r"))
                .containsExactly(
                        "verify-before.html",
                        "verify-before.json",
                        "verify-before.md",
                        "verify-before.xml",
                        "verify.html",
                        "verify.json",
                        "verify.md",
                        "verify.xml");
        assertThat(build.workspace.resolve("r/verify-before.md")).hasContent("this run's md");
        assertThat(build.workspace.resolve("r/verify.md")).hasContent("after");

        WorkspaceReport.prepare(build.workspacePath(), call(before, "r"));
        assertThat(found("r")).containsExactly("verify.html", "verify.json", "verify.md", "verify.xml");
    }

    @Test
    void a_status_is_one_file() throws Exception {
        Path own = Path.of(RunFiles.of(build.workspacePath(), "2").report());
        Files.writeString(Files.createDirectories(own).resolve("status.json"), "{}");
        WorkspaceReport.publish(
                build.workspacePath(), RunFiles.of(build.workspacePath(), "2"), call(new UpgradeStatusStep(), "r"));
        assertThat(found("r")).containsExactly("status.json");
    }

    @Test
    void the_report_of_an_earlier_run_does_not_pass_for_this_ones() throws Exception {
        EngineCall call = call(new PlanUpgradeStep(), "r");
        WorkspaceReport.publish(build.workspacePath(), files, call);
        Files.writeString(build.workspace.resolve("r/upgrade.json"), "another step's");
        WorkspaceReport.prepare(build.workspacePath(), call);
        assertThat(found("r")).containsExactly("upgrade.json");
    }

    @ParameterizedTest
    @CsvSource({
        "ratchet-report, true",
        "a/b/c.d, true",
        "., true",
        "..a, true",
        "/var/reports, false",
        "../other, false",
        "a/../../other, false"
    })
    void a_path_that_leaves_the_workspace_is_refused_before_anything_runs(String path, boolean inside)
            throws Exception {
        PlanUpgradeStep step = new PlanUpgradeStep();
        step.setReport(path);
        if (inside) {
            step.check();
        } else {
            assertThatThrownBy(() -> build.step().start(step))
                    .isInstanceOf(AbortException.class)
                    .hasMessage("planUpgrade: report is '" + path
                            + "'; expected a path inside the workspace, e.g. 'ratchet-report'");
        }
    }

    @Test
    void a_link_out_of_the_workspace_is_refused_too() throws Exception {
        Path outside = Files.createDirectories(directory.resolve("outside"));
        Files.createSymbolicLink(build.workspace.resolve("link"), outside);
        EngineCall call = call(new PlanUpgradeStep(), "link/reports");
        assertThatThrownBy(() -> WorkspaceReport.prepare(build.workspacePath(), call))
                .isInstanceOf(AbortException.class)
                .hasMessageContaining("'link/reports': it leads out of the workspace");
        assertThat(WorkspaceReport.publish(build.workspacePath(), files, call)).contains("out of the workspace");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void a_directory_that_cannot_be_made_is_told_in_words() throws Exception {
        Files.writeString(build.workspace.resolve("taken"), "a file");
        assertThatThrownBy(
                        () -> WorkspaceReport.prepare(build.workspacePath(), call(new BackupDatabasesStep(), "taken")))
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith("backupDatabases: the report cannot be written to 'taken': ");
    }

    @Test
    void without_the_parameter_nothing_is_written() throws Exception {
        EngineCall call = call(new PlanUpgradeStep(), " ");
        WorkspaceReport.prepare(build.workspacePath(), call);
        assertThat(WorkspaceReport.publish(build.workspacePath(), files, call)).isNull();
        assertThat(build.workspace).isEmptyDirectory();
    }
}
