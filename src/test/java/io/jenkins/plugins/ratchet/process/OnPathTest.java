package io.jenkins.plugins.ratchet.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnPathTest {
    @TempDir
    Path directory;

    private Path file(String folder, boolean executable) throws IOException {
        Path file = Files.createDirectories(directory.resolve(folder)).resolve("tool");
        Files.writeString(file, "#!/bin/sh\n");
        assertThat(file.toFile().setExecutable(executable)).isTrue();
        return file;
    }

    private Map<String, String> path(String... folders) {
        StringBuilder path = new StringBuilder();
        for (String folder : folders) {
            path.append(path.isEmpty() ? "" : File.pathSeparator).append(directory.resolve(folder));
        }
        return Map.of("PATH", path.toString());
    }

    @Test
    void the_first_executable_file_counts_and_nothing_else_of_that_name() throws IOException {
        file("plain", false);
        Files.createDirectories(directory.resolve("folder/tool"));
        Path first = file("first", true);
        file("second", true);
        assertThat(OnPath.find("tool", path("plain", "folder", "missing", "first", "second")))
                .contains(first);
        assertThat(OnPath.find("tool", path("plain", "folder"))).isEmpty();
        assertThat(OnPath.find("tool", Map.of())).isEmpty();
    }

    @Test
    void an_empty_part_of_the_path_is_not_the_current_directory_but_a_dot_is() throws IOException {
        Path program = Path.of("").toAbsolutePath().resolve("ratchet");
        assertThat(program).isExecutable();
        for (String path : new String[] {"", ":", "::/nowhere", "/nowhere:"}) {
            assertThat(OnPath.find("ratchet", Map.of("PATH", path))).isEmpty();
            assertThat(OnPath.directories(Map.of("PATH", path))).doesNotContain(program.getParent());
        }
        assertThat(OnPath.find("ratchet", Map.of("PATH", "/nowhere:.")))
                .hasValueSatisfying(found -> assertThat(found.normalize()).isEqualTo(program));
    }
}
