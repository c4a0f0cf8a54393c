package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.demo.LocalApi;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** On the small API of the embedded default. */
class EmbeddedSuspensionsIT extends SuspensionsOnACluster {
    @TempDir
    static Path directory;

    private static LocalApi api;

    @BeforeAll
    static void start() throws IOException {
        api = new LocalApi(directory);
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Override
    Path kubeconfig() {
        return api.kubeconfig;
    }
}
