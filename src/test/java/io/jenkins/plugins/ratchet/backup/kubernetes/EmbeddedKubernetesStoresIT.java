package io.jenkins.plugins.ratchet.backup.kubernetes;

import io.jenkins.plugins.ratchet.demo.LocalApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

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
}
