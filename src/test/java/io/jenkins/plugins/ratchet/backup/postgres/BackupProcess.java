package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.event.Events;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A backup in a process of its own, which a test can kill. */
final class BackupProcess {
    private BackupProcess() {}

    static Process start(DatabaseAddress address, Path directory) throws IOException {
        return start(address, directory, "-XX:TieredStopAtLevel=1");
    }

    static Process start(DatabaseAddress address, Path directory, String jvmOption) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        jvmOption,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        BackupProcess.class.getName(),
                        Integer.toString(address.port()),
                        address.database(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .start();
    }

    public static void main(String[] arguments) {
        DatabaseAddress address = new DatabaseAddress(
                "metadata",
                "127.0.0.1",
                Integer.parseInt(arguments[0]),
                arguments[1],
                "postgres",
                null,
                "disable",
                null);
        Probe.backups(Events.NONE)
                .backUp(
                        List.of(Probe.request(address)),
                        Path.of(arguments[2]),
                        new BackupPolicy(null, 1, 2, null),
                        "u-1");
    }
}
