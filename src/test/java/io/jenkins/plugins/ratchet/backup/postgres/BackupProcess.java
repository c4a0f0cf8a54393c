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
        return start(address, directory, jvmOption, null);
    }

    /** As the others, its proof in a throw-away server below {@code servers}. */
    static Process startLocal(DatabaseAddress address, Path directory, Path servers) throws IOException {
        return start(address, directory, "-XX:TieredStopAtLevel=1", servers);
    }

    private static Process start(DatabaseAddress address, Path directory, String jvmOption, Path servers)
            throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        jvmOption,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        BackupProcess.class.getName(),
                        Integer.toString(address.port()),
                        address.database(),
                        directory.toString(),
                        servers == null ? "" : servers.toString())
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
                        List.of(arguments[3].isEmpty() ? Probe.request(address) : Probe.requestLocal(address)),
                        Path.of(arguments[2]),
                        arguments[3].isEmpty()
                                ? new BackupPolicy(null, 1, 2, null)
                                : Probe.localPolicy(Path.of(arguments[3])),
                        "u-1");
    }
}
