package io.jenkins.plugins.ratchet.backup.command;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.BoundedRun;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.SqlSource;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.config.CommandSettings;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Any data store, by programs of the user's; their contract is in {@code docs/databases.md}. */
public final class CommandStore implements Store {
    private final Postgres postgres;
    private final Path directory;
    private final String namespace;
    private final String release;

    /** @param directory that of {@code ratchet.yaml}; the programs run there */
    public CommandStore(Postgres postgres, Path directory, String namespace, String release) {
        this.postgres = postgres;
        this.directory = directory;
        this.namespace = namespace;
        this.release = release;
    }

    @Override
    public boolean takes(String kind, String method) {
        return method.equals(Database.Method.command.name());
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        CommandSettings settings = request.database().command();
        CommandEnvironment environment = CommandEnvironment.of(request, context.upgrade(), namespace, release);
        ClientProcess.requireExpressible(environment.variables(), request.name());
        Path run = program(request.name(), settings.run().get(0));
        Path verify = program(request.name(), settings.verify().get(0));
        if (!settings.restore().isEmpty()) {
            program(request.name(), settings.restore().get(0));
        }
        return new CommandSubject(
                context,
                request,
                directory,
                environment,
                SqlSource.of(postgres, request).orElse(null),
                run,
                verify);
    }

    /** A path starts at the directory of {@code ratchet.yaml}; a bare name is looked for on {@code PATH}. */
    private Path program(String database, String name) {
        if (!name.contains("/")) {
            return BoundedRun.find(name, BoundedRun.path())
                    .orElseThrow(() -> RunException.unavailable(
                            "database " + database + ": the program " + name + " is not on PATH"));
        }
        Path file = directory.resolve(name).normalize();
        if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
            throw RunException.usage("database " + database + ": the program " + file
                    + (Files.exists(file) ? " is not executable; chmod +x it" : " does not exist"));
        }
        return file;
    }

    /**
     * A file of this machine must still be there. For anything else only the user's verify command could tell, and it
     * needs the connection's secrets, which are not kept: what was proven then stays so until the record forgets it.
     */
    @Override
    public Optional<String> defect(BackupManifest manifest, Path location) {
        String kept = CommandContent.of(manifest).location();
        if (kept == null) {
            return Optional.of("the manifest names no location of the backup");
        }
        boolean file = kept.startsWith("/") || kept.startsWith("./");
        return file && !Files.exists(location.resolve(kept).normalize())
                ? Optional.of(kept + ", where the user's program put the backup, cannot be seen on this machine")
                : Optional.empty();
    }
}
