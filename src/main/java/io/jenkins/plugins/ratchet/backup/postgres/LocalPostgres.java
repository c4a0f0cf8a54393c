package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.ScratchDirectory;
import io.jenkins.plugins.ratchet.config.LocalServer;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What throw-away servers are started with.
 *
 * @param parent directory that their data is put below
 */
record LocalPostgres(ServerPrograms programs, RunAs runAs, Path parent) {

    /** The programs for a copy of a database of that major: the same or newer ones. */
    static LocalPostgres atLeast(int major, BackupContext context, List<Path> directories, String purpose) {
        return of(ServerPrograms.choose(installed(context, directories), major, purpose), context);
    }

    /** The programs for a data directory of that major. */
    static LocalPostgres exactly(int major, BackupContext context, List<Path> directories, String purpose) {
        return of(ServerPrograms.chooseExactly(installed(context, directories), major, purpose), context);
    }

    private static List<ServerPrograms> installed(BackupContext context, List<Path> directories) {
        String named = context.policy().localServer().programs();
        return ServerPrograms.installed(named == null ? directories : List.of(Path.of(named)));
    }

    private static LocalPostgres of(ServerPrograms programs, BackupContext context) {
        LocalServer settings = context.policy().localServer();
        Path parent = parent(settings);
        if (!Files.isDirectory(parent) || !Files.isWritable(parent)) {
            throw RunException.usage("backups.localServer.directory is " + parent
                    + ", which is no directory that one may write to; make it, or name another");
        }
        return new LocalPostgres(programs, RunAs.find(settings.user(), programs, context.stop()), parent);
    }

    static Path parent(LocalServer settings) {
        return ScratchDirectory.parent(settings.directory());
    }

    List<String> command(String program, List<String> arguments) {
        return runAs.command(programs.program(program), arguments);
    }
}
