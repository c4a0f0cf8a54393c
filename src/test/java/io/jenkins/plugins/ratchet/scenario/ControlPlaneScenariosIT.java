package io.jenkins.plugins.ratchet.scenario;

import io.jenkins.plugins.ratchet.cluster.ControlPlane;
import io.jenkins.plugins.ratchet.cluster.OnControlPlane;
import io.jenkins.plugins.ratchet.demo.DemoClients;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios on a real control plane, with helm 3 and, in their core, with helm 4. */
@OnControlPlane
class ControlPlaneScenariosIT {

    @Nested
    class WithHelm3 extends WithHelm
            implements CoreScenarios,
                    DowngradeScenarios,
                    SignalScenarios,
                    CrashScenarios,
                    ConcurrencyScenarios,
                    RecordScenarios,
                    FreezeScenarios,
                    BackupScenarios,
                    QuiesceScenarios,
                    RestoreScenarios,
                    StoresScenarios,
                    EnvironmentScenarios,
                    TerraformScenarios,
                    OutageScenarios,
                    KotsCoreScenarios {
        @BeforeAll
        void open(ControlPlane plane, @TempDir Path directory) throws IOException {
            open(plane, 3, directory);
        }
    }

    @Nested
    class WithHelm4 extends WithHelm implements CoreScenarios, GoingBackScenarios {
        @BeforeAll
        void open(ControlPlane plane, @TempDir Path directory) throws IOException {
            open(plane, 4, directory);
        }
    }

    /** Opens the stage before the first scenario and closes it after the last. */
    @TestInstance(Lifecycle.PER_CLASS)
    abstract static class WithHelm implements OnStage {
        private Stage stage;

        void open(ControlPlane plane, int helm, Path directory) throws IOException {
            try {
                stage = Stage.on(plane, helm, directory);
            } catch (DemoClients.Missing e) {
                System.err.println("SKIPPED: scenarios on the real control plane. " + e.getMessage());
                Assumptions.abort(e.getMessage());
            }
        }

        @AfterAll
        void close() throws IOException {
            if (stage != null) {
                stage.close();
            }
        }

        @Override
        public Stage stage() {
            return stage;
        }
    }
}
