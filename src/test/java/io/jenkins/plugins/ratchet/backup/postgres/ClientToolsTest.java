package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

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

    private static ClientTools client(int major) {
        return new ClientTools(Path.of("/opt/pg" + major), major, major + ".1");
    }
}
