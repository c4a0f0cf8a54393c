package io.jenkins.plugins.ratchet.backup.command;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Captured;
import io.jenkins.plugins.ratchet.backup.Durable;
import io.jenkins.plugins.ratchet.backup.SqlSource;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.config.CommandSettings;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A data store that the user's own programs back up.
 *
 * @param programs runs them
 * @param sql null where it is not PostgreSQL or no connection is given
 */
record CommandSubject(
        BackupContext context, BackupRequest request, CommandProgram programs, SqlSource sql, Path run, Path verify)
        implements Store.Subject {
    private String name() {
        return request.name();
    }

    private CommandSettings settings() {
        return request.database().command();
    }

    @Override
    public String description() {
        return request.database().kind() + " by " + run.getFileName() + ", verified by " + verify.getFileName();
    }

    @Override
    public Captured capture(BackupFiles files) throws IOException {
        List<String> notes = new ArrayList<>();
        String version = sql == null ? null : sql.schemaVersion(notes);
        Instant start = context.clock().instant();
        byte[] output = programs.run(
                run,
                settings().run(),
                Map.of("RATCHET_BACKUP_DIRECTORY", files.directory().toString()));
        CommandAnswer answer = CommandAnswer.read(
                output,
                "database " + name() + ": " + run,
                start,
                context.clock().instant());
        String location = location(answer, files.directory());
        if (sql != null) {
            sql.requireSameVersion(version, name());
        }
        notes.addAll(answer.notes());
        return new Captured(
                answer.takenAt(),
                version,
                sql == null
                        ? new BackupManifest.Source(answer.source(), null, null, null, name(), null, answer.bytes())
                        : sql.source(null, answer.bytes()),
                new BackupManifest.Client(run.getFileName().toString(), null, null, null),
                new CommandContent(
                        location,
                        answer.bytes(),
                        answer.source(),
                        settings().run(),
                        settings().verify(),
                        settings().restore(),
                        programs.directory().toString(),
                        programs.environment().variables().keySet().stream()
                                .sorted()
                                .toList()),
                notes,
                () -> prove(files.directory(), location, answer));
    }

    /**
     * What is a file of this machine must be there. One in the backup's directory is named from there, because that gets
     * another name when the backup is complete.
     */
    private String location(CommandAnswer answer, Path backup) throws IOException {
        Path file;
        try {
            file = backup.resolve(answer.location()).normalize();
        } catch (InvalidPathException e) {
            return answer.location();
        }
        boolean ours = file.startsWith(backup);
        boolean remote = answer.location().contains(":") || !answer.location().startsWith("/") && !Files.exists(file);
        if (!ours && !answer.location().startsWith("/") || ours && remote) {
            return answer.location(); // an id or a URL: only the verify command can tell
        }
        String what = "database " + name() + ": " + run + " ended with exit status 0 and names " + answer.location();
        if (!Files.exists(file)) {
            throw RunException.failed(what + ", which does not exist: it made no backup");
        }
        long bytes = Files.isDirectory(file) ? Durable.bytes(file) : Files.size(file);
        if (bytes == 0) {
            throw RunException.failed(what + ", which is empty: it made no backup");
        }
        return ours ? "./" + Durable.name(backup, file) : file.toString();
    }

    private BackupManifest.Proof prove(Path backup, String location, CommandAnswer answer) {
        long start = System.nanoTime();
        Map<String, String> more = Map.of(
                "RATCHET_BACKUP_DIRECTORY", backup.toString(),
                "RATCHET_LOCATION",
                        location.startsWith("./")
                                ? backup.resolve(location).normalize().toString()
                                : location,
                "RATCHET_TAKEN_AT", answer.takenAt().toString(),
                "RATCHET_BYTES", answer.bytes().toString(),
                "RATCHET_SOURCE", answer.source());
        context.events().fact("proof", name() + ": verifying with " + verify);
        byte[] said = programs.run(verify, settings().verify(), more);
        new String(said, StandardCharsets.UTF_8)
                .lines()
                .limit(CommandProgram.MOST_LINES)
                .forEach(line -> context.events().output("verify " + name(), line));
        return new BackupManifest.Proof(
                "command",
                null,
                null,
                Duration.ofNanos(System.nanoTime() - start),
                List.of("what " + verify.getFileName() + " compares"),
                List.of(
                        "proven by the user's own program, which ended with exit status 0; Ratchet restored and compared"
                                + " nothing itself"));
    }
}
