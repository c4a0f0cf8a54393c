package io.jenkins.plugins.ratchet.backup.command;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.SqlSource;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.config.CommandSettings;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.Postgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Any data store, by programs of the user's; their contract is in {@code docs/databases.md}. */
public final class CommandStore implements Store {
    private static final Duration LIMIT = Duration.ofHours(1);

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
        CommandProgram programs = programs(request, context);
        Path run = programs.find(settings.run().get(0));
        Path verify = programs.find(settings.verify().get(0));
        if (!settings.restore().isEmpty()) {
            programs.find(settings.restore().get(0));
        }
        return new CommandSubject(
                context, request, programs, SqlSource.of(postgres, request).orElse(null), run, verify);
    }

    private CommandProgram programs(BackupRequest request, BackupContext context) {
        CommandEnvironment environment = CommandEnvironment.of(request, context.upgrade(), namespace, release);
        ClientProcess.requireExpressible(environment.variables(), request.name());
        CommandSettings settings = request.database().command();
        return new CommandProgram(
                request.name(), directory, environment, settings == null ? LIMIT : settings.timeout(), context);
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public Optional<StoreRestore> restore(RestoreTask task) {
        return Optional.of(new CommandRestore(task, programs(task.request(), task.context())));
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
