package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.backup.Stop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientToolsTest {
    private static final ClientTools V14 = client(14);
    private static final ClientTools V16 = client(16);
    private static final ClientTools V18 = client(18);

    @Test
    void theServersOwnMajorIsPreferred() {
        assertThat(ClientTools.choose(List.of(V18, V16, V14), 16, "main")).isEqualTo(V16);
    }

    @Test
    void elseTheNextNewerOne() {
        assertThat(ClientTools.choose(List.of(V18, V16, V14), 15, "main")).isEqualTo(V16);
    }

    @Test
    void anOlderOneIsRefusedAndBothVersionsAreNamed() {
        assertThatThrownBy(() -> ClientTools.choose(List.of(V14, V16), 17, "main"))
                .hasMessageContaining("PostgreSQL 17")
                .hasMessageContaining("16.1")
                .hasMessageContaining("install postgresql-client-17");
    }

    @Test
    void olderClientsCompressByGzip() {
        assertThat(Compression.GZIP.arguments(V14)).containsExactly("--compress=1");
        assertThat(Compression.ZSTD.arguments(V16)).containsExactly("--compress=zstd:3");
    }

    @Test
    void theFastestMethodThatTheClientWasBuiltWithIsUsed(@TempDir Path directory) throws IOException {
        // The words of pg_dump 16 to 18, in the order in which they find something amiss.
        Path program = Files.writeString(directory.resolve("pg_dump"), """
                #!/bin/sh
                case "$*" in
                *zstd*) echo 'pg_dump: error: invalid compression specification: this build does not support compression with ZSTD' >&2;;
                *) echo 'pg_dump: error: could not create directory "/nonexistent/ratchet": No such file or directory' >&2;;
                esac
                exit 1
                """);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Stop stop = new Stop(() -> false)) {
            assertThat(Compression.supportedBy(new ClientTools(directory, 18, "18.1"), stop))
                    .isEqualTo(Compression.LZ4);
        }
    }

    private static ClientTools client(int major) {
        return new ClientTools(Path.of("/opt/pg" + major), major, major + ".1");
    }
}
