package io.jenkins.plugins.ratchet.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateBackupTest {
    private static final byte[] STATE = "{\"serial\": 3}".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path dir;

    @Test
    void only_its_user_can_read_it_and_no_earlier_one_is_written_over() throws IOException {
        Path home = dir.resolve("a/states");
        StateBackup first = StateBackup.write(STATE, home, "jitera-before-8");
        StateBackup second = StateBackup.write("{}".getBytes(StandardCharsets.UTF_8), home, "jitera-before-8");

        assertThat(first.file()).hasContent("{\"serial\": 3}");
        assertThat(first.sha256()).isEqualTo(Sha256.of(STATE));
        assertThat(second.file()).isNotEqualTo(first.file()).hasContent("{}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                .isEqualTo("rwx------");
    }

    @Test
    void where_it_cannot_be_written_nothing_begins() throws IOException {
        Path file = Files.writeString(dir.resolve("file"), "");
        assertThatThrownBy(() -> StateBackup.write(STATE, file.resolve("states"), "x"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("terraform.stateBackups")
                .hasMessageContaining("nothing was changed");
    }
}
