package io.jenkins.plugins.ratchet.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class MachineTest {
    @Test
    void what_a_process_left_behind_in_its_session_counts_until_it_has_ended()
            throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/setsid")));
        Process leader =
                new ProcessBuilder("/usr/bin/setsid", "sh", "-c", "sleep 60 >/dev/null 2>&1 & echo $!").start();
        String child = new String(leader.getInputStream().readAllBytes()).strip();
        assertThat(leader.waitFor(10, TimeUnit.SECONDS)).isTrue();
        ProcessHandle left = ProcessHandle.of(Long.parseLong(child)).orElseThrow();
        try {
            InstallerRun run = new InstallerRun(2, Machine.id(), leader.pid(), null, null, null, null, null);
            assertThat(run.life("x")).isEqualTo(InstallerRun.Life.ORPHANED);
            left.destroyForcibly();
            left.onExit().join();
            assertThat(run.life("x")).isEqualTo(InstallerRun.Life.ENDED);
        } finally {
            left.destroyForcibly();
        }
    }
}
