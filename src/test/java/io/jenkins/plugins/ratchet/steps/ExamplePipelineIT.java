package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.AbortException;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.scenario.Chart;
import io.jenkins.plugins.ratchet.scenario.Shop;
import io.jenkins.plugins.ratchet.scenario.Stage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code examples/Jenkinsfile} with the real steps and the real engine, on the embedded default. */
@Timeout(240)
class ExamplePipelineIT {
    private static final Path JAR = Path.of("target/ratchet.jar").toAbsolutePath();
    private static final List<String> RIGHT = List.of(
            "deleteDir",
            "planUpgrade",
            "input",
            "backupDatabases",
            "helmUpgradeForwardOnly",
            "verifyUpgrade",
            "archiveArtifacts",
            "junit",
            "upgradeStatus");

    @TempDir
    static Path directory;

    private static Stage stage;
    private static Map<String, String> environment;
    private static Path helm;
    private static Jenkinsfile example;

    private Shop shop;
    private int builds;

    @BeforeAll
    static void open() throws Exception {
        stage = Stage.embeddedOrSkip("examples/Jenkinsfile on the embedded default", directory);
        environment = new HashMap<>(stage.environment());
        helm = stage.hasHelmBinary()
                ? Path.of(stage.helmOption())
                : RealAgent.embeddedHelm(directory.resolve("bin"), JAR).resolve("helm");
        environment.merge("PATH", helm.getParent().toString(), (path, first) -> first + File.pathSeparator + path);
        CarriedEngine.install(JAR);
        EngineStepExecution.period = 500;
        example = Jenkinsfile.read(Path.of("examples/Jenkinsfile"));
    }

    @AfterAll
    static void close() throws IOException {
        if (stage != null) {
            stage.close();
        }
    }

    @BeforeEach
    void install() {
        shop = new Shop(stage).installed();
        shop.configure("jobs: 1", "jobs: 1, to: backups");
    }

    @AfterEach
    void leave() {
        shop.close();
    }

    private RealAgent agent(RealAgent.Approver approver) throws IOException {
        return RealAgent.in(
                directory.resolve("builds/" + shop.name() + "-" + ++builds), shop.directory(), environment, approver);
    }

    private RealAgent agent() throws IOException {
        return agent(question -> {});
    }

    private Map<String, Object> to(String version) {
        return Map.of("CHART", shop.chart(Chart.of(version)), "VERSION", version);
    }

