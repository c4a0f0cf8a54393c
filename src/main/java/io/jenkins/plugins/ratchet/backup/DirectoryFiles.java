package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.backup.BackupManifest.FileState;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A backup's files in a directory of this machine. */
record DirectoryFiles(Path location) implements KeptFiles {

    @Override
    public Optional<byte[]> manifest() throws IOException {
        Path file = location.resolve(BackupManifest.FILE_NAME);
        return Files.isDirectory(location, LinkOption.NOFOLLOW_LINKS)
                        && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(Files.readAllBytes(file))
                : Optional.empty();
    }

    @Override
    public Optional<Path> directory() {
        return Optional.of(location);
    }

    @Override
    public Path fetch(Path into) {
        return location;
    }

    @Override
    public Optional<String> change(Map<String, FileState> expected) throws IOException {
        TreeSet<String> missing = new TreeSet<>(expected.keySet());
        String[] defect = {null};
        Files.walkFileTree(location, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = Durable.name(location, file);
                if (name.equals(BackupManifest.FILE_NAME)) {
                    return FileVisitResult.CONTINUE;
                }
                missing.remove(name);
                defect[0] = change(name, file, attributes, expected.get(name));
                return defect[0] == null ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }
        });
        if (defect[0] == null && !missing.isEmpty()) {
            defect[0] = "file " + missing.first() + " is missing";
        }
        return Optional.ofNullable(defect[0]);
    }

    private static String change(String name, Path file, BasicFileAttributes attributes, FileState expected)
            throws IOException {
        if (expected == null || !attributes.isRegularFile()) {
            return "file " + name + " does not belong to it";
        }
        if (attributes.size() != expected.bytes()) {
            return "file " + name + " has " + attributes.size() + " bytes, expected " + expected.bytes();
        }
        return Durable.digest(file, false).sha256().equals(expected.sha256())
                ? null
                : "file " + name + " was changed: its SHA-256 differs";
    }
}
