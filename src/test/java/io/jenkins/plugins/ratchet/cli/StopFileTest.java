package io.jenkins.plugins.ratchet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopFileTest {
    @TempDir
    Path directory;

    @Test
    void theWishToEndStaysOnceTheFileWasThere() throws IOException {
        Path file = directory.resolve("stop");
        StopFile stop = new StopFile(file, () -> false);
        assertThat(stop.getAsBoolean()).isFalse();
        Files.createFile(file);
        assertThat(stop.getAsBoolean()).isTrue();
        Files.delete(file);
        assertThat(stop.getAsBoolean()).isTrue();
    }

    @Test
    void aSignalStillCounts() {
        assertThat(new StopFile(directory.resolve("stop"), () -> true).getAsBoolean())
                .isTrue();
    }
}
