package io.jenkins.plugins.ratchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files under {@code docs/} that are generated from the records and committed. */
public final class Generated {
    private Generated() {}

    /** Fails where the committed file differs; {@code -Dratchet.rewrite=true} writes it anew. */
    public static void check(Path file, String content) throws IOException {
        if (Boolean.getBoolean("ratchet.rewrite")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        }
        assertThat(file)
                .as("run `mvn test -Dtest=PublishedSchemaTest,ReferenceTest -Dratchet.rewrite=true` and commit docs/")
                .hasContent(content);
    }
}
