package io.jenkins.plugins.ratchet.backup.mongo;

import io.jenkins.plugins.ratchet.backup.ScratchDirectory;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Where mongodump and mongorestore read the connection string with its password: a file that only this user may read, since
 * they take a password neither from the environment nor, without being asked, from their input. Removed as soon as they end.
 */
final class ToolConfig implements AutoCloseable {
    private static final String PURPOSE = "mongo";

    private final ScratchDirectory directory;
    private final Path file;

    private ToolConfig(ScratchDirectory directory, Path file) {
        this.directory = directory;
        this.file = file;
    }

    static ToolConfig of(MongoAddress address) throws IOException {
        ScratchDirectory directory = ScratchDirectory.create(PURPOSE);
        try {
            String yaml = "uri: " + Json.mapper().writeValueAsString(address.uri(true, true)) + "\n";
            return new ToolConfig(directory, directory.write("config.yaml", yaml.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    static Store.Leftovers leftovers() {
        return ScratchDirectory.leftovers(PURPOSE, directory -> {});
    }

    String argument() {
        return "--config=" + file;
    }

    @Override
    public void close() {
        directory.close();
    }
}