    @Test
    void the_example_upgrades_from_plan_to_verified() throws Exception {
        StringBuilder asked = new StringBuilder();
        RealAgent agent = agent(question -> asked.append(question.get("message")));

        PipelineRun run = example.run(to("1.1.0"), agent);

        assertThat(run.failure()).as(agent.log()).isNull();
        assertThat(run.result()).isEqualTo(Result.SUCCESS);
        assertThat(run.steps()).isEqualTo(RIGHT);
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.migrations()).containsExactly("1.0.0", "1.1.0");
        assertThat(shop.record().open()).isNull();
        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.VERIFIED);
        assertThat(asked).contains("1.0.0", "1.1.0", "/ratchet/").doesNotContain("\n");
        assertThat(agent.archived().keySet()).hasSize(16).allMatch(name -> name.startsWith("ratchet-report/"));
        assertThat(agent.archived().get("ratchet-report/plan.json"))
                .contains(shop.upgrade().digest());
        assertThat(agent.archived().get("ratchet-report/verify.md")).contains("verified");
        assertThat(agent.tests()).isGreaterThan(8);
        assertThat(run.echoes()).singleElement().asString().contains("verified");
    }

    /**
     * The pipelines for the vendors' products, and the one on a pod. What stands in their ratchet.yaml is the shop's here:
     * the product is not the vendor's, but all that the pipeline does is done.
     */
    @ParameterizedTest
    @CsvSource({"carto", "caracal", "coder", "jitera", "kubernetes"})
    void the_example_for_a_product_upgrades_too(String product) throws Exception {
        Jenkinsfile file = Jenkinsfile.read(Path.of("examples", product, "Jenkinsfile"))
                .replacing("directory: '/backups[^']*'", "directory: 'backups'");
        shop.configure("chart: charts/1.0.0", "chart: " + shop.chart(Chart.of("1.1.0")));
        write(shop.directory().resolve("carto-selfhosted/tools/carto-download-customer-package.sh"), """
                #!/bin/sh
                test "$*" = "-s k8s -d ."
                """);
        // No vendor's repository is asked for anything.
        Path bin = directory.resolve("bin-" + product);
        write(bin.resolve("helm"), """
                #!/bin/sh
                case "$1 $2" in
                "repo add") echo "\"$4\" has been added to your repositories" ;;
                *) exec '%s' "$@" ;;
                esac
                """.formatted(helm));
        RealAgent agent = agent();
        agent.before(bin);
        password("jitera-automation-db");
        password("jitera-pgvector-db");

        PipelineRun run = file.run(Map.of("VERSION", "1.1.0"), agent);

        assertThat(run.failure()).as(agent.log()).isNull();
        assertThat(run.result()).isEqualTo(Result.SUCCESS);
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.migrations()).containsExactly("1.0.0", "1.1.0");
        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.VERIFIED);
        boolean looksBefore = Files.readString(Path.of("examples", product, "Jenkinsfile"))
                .contains("verifyUpgrade(before: true, report: 'ratchet-report')");
        assertThat(agent.archived().keySet()).hasSize(looksBefore ? 20 : 16);
        assertThat(agent.archived().containsKey("ratchet-report/verify-before.json"))
                .isEqualTo(looksBefore);
    }

    private static void write(Path file, String script) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static void password(String id) {
        CredentialsProvider.know(new StringCredentials() {
            @Override
            public String getId() {
                return id;
            }

            @Override
            public Secret getSecret() {
                return Secret.fromString("not-needed-here");
            }
        });
    }

    @Test
    void without_an_approval_nothing_changes() throws Exception {
        RealAgent agent = agent(question -> {
            throw new AbortException("rejected by alice");
        });

        PipelineRun run = example.run(to("1.1.0"), agent);

        assertThat(run.failure()).hasMessage("rejected by alice");
        assertThat(run.steps())
                .containsExactly("deleteDir", "planUpgrade", "input", "archiveArtifacts", "junit", "upgradeStatus");
        assertThat(agent.archived())
                .containsOnlyKeys(
                        "ratchet-report/plan.html",
                        "ratchet-report/plan.json",
                        "ratchet-report/plan.md",
                        "ratchet-report/plan.xml");
        assertThat(shop.revisions()).containsExactly("1 deployed");
        assertThat(shop.hasUpgrade()).isFalse();
    }

    /**
     * Every order of the three stages but the right one, the step that is refused, by which rule, and which step is said
     * to be missing. It does not depend on whether the build names a version: the plan's digest is enough.
     */
    @ParameterizedTest
    @CsvSource({
        "Backup Verify Upgrade, verifyUpgrade, step-order, ratchet upgrade, true",
        "Upgrade Backup Verify, helmUpgradeForwardOnly, backup-proven, ratchet backup, true",
        "Upgrade Verify Backup, helmUpgradeForwardOnly, backup-proven, ratchet backup, true",
        "Verify Backup Upgrade, verifyUpgrade, step-order, ratchet upgrade, true",
        "Verify Backup Upgrade, verifyUpgrade, step-order, ratchet upgrade, false",
        "Verify Upgrade Backup, verifyUpgrade, step-order, ratchet upgrade, true",
    })
    void a_wrong_order_of_stages_is_refused(
            String order, String refused, String rule, String missing, boolean versionGiven) throws Exception {
        RealAgent agent = agent();
        Map<String, Object> parameters = new HashMap<>(to("1.1.0"));
        if (!versionGiven) {
            parameters.remove("VERSION");
        }

        PipelineRun run = example.inOrder(List.of(order.split(" "))).run(parameters, agent);

        assertThat(run.result()).isEqualTo(Result.FAILURE);
        assertThat(run.failure())
                .as(agent.log())
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith(refused + ": refused by " + rule)
                .hasMessageContaining("block    " + rule + ": ")
                .hasMessageContaining("; to do: run `" + missing);
        assertThat(run.steps().stream().filter(step -> step.equals(refused))).hasSize(1);
        assertThat(shop.revisions()).containsExactly("1 deployed");
        assertThat(shop.migrations()).containsExactly("1.0.0");
        assertThat(shop.migrationsOf("1.1.0")).isZero();
    }

    /** The version alone is enough too, for a pipeline that has no approval. */
    @Test
    void a_verification_before_the_upgrade_is_refused_by_the_version_alone() throws Exception {
        RealAgent agent = agent();

        PipelineRun run = example.without("plan: upgradePlan.digest, ")
                .inOrder(List.of("Verify", "Backup", "Upgrade"))
                .run(to("1.1.0"), agent);

        assertThat(run.failure())
                .as(agent.log())
                .hasMessageStartingWith("verifyUpgrade: refused by step-order")
                .hasMessageContaining("version 1.1.0 was not reached: the release is at")
                .hasMessageContaining("step upgrade done before verify");
        assertThat(shop.revisions()).containsExactly("1 deployed");
    }

    /** The reports of the first build do not stand in for those that the second did not get to. */
    @Test
    void a_refused_build_archives_its_own_reports_alone() throws Exception {
        assertThat(example.run(to("1.1.0"), agent()).failure()).isNull();
        RealAgent agent = agent();

        PipelineRun run = example.run(to("1.0.0"), agent);

        assertThat(run.failure())
                .as(agent.log())
                .hasMessageStartingWith("planUpgrade: refused by ")
                .hasMessageContaining("version-not-older");
        assertThat(agent.archived())
                .containsOnlyKeys(
                        "ratchet-report/plan.html",
                        "ratchet-report/plan.json",
                        "ratchet-report/plan.md",
                        "ratchet-report/plan.xml");
        assertThat(run.result()).isEqualTo(Result.FAILURE);
    }

    @Test
    void an_approval_that_another_pipeline_overtook_is_worth_nothing() throws Exception {
        Map<String, Object> further = to("1.2.0");
        Map<String, Object> next = to("1.1.0");
        RealAgent other = RealAgent.in(directory.resolve("other"), otherWorkspace(), environment, question -> {});
        RealAgent agent =
                agent(question -> assertThat(example.run(next, other).failure()).isNull());

        PipelineRun run = example.run(further, agent);

        assertThat(run.failure())
                .as(agent.log())
                .hasMessageStartingWith("helmUpgradeForwardOnly: refused by plan-unchanged");
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.migrations()).containsExactly("1.0.0", "1.1.0");
    }

    @Test
    void a_pipeline_does_not_come_between_the_upgrade_of_another() throws Exception {
        Map<String, Object> next = Map.of("CHART", shop.chart(Chart.of("1.1.0").waiting()), "VERSION", "1.1.0");
        RealAgent agent = agent();
        CompletableFuture<PipelineRun> first = CompletableFuture.supplyAsync(() -> example.run(next, agent));
        shop.awaitMigrationOf("1.1.0");
        RealAgent other = RealAgent.in(directory.resolve("second"), otherWorkspace(), environment, question -> {});

        PipelineRun second = example.run(next, other);
        shop.letGo("1.1.0");

        assertThat(second.failure()).as(other.log()).hasMessageContaining("no-concurrent-run");
        assertThat(first.get(2, TimeUnit.MINUTES).failure()).as(agent.log()).isNull();
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.migrationsOf("1.1.0")).isEqualTo(1);
        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.VERIFIED);
    }

    /** The repository as another job has it checked out. */
    private Path otherWorkspace() throws IOException {
        Path copy = directory.resolve(shop.name() + "-other");
        try (Stream<Path> files = Files.walk(shop.directory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = shop.directory().relativize(file);
                if (relative.startsWith("charts") || relative.getNameCount() == 1) {
                    Files.createDirectories(copy.resolve(relative).getParent());
                    Files.copy(file, copy.resolve(relative));
                }
            }
        }
        return copy;
    }
}
