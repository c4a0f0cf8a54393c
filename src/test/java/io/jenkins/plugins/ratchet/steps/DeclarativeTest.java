package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import hudson.model.Result;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The interpreter of the examples does as Jenkins does. */
class DeclarativeTest {
    private static final String POST = """
              post {
                always { echo 'always' }
                success { echo 'success' }
                unstable { echo 'unstable' }
                failure { echo 'failure' }
              }
            """;

    private final RecordingAgent agent = new RecordingAgent();

    private PipelineRun run(String stages, Map<String, Object> parameters) {
        String text = """
                pipeline {
                  agent any
                  options { disableConcurrentBuilds() }
                  environment { STAGE = 'test' }
                  parameters { booleanParam(name: 'DEEP', defaultValue: false) }
                  stages { %s }
                  %s
                }
                """.formatted(stages, POST);
        return new Jenkinsfile("test", text).run(parameters, agent);
    }

    private static String stage(String steps) {
        return "stage('S') { steps { " + steps + " } }\n";
    }

    @Test
    void a_stage_after_one_that_failed_does_not_run() {
        PipelineRun run = run(stage("error 'no' ") + stage("echo 'never'"), Map.of());
        assertThat(run.failure()).isInstanceOf(AbortException.class).hasMessage("no");
        assertThat(run.echoes()).containsExactly("always", "failure");
    }

    @Test
    void post_follows_the_result() {
        assertThat(run(stage("echo env.STAGE"), Map.of()).echoes()).containsExactly("test", "always", "success");
        PipelineRun unstable = run(stage("unstable 'meh'"), Map.of());
        assertThat(unstable.result()).isEqualTo(Result.UNSTABLE);
        assertThat(unstable.echoes()).containsExactly("meh", "always", "unstable");
    }

    @Test
    void when_decides_over_a_stage() {
        String deep = "stage('S') { when { expression { params.DEEP } }; steps { echo 'deep' } }";
        assertThat(run(deep, Map.of()).echoes()).doesNotContain("deep");
        assertThat(run(deep, Map.of("DEEP", true)).echoes()).contains("deep");
        assertThatThrownBy(() -> run(deep, Map.of("DEPTH", true))).hasMessageContaining("DEPTH");
    }

    @Test
    void blocks_around_a_step_are_known_to_it() {
        PipelineRun run = run(stage("""
                        container('c') {
                          withKubeConfig(credentialsId: 'k') {
                            withCredentials([string(credentialsId: 'p', variable: 'P')]) { dir('d') { verifyUpgrade() } }
                          }
                        }
                        """), Map.of());
        assertThat(run.failure()).isNull();
        List<String> within = agent.call("verifyUpgrade").within();
        assertThat(within).hasSize(4).first().isEqualTo("container [c]");
        assertThat(within).last().isEqualTo("dir [d]");
    }
}
