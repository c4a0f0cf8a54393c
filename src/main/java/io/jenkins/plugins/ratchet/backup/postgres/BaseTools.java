package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * pg_basebackup and what looks at its copies, all of the server's major: the write-ahead log is read by its own version
 * only.
 */
record BaseTools(ClientTools client, Path basebackup, Path verifybackup) {

    static BaseTools find(List<Path> directories, int major, String purpose) {
        return ClientTools.installed(directories).stream()
                .filter(client -> client.major() == major)
                .flatMap(BaseTools::beside)
                .findFirst()
                .orElseThrow(() -> RunException.unavailable(purpose
                        + " needs pg_basebackup, pg_verifybackup and pg_waldump of PostgreSQL " + major
                        + " on this machine: install postgresql-" + major + ", or put them on PATH"));
    }

    private static Stream<BaseTools> beside(ClientTools client) {
        Optional<Path> backup = client.companion("pg_basebackup");
        Optional<Path> verify = client.companion("pg_verifybackup")
                .filter(program ->
                        program.isAbsolute() && Files.isExecutable(real(program).resolveSibling("pg_waldump")));
        return backup.isPresent() && verify.isPresent()
                ? Stream.of(new BaseTools(client, backup.get(), verify.get()))
                : Stream.of();
    }

    private static Path real(Path program) {
        try {
            return program.toRealPath();
        } catch (java.io.IOException e) {
            return program;
        }
    }
}
