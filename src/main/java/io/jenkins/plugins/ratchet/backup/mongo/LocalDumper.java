package io.jenkins.plugins.ratchet.backup.mongo;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** mongodump on this machine. */
record LocalDumper(BackupContext context, MongoAddress address, MongoTools tools) implements Dumper {

    @Override
    public BackupManifest.Client client() {
        return new BackupManifest.Client(
                "mongodump", tools.version(), "gzip", context.policy().jobs());
    }

    @Override
    public String description() {
        return "mongodump " + tools.version() + ", gzip";
    }

    @Override
    public void dump(OutputStream to) throws IOException {
        try (ToolConfig config = ToolConfig.of(address);
                ClientProcess process = ClientProcess.start(
                        tools.mongodump(),
                        List.of(
                                config.argument(),
                                "--db=" + address.database(),
                                "--archive",
                                "--gzip",
                                "--numParallelCollections=" + context.policy().jobs()),
                        Map.of(),
                        context.stop(),
                        line -> context.events().output("mongodump " + address.name(), line))) {
            process.output().transferTo(to);
            process.awaitSuccess("database " + address.name() + ": the dump failed");
            to.close();
        }
    }
}
