package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.OnPath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The files of a copied server: unpacked, and compared with the manifest that the source's server wrote.
 *
 * @param as whose files they become
 */
record BaseFiles(BaseProof proof, RunAs as) {

    /**
     * Unpacks them and looks at every one.
     *
     * @param base of the backup
     * @param data absent, or empty
     */
    void unpack(Path base, Path data) throws IOException {
        extract(base.resolve("base.tar.gz"), data);
        extract(base.resolve("pg_wal.tar.gz"), data.resolve("pg_wal"));
        verify(base, data, "database " + proof.name() + ": the copy of its server is damaged, so it is no backup");
    }

    /** @param failed begins the message where they are not what was copied */
    void verify(Path base, Path data, String failed) {
        proof.run(
                proof.tools().verifybackup(),
                List.of("--exit-on-error", "--manifest-path=" + base.resolve("backup_manifest"), data.toString()),
                failed);
    }

    private void extract(Path archive, Path into) throws IOException {
        Path tar = OnPath.find("tar", System.getenv())
                .orElseThrow(() ->
                        RunException.unavailable("tar is not on PATH; proof and restore of method base unpack by it"));
        Path shell = OnPath.find("sh", System.getenv()).orElse(Path.of("/bin/sh"));
        // The names are arguments of the script, not a part of it.
        List<String> command = as.command(
                shell,
                List.of(
                        "-c",
                        "umask 077 && mkdir -p \"$1\" && exec \"$2\" --extract --gzip --no-same-owner --file=-"
                                + " --directory=\"$1\"",
                        "unpack",
                        into.toString(),
                        tar.toString()));
        try (ClientProcess process = ClientProcess.startFed(
                Path.of(command.get(0)),
                command.subList(1, command.size()),
                Map.of(),
                proof.context().stop(),
                line -> {})) {
            try (InputStream in = Files.newInputStream(archive);
                    OutputStream out = process.input()) {
                in.transferTo(out);
            } catch (IOException e) {
                proof.context().stop().check(); // else what tar says is the reason
            }
            process.awaitSuccess(
                    "database " + proof.name() + ": " + archive + " cannot be unpacked, so it is no backup");
        }
    }
}
