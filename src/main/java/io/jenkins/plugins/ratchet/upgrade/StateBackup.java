package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A copy of Terraform's state from before it is changed. States hold secrets: nobody but the user who runs Ratchet can
 * read the file, and no earlier one is written over.
 */
record StateBackup(Path file, String sha256) {

    /** @param name of the file, without its ending */
    static StateBackup write(byte[] state, Path directory, String name) {
        try {
            if (!Files.isDirectory(directory)) {
                Files.createDirectories(directory.toAbsolutePath().getParent());
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Path file = free(directory, name);
            try (FileChannel channel = FileChannel.open(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer buffer = ByteBuffer.wrap(state);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            return new StateBackup(file, Sha256.of(state));
        } catch (IOException e) {
            throw RunException.unavailable(
                    "Terraform's state cannot be copied to " + directory + " (terraform.stateBackups), so nothing was"
                            + " changed: " + e,
                    e);
        }
    }

    private static Path free(Path directory, String name) {
        Path file = directory.resolve(name + ".tfstate");
        for (int i = 2; Files.exists(file); i++) {
            file = directory.resolve(name + "-" + i + ".tfstate");
        }
        return file;
    }
}
