package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.RunningClient;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import java.util.ArrayList;
import java.util.List;

/** pg_dump on this machine, in its directory format, the only one that it writes in parallel. */
record LocalDumper(
        BackupContext context, String name, DatabaseAddress address, ClientTools tools, Compression compression)
        implements Dumper {

    @Override
    public BackupManifest.Client client() {
        return new BackupManifest.Client(
                "pg_dump",
                tools.version(),
                compression.specification(),
                context.policy().jobs());
    }

    @Override
    public String description() {
        return "pg_dump " + tools.version() + ", " + compression.specification();
    }

    @Override
    public RunningClient start(BackupFiles files, String snapshot) {
        List<String> arguments = new ArrayList<>(List.of(
                "--format=directory",
                "--jobs=" + context.policy().jobs(),
                "--snapshot=" + snapshot,
                "--lock-wait-timeout=60s",
                "--no-password",
                "--no-sync", // every file is synced when its checksum is computed
                "--file=" + files.directory().resolve(DUMP)));
        arguments.addAll(compression.arguments(tools));
        return ClientProcess.start(
                tools.program("pg_dump"),
                arguments,
                Postgres.environment(address),
                context.stop(),
                line -> context.events().output("pg_dump " + name, line));
    }
}
