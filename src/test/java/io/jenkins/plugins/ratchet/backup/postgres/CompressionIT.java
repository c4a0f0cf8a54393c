package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresPrograms;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What pg_dump is asked for without a database is what it can do with one. */
class CompressionIT {
    @TempDir
    private Path directory;

    @Test
    void the_fastest_method_that_each_client_here_really_has_is_chosen() {
        DatabaseAddress database = PostgresServer.shared().createFresh("CREATE TABLE t AS SELECT 1 AS a");
        List<Path> directories = new ArrayList<>(ClientTools.usualDirectories());
        directories.addAll(PostgresPrograms.clientDirectories());
        List<ClientTools> clients = ClientTools.installed(directories).stream()
                .filter(client -> client.major() >= 15)
                .toList();
        assertThat(clients).isNotEmpty();

        try (Stop stop = new Stop(() -> false)) {
            for (ClientTools client : clients) {
                Compression works = Stream.of(Compression.values())
                        .filter(each -> client.major() >= 16 || each == Compression.GZIP)
                        .filter(each -> dumps(client, each, database, stop))
                        .findFirst()
                        .orElseThrow();

                assertThat(Compression.supportedBy(client, stop))
                        .as(client.version())
                        .isEqualTo(works);
            }
        }
    }

    private boolean dumps(ClientTools client, Compression compression, DatabaseAddress database, Stop stop) {
        List<String> arguments = new ArrayList<>(List.of(
                "--format=directory",
                "--file=" + directory.resolve(Integer.toHexString(System.identityHashCode(client)) + compression)));
        arguments.addAll(compression.arguments(client));
        try (ClientProcess dump = ClientProcess.start(
                client.program("pg_dump"), arguments, Postgres.environment(database), stop, line -> {})) {
            return dump.await() == 0;
        }
    }
}
