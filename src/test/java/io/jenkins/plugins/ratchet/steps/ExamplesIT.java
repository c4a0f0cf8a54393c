package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import io.jenkins.plugins.ratchet.demo.Playground;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example Jenkinsfiles, evaluated; that of the demo's product really upgrades, and wrong orders really fail. */
@Timeout(600)
class ExamplesIT {
    @TempDir
    Path directory;

    /** The plugin's own engine in place of the tests' double. */
    @BeforeAll
    static void engine() throws Exception {
        Path classes = Path.of(EngineJar.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolve("io/jenkins/plugins/ratchet/steps");
        Path jar = classes.resolve("ratchet.jar");
        Files.copy(Path.of("target/ratchet.jar"), jar, StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(
                classes.resolve("engine.properties"),
                "sha256="
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar))));
        EngineStepExecution.period = 500;
    }

    private Build build(Playground playground) throws IOException {
        Build build = new Build(directory);
        Files.createSymbolicLink(build.workspace, playground.directory());
        // What lies beside ratchet.jar in a checkout: the embedded helm.
        Path temporary = Files.createDirectories(directory.resolve("workspace@tmp"));
        Files.createSymbolicLink(
                temporary.resolve("embedded"), Path.of("target/embedded").toAbsolutePath());
        build.environment.put("KUBECONFIG", playground.kubeconfig().toString());
        build.environment.put("PATH", playground.path());
        return build;
    }

    private static String example() throws IOException {
        return Files.readString(Path.of("examples/Jenkinsfile"));
    }

    /** The example with its stages in another order; Approve comes along with Plan. */
    private static String reordered(String... stages) throws IOException {
        String text = example();
        int end = text.indexOf("  post {");
        StringBuilder ordered = new StringBuilder(text.substring(0, text.indexOf("    stage('Plan')")));
        for (String stage : stages) {
            int from = text.indexOf("    stage('" + stage + "')");
            int next = text.indexOf("    stage('", from + 1);
            ordered.append(text, from, next < 0 ? text.lastIndexOf("  }\n", end - 1) : next);
        }
        return ordered.append("  }\n").append(text.substring(end)).toString();
    }

    @Test
    void theExampleUpgradesAndWrongOrdersAreRefused() throws Exception {
        try (Playground playground = new Playground()) {
            Build build = build(playground);
            Map<String, String> parameters = Map.of("CHART", "charts/harbourmaster-1.1.0");
            List<UpgradeResult> results = new ArrayList<>();
            Pipeline.Runner runner = step -> {
                Object result = build.step().start(step).await();
                results.add((UpgradeResult) result);
                return result;
            };

            assertThatThrownBy(() ->
                            new Pipeline(parameters, runner).run(reordered("Plan", "Upgrade", "Backup", "Verify")))
                    .isInstanceOf(AbortException.class)
                    .hasMessageContaining("helmUpgradeForwardOnly: refused by backup-proven");
            assertThatThrownBy(() ->
                            new Pipeline(parameters, runner).run(reordered("Backup", "Verify", "Plan", "Upgrade")))
                    .isInstanceOf(AbortException.class)
                    .hasMessageContaining("verifyUpgrade: refused by step-order");

            results.clear();
            Pipeline pipeline = new Pipeline(parameters, runner);
            pipeline.run(example());
            assertThat(pipeline.done)
                    .containsSubsequence(
                            "stage Plan", "stage Approve", "stage Backup", "stage Upgrade", "stage Verify");
            assertThat(results)
                    .extracting(UpgradeResult::getState)
                    .endsWith("backed-up", "upgraded", "verified", "verified");
            assertThat(results.get(2).getRevision()).isEqualTo(2);
            assertThat(pipeline.done).anyMatch(each -> each.startsWith("input harbourmaster 2026.3.10 → 2026.4.1"));

            assertThatThrownBy(() -> new Pipeline(Map.of("CHART", "charts/harbourmaster-1.0.0"), runner).run(example()))
                    .isInstanceOf(AbortException.class)
                    .hasMessageContaining("version-not-older");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"carto", "caracal", "coder", "jitera"})
    void everyExampleCallsTheStepsInOrder(String product) throws Exception {
        List<String> calls = new ArrayList<>();
        UpgradeResult result = new UpgradeResult();
        result.digest = "sha256:12";
        Pipeline pipeline = new Pipeline(Map.of("VERSION", "1.2.3"), step -> {
            EngineCall call = step.call(step.functionName());
            calls.add(call.command() + " " + String.join(" ", call.options()));
            return result;
        });
        pipeline.run(Files.readString(Path.of("examples", product, "Jenkinsfile")));
        assertThat(calls).hasSize(4);
        assertThat(calls.get(0)).startsWith("plan ").contains("--to=1.2.3");
        assertThat(calls.get(1)).startsWith("backup ").contains("--to=/backups/" + product);
        assertThat(calls.get(2)).startsWith("upgrade ").contains("--to=1.2.3", "--plan=sha256:12");
        assertThat(calls.get(3)).startsWith("verify ");
    }
}
