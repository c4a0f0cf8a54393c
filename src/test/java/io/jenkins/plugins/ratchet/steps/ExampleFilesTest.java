package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example Jenkinsfile, evaluated with steps that note what they are asked for. */
class ExampleFilesTest {
    private final RecordingAgent agent = new RecordingAgent();

    /** Of one product on one cluster. */
    static List<Path> everyExample() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("examples"))) {
            return files.filter(file -> file.endsWith("Jenkinsfile"))
                    .filter(file -> !file.getParent().endsWith("fleet"))
                    .sorted()
                    .toList();
        }
    }

    private PipelineRun run(String example, Map<String, Object> parameters) throws IOException {
        return Jenkinsfile.read(Path.of("examples", example, "Jenkinsfile")).run(parameters, agent);
    }

    private List<String> options(String function) {
        return agent.calls().stream()
                .filter(noted -> noted.call().function().equals(function) && !before(noted))
                .findFirst()
                .orElseThrow()
                .call()
                .options();
    }

    /** Whether it looks before the upgrade, as only Caracal's pipeline does. */
    private static boolean before(RecordingAgent.Noted noted) {
        return noted.call().options().contains("--before=true");
    }

    @ParameterizedTest
    @MethodSource("everyExample")
    void every_example_goes_from_plan_to_verify_and_upgrades_what_was_approved(Path file) throws Exception {
        PipelineRun run = Jenkinsfile.read(file).run(Map.of("VERSION", "1.1.0"), agent);

        assertThat(run.failure()).isNull();
        assertThat(run.result()).isEqualTo(Result.SUCCESS);
        String installer = file.getParent().endsWith("terraform")
                ? "terraform"
                : file.getParent().toString().endsWith("-compose") ? "compose" : "helm";
        String upgrade = installer + "UpgradeForwardOnly";
        List<String> steps = new ArrayList<>(List.of(
                "deleteDir",
                "planUpgrade",
                "input",
                "backupDatabases",
                upgrade,
                "verifyUpgrade",
                "archiveArtifacts",
                "junit",
                "upgradeStatus"));
        if (agent.calls().stream().anyMatch(ExampleFilesTest::before)) {
            steps.add(steps.indexOf("backupDatabases"), "verifyUpgrade");
        }
        assertThat(run.steps().stream().filter(step -> !step.equals("sh"))).containsExactlyElementsOf(steps);
        assertThat(agent.question().get("message").toString()).contains("1.0.0", "1.1.0");
        List<String> approved = new ArrayList<>(options("planUpgrade"));
        approved.add("--plan=" + agent.digest());
        if (!installer.equals("helm")) {
            approved.add("--installer=" + installer);
        }
        assertThat(options(upgrade)).containsExactlyInAnyOrderElementsOf(approved);
        assertThat(options("planUpgrade")).contains("--to=1.1.0");
        assertThat(options("verifyUpgrade")).contains("--to=1.1.0", "--plan=" + agent.digest());
        String asked = agent.call("planUpgrade").credentials();
        assertThat(agent.calls())
                .filteredOn(noted -> !noted.call().command().equals("status"))
                .allMatch(noted -> noted.credentials().equals(asked))
                .filteredOn(noted -> !before(noted))
                .allMatch(noted -> noted.call().report().equals("ratchet-report"));
        assertThat(agent.files())
                .containsExactly(
                        "deleteDir in [dir [ratchet-report]]",
                        "archiveArtifacts {artifacts=ratchet-report/*, allowEmptyArchive=true}",
                        "junit {testResults=ratchet-report/*.xml, allowEmptyResults=true}");
    }

    @Test
    void carto_fetches_the_customer_package_before_it_plans() throws Exception {
        PipelineRun run = run("carto", Map.of("VERSION", "1.287.1", "APPROVERS", "platform"));
        assertThat(run.steps()).startsWith("deleteDir", "sh", "sh", "planUpgrade");
        assertThat(agent.scripts().get(0)).contains("carto-download-customer-package.sh -s k8s");
        assertThat(options("planUpgrade")).contains("--to=1.287.1");
        assertThat(options("backupDatabases")).contains("--to=/backups/carto");
        assertThat(agent.question()).containsEntry("submitter", "platform");
    }

    @Test
    void caracal_says_where_the_runtime_secrets_are_kept() throws Exception {
        run("caracal", Map.of("SECRETS_BACKUP", "vault:caracal/1"));
        assertThat(options("planUpgrade"))
                .contains("--allow=backup-by-hand=runtime secrets are kept at vault:caracal/1");
        assertThat(agent.calls())
                .filteredOn(noted -> noted.call().function().equals("verifyUpgrade"))
                .extracting(noted -> noted.call().unstableOnFailedChecks())
                .containsExactly(false, true); // before the upgrade a red check stops it, afterwards it is shown
    }

    @Test
    void jitera_takes_the_passwords_from_jenkins_and_names_the_snapshot_of_mongodb() throws Exception {
        run("jitera", Map.of("CHART", "jitera-helm-26.06.02", "MONGODB_SNAPSHOT", "rds:jitera-7"));
        assertThat(agent.call("backupDatabases").credentials())
                .isEqualTo("automation=jitera-automation-db pgvector=jitera-pgvector-db");
        assertThat(options("helmUpgradeForwardOnly"))
                .contains("--chart=jitera-helm-26.06.02", "--allow=backup-by-hand=MongoDB is in snapshot rds:jitera-7");
    }

    @Test
    void on_kubernetes_every_step_of_ratchet_runs_in_its_container() throws Exception {
        run("kubernetes", Map.of());
        assertThat(agent.calls()).hasSize(5).allMatch(noted -> noted.within().equals(List.of("container [ratchet]")));
    }

    @Test
    void a_fleet_is_planned_whole_and_the_canary_goes_first() throws Exception {
        PipelineRun run = run("fleet", Map.of("VERSION", "1.1.0"));

        assertThat(run.failure()).isNull();
        assertThat(configs("planUpgrade")).containsExactly("canary", "europe", "america");
        assertThat(configs("helmUpgradeForwardOnly")).containsExactly("canary", "europe", "america");
        assertThat(run.steps().indexOf("input")).isEqualTo(3);
        assertThat(agent.question().get("message").toString()).contains("canary:", "europe:", "america:");
        assertThat(agent.calls())
                .filteredOn(noted -> noted.call().function().equals("helmUpgradeForwardOnly"))
                .allMatch(noted -> noted.call().options().contains("--plan=" + agent.digest()));
    }

    @Test
    void in_a_fleet_no_cluster_is_begun_after_one_that_failed() throws Exception {
        agent.failing("helmUpgradeForwardOnly", "clusters/europe/ratchet.yaml");
        PipelineRun run = run("fleet", Map.of("VERSION", "1.1.0"));

        assertThat(run.result()).isEqualTo(Result.FAILURE);
        assertThat(configs("backupDatabases")).containsExactly("canary", "europe");
        assertThat(configs("verifyUpgrade")).containsExactly("canary");
    }

    @Test
    void in_a_fleet_nothing_is_begun_after_a_canary_that_failed() throws Exception {
        agent.failing("verifyUpgrade", "clusters/canary/ratchet.yaml");
        run("fleet", Map.of("VERSION", "1.1.0"));

        assertThat(configs("backupDatabases")).containsExactly("canary");
    }

    /** The clusters that a step was asked for, in order. */
    private List<String> configs(String function) {
        return agent.calls().stream()
                .filter(noted -> noted.call().function().equals(function))
                .map(noted -> noted.call().option("--config").replaceAll("clusters/(.*)/ratchet.yaml", "$1"))
                .toList();
    }

    @Test
    void a_word_that_is_not_understood_is_an_error() throws IOException {
        String text = Files.readString(Path.of("examples/Jenkinsfile"));
        for (String wrong : List.of(
                text.replace("stage('Plan')", "stege('Plan')"),
                text.replace("disableConcurrentBuilds()", "disableConcurrentBuild()"),
                text.replace("backupDatabases(", "backupDatabase("),
                text.replace("backupDatabases(report", "backupDatabases(reports"),
                text.replace("params.VERSION", "parms.VERSION"))) {
            assertThat(wrong).isNotEqualTo(text);
            assertThatThrownBy(() -> new Jenkinsfile("wrong", wrong).run(Map.of(), agent))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
