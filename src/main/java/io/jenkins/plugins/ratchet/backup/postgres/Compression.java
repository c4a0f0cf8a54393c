package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.Stop;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a dump is compressed: the fastest method that the client knows and was built with.
 *
 * <p>zstd and lz4 exist from client 16 on, and a build may lack them. gzip level 1 takes a third of the default level's
 * time for dumps a few percent larger.
 */
enum Compression {
    ZSTD("zstd:3"),
    LZ4("lz4"),
    GZIP("gzip:1");

    private final String specification;

    Compression(String specification) {
        this.specification = specification;
    }

    /** As the manifest names it, e.g. {@code gzip:1}. */
    String specification() {
        return specification;
    }

    List<String> arguments(ClientTools client) {
        return client.major() < 16 ? List.of("--compress=1") : List.of("--compress=" + specification);
    }

    static Compression supportedBy(ClientTools client, Stop stop) {
        if (client.major() >= 16) {
            for (Compression candidate : List.of(ZSTD, LZ4)) {
                if (candidate.builtInto(client, stop)) {
                    return candidate;
                }
            }
        }
        return GZIP;
    }

    /**
     * pg_dump looks at the method first, then makes its directory, then connects; so it is asked with directories that
     * cannot be made.
     */
    private boolean builtInto(ClientTools client, Stop stop) {
        Path nowhere = Path.of("/nonexistent/ratchet");
        List<String> arguments =
                List.of("--format=directory", "--file=" + nowhere, "--no-password", "--compress=" + specification);
        try (ClientProcess process = ClientProcess.start(
                client.program("pg_dump"), arguments, Map.of("PGHOST", nowhere.toString()), stop, line -> {})) {
            process.await();
            String said = process.lastWords();
            return said.contains("could not create directory") || said.contains("connection to server");
        }
    }
}
