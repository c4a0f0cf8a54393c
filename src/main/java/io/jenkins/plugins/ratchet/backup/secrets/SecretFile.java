package io.jenkins.plugins.ratchet.backup.secrets;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * One file with a secret.
 *
 * @param path absolute
 * @param mode its permissions, the lower twelve bits
 */
record SecretFile(Path path, int mode, long user, long group, byte[] content) {
    /** Secrets are small; what is larger is something else. */
    private static final long LARGEST = 16L << 20;

    private static final int PERMISSIONS = 07777;
    private static final int OWNERS = 0600;

    /** @throws RunException where it cannot be read, or is no file that can be kept */
    static SecretFile read(Path path) {
        try {
            if (!Files.isRegularFile(path)) {
                throw RunException.usage(path + " is no regular file, so it cannot be backed up");
            }
            if (Files.size(path) > LARGEST) {
                throw RunException.usage(path + " is larger than " + (LARGEST >> 20)
                        + " MiB: it is no file with a secret; name the files themselves in secrets.files");
            }
            byte[] content = Files.readAllBytes(path);
            FileStore store = Files.getFileStore(path);
            if (!store.supportsFileAttributeView("unix")) {
                return new SecretFile(path, OWNERS, 0, 0, content);
            }
            Map<String, Object> attributes = Files.readAttributes(path, "unix:mode,uid,gid");
            return new SecretFile(
                    path,
                    (Integer) attributes.get("mode") & PERMISSIONS,
                    ((Number) attributes.get("uid")).longValue(),
                    ((Number) attributes.get("gid")).longValue(),
                    content);
        } catch (IOException e) {
            throw RunException.unavailable("file " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The same, elsewhere. */
    SecretFile at(Path other) {
        return new SecretFile(other, mode, user, group, content);
    }

    /** Only root may give files away. */
    boolean mayBeOwned() {
        try {
            long we = ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
            return we == 0 || we == user;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return true; // no Linux; whether it can be shows when it is written
        }
    }

    /** A tar, as anybody can unpack it: paths without their first slash. */
    static byte[] archive(List<SecretFile> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            tar.setAddPaxHeadersForNonAsciiNames(true);
            for (SecretFile file : files) {
                TarArchiveEntry entry = new TarArchiveEntry(file.path.toString());
                entry.setMode(file.mode);
                entry.setIds(0, 0);
                entry.setUserId(file.user);
                entry.setGroupId(file.group);
                entry.setSize(file.content.length);
                tar.putArchiveEntry(entry);
                tar.write(file.content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    static List<SecretFile> unpack(byte[] archive) throws IOException {
        List<SecretFile> files = new ArrayList<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new ByteArrayInputStream(archive), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.add(new SecretFile(
                        Path.of("/").resolve(entry.getName()).normalize(),
                        entry.getMode() & PERMISSIONS,
                        entry.getLongUserId(),
                        entry.getLongGroupId(),
                        tar.readAllBytes()));
            }
        }
        return files;
    }

    /** Never the content. */
    @Override
    public String toString() {
        return path.toString();
    }
}
