package io.jenkins.plugins.ratchet.scenario;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios on the embedded default: the small Kubernetes API, a real PostgreSQL, a real Helm. */
class EmbeddedScenariosIT
        implements CoreScenarios,
                ThroughScenarios,
                ChartSourceScenarios,
                DowngradeScenarios,
                SignalScenarios,
                CrashScenarios,
                ConcurrencyScenarios,
                RecordScenarios,
                BackupScenarios,
                QuiesceScenarios,
                RestoreScenarios,
                StoresScenarios,
                JobScenarios,
                PodCommandScenarios,
                MongoScenarios,
                FreezeScenarios,
                RehearsalScenarios,
                EnvironmentScenarios,
                OutageScenarios,
                BeforehandScenarios,
                KotsScenarios,
                TerraformScenarios,
                TerraformFailureScenarios {
    @TempDir
    static Path directory;

    private static Stage stage;

    @BeforeAll
    static void open() throws IOException {
        stage = Stage.embeddedOrSkip("scenarios on the embedded default", directory);
    }

    @AfterAll
    static void close() throws IOException {
        if (stage != null) {
            stage.close();
        }
    }

    @Override
    public Stage stage() {
        return stage;
    }
}
