package io.jenkins.plugins.ratchet.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.config.TerraformSettings;
import io.jenkins.plugins.ratchet.config.TerraformSettings.Program;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which program is run, and how it is asked: with scripts that answer as the programs are documented to. */
class TerraformTest {
    @TempDir
    private Path dir;

    private void program(String name, String version, String... more) throws IOException {
        Path file = Files.writeString(
                Files.createDirectories(dir.resolve("bin")).resolve(name),
                "#!/bin/sh\n[ \"$1\" = version ] && { echo '" + version + "'; exit; }\necho \"$@\" >> " + dir
                        + "/calls\nenv >> " + dir + "/env\n" + String.join("\n", more) + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Terraform find(Program program) throws IOException {
        Files.createDirectories(dir.resolve("infra"));
        TerraformSettings settings = new TerraformSettings(
                "infra",
                program,
                "helm_release.jitera",
                "chart_path",
                List.of("prod.tfvars"),
                "prod",
                null,
                Duration.ofSeconds(20),
                Duration.ofSeconds(30),
                null);
        return Terraform.find(
                settings, dir, Map.of("PATH", dir.resolve("bin") + ":" + dir.resolve("none")), () -> false);
    }

    @Test
    void terraform_is_taken_before_tofu_unless_one_is_named() throws IOException {
        program("tofu", "OpenTofu v1.12.6");
        assertThat(find(Program.auto).name()).isEqualTo("OpenTofu 1.12.6");
        program("terraform", "Terraform v1.11.4");
        assertThat(find(Program.auto).name()).isEqualTo("Terraform 1.11.4");
        assertThat(find(Program.tofu).command()).isEqualTo("tofu");
    }

    @Test
    void one_that_is_missing_too_old_or_something_else_is_named() throws IOException {
        assertThatThrownBy(() -> find(Program.auto))
                .hasMessageContaining("terraform or tofu was not found on PATH")
                .satisfies(e -> assertThat(((RunException) e).exitCode()).isEqualTo(ExitCode.UNAVAILABLE));
        program("terraform", "Terraform v1.1.9");
        assertThatThrownBy(() -> find(Program.auto)).hasMessageContaining("needs 1.2 or later");
        program("terraform", "Terraform v0.15.5");
        assertThatThrownBy(() -> find(Program.terraform)).hasMessageContaining("Terraform 0.15.5");
        program("terraform", "hello");
        assertThatThrownBy(() -> find(Program.terraform)).hasMessageContaining("does not say which Terraform it is");
    }

    @Test
    void a_plan_is_for_the_target_alone_saved_and_read_back() throws IOException {
        program(
                "terraform",
                "Terraform v1.11.4",
                "case \"$2\" in show) echo '{\"resource_changes\":[]}' ;; state) echo '{\"lineage\":\"l\",\"serial\":5}' ;; esac");
        SavedPlan plan = find(Program.auto).plan(dir.resolve("saved.plan"));
        assertThat(plan.serial()).isEqualTo(5);
        assertThat(Files.readAllLines(dir.resolve("calls")))
                .containsExactly(
                        "-chdir=" + dir.resolve("infra")
                                + " plan -json -input=false -lock-timeout=20s -target=helm_release.jitera -var-file="
                                + dir.resolve("prod.tfvars") + " -out=" + dir.resolve("saved.plan"),
                        "-chdir=" + dir.resolve("infra") + " show -json " + dir.resolve("saved.plan"),
                        "-chdir=" + dir.resolve("infra") + " state pull");
        assertThat(Files.readAllLines(dir.resolve("env"))).contains("TF_WORKSPACE=prod", "TF_IN_AUTOMATION=1");
    }

    @Test
    void options_from_elsewhere_and_traces_do_not_reach_it() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "TF_CLI_ARGS",
                "-lock=false",
                "TF_CLI_ARGS_plan",
                "-destroy",
                "TF_LOG",
                "trace",
                "TF_LOG_PROVIDER",
                "trace",
                "TF_VAR_token",
                "x"));
        TerraformRun.environment(environment, null);
        assertThat(environment).containsOnlyKeys("TF_VAR_token", "TF_IN_AUTOMATION", "TF_INPUT", "CHECKPOINT_DISABLE");
    }

    @Test
    void one_that_is_not_initialised_and_one_that_prints_no_json_are_told_in_a_line() throws IOException {
        program(
                "terraform",
                "Terraform v1.11.4",
                "echo 'Error: Backend initialization required, please run \"terraform init\"' >&2; exit 1");
        assertThatThrownBy(() -> find(Program.auto).plan(dir.resolve("p")))
                .isInstanceOf(RunException.class)
                .hasMessageContaining(dir.resolve("infra") + " is not initialised: run `terraform -chdir=");
        program("terraform", "Terraform v1.11.4", "echo 'secret hunter2'");
        assertThatThrownBy(() -> find(Program.auto).plan(dir.resolve("p")))
                .hasMessage("what `terraform show` printed is no JSON");
    }
}
