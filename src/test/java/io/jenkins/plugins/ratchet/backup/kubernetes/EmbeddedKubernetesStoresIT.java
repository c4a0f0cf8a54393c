package io.jenkins.plugins.ratchet.backup.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** On the small API of the embedded default. */
class EmbeddedKubernetesStoresIT extends KubernetesStores {
    private static LocalApi api;

    @BeforeAll
    static void start() throws IOException {
        api = new LocalApi(Files.createTempDirectory("ratchet-stores-"));
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Override
    Path kubeconfig() {
        return api.kubeconfig;
    }

    @Test
    void whatARecoveredClusterHoldsIsComparedByTablesAndTheSchemasVersion() {
        PostgresServer server = PostgresServer.shared();
        DatabaseAddress shop =
                server.create("cnpg_shop", "CREATE TABLE migrations (v int)", "INSERT INTO migrations VALUES (7)");
        String yaml = """
                name: operated
                method: cnpg
                connection: { host: 127.0.0.1, port: "%d", database: cnpg_shop, user: postgres, sslmode: disable }
                schemaVersion: SELECT max(v) FROM migrations
                cnpg: { cluster: shop, timeout: 60s }
                """.formatted(server.port());
        controller.cluster("shop", "True");
        BackupEntry entry = backUp(yaml);
        try (KeptBackups kept = kept()) {
            CnpgRestore restore = (CnpgRestore) restore(kept, entry, yaml, false);

            assertThat(restore.compare(shop)).isEqualTo("holds tables, schema version 7");
            PostgresServer.run(shop, "INSERT INTO migrations VALUES (8)");
            assertThat(catchThrowableOfType(RunException.class, () -> restore.compare(shop)))
                    .hasMessageContaining("is of version 8, that of the backup was 7");
        }
    }
}
