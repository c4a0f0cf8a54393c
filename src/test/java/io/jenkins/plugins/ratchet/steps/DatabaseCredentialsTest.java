package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.util.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseCredentialsTest {
    private static final String PASSWORD = "s3cret'$HOME`id`";

    @TempDir
    Path directory;

    @BeforeAll
    static void credentials() throws Exception {
        FakeEngine.install();
        EngineStepExecution.period = 200;
        CredentialsProvider.know(new StandardUsernamePasswordCredentials() {
            @Override
            public String getId() {
                return "carto-db";
            }

            @Override
            public String getUsername() {
                return "carto";
            }

            @Override
            public Secret getPassword() {
                return Secret.fromString(PASSWORD);
            }
        });
        CredentialsProvider.know(new StringCredentials() {
            @Override
            public String getId() {
                return "ai-db";
            }

            @Override
            public Secret getSecret() {
                return Secret.fromString("other-secret");
            }
        });
    }

    @Test
    void theyReachTheEngineByItsEnvironmentAndNobodyElse() throws Exception {
        Build build = new Build(directory);
        Files.createDirectories(build.workspace);
        Files.writeString(
                build.workspace.resolve("ratchet.yaml"),
                "env RATCHET_META_DATA_USER\nenv RATCHET_META_DATA_PASSWORD\nenv RATCHET_AIPROXY_PASSWORD\n");
        BackupDatabasesStep step = new BackupDatabasesStep();
        step.setCredentials(
                List.of(new DatabaseCredentials("meta-data", "carto-db"), new DatabaseCredentials("aiproxy", "ai-db")));
        Build.Context context = build.step().start(step);
        context.await();
        assertThat(build.log())
                .contains("RATCHET_META_DATA_USER is carto")
                .contains("RATCHET_META_DATA_PASSWORD is ****")
                .contains("RATCHET_AIPROXY_PASSWORD is ****")
                .doesNotContain("s3cret");
        assertThat(Files.readString(build.workspace.resolve("runs.txt"))).doesNotContain("s3cret", "other-secret");
        assertThat(new String(context.saved, java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("carto-db")
                .doesNotContain("s3cret", "other-secret");
    }

    @Test
    void anUnknownIdIsNamed() throws Exception {
        Build build = new Build(directory);
        Files.createDirectories(build.workspace);
        BackupDatabasesStep step = new BackupDatabasesStep();
        step.setCredentials(List.of(new DatabaseCredentials("metadata", "nobody")));
        assertThatThrownBy(() -> build.step().start(step).await())
                .cause()
                .hasMessageContaining("this build finds no credentials with the id 'nobody'");
    }
}
