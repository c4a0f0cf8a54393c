package io.jenkins.plugins.ratchet.backup.secrets;

import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Captured;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files with secrets of one project, ready to be read and encrypted. */
record FilesSubject(ProjectSecretFiles project, BackupRequest request, Keys keys) implements Store.Subject {
    static final String FILE = "files.tar.age";
    static final String NOT_SHOWN = "nothing was put anywhere";

    /** More files than any product has secrets: a directory was named that holds something else. */
    private static final int MOST = 1000;

    @Override
    public String description() {
        return "files with secrets of " + project.name() + ", encrypted to "
                + request.database().secrets().recipients().size() + " recipient(s)";
    }

    @Override
    public boolean streams() {
        return true;
    }

    @Override
    public Captured capture(BackupFiles files) throws IOException {
        Instant takenAt = Instant.now();
        List<String> notes = new ArrayList<>(project.notes());
        List<SecretFile> read = new ArrayList<>();
        for (Path path : paths(notes)) {
            read.add(SecretFile.read(path));
        }
        Encrypted encrypted = new Encrypted(request.name(), keys);
        encrypted.write(files, FILE, SecretFile.archive(read));
        return new Captured(
                takenAt,
                null,
                new BackupManifest.Source(project.identity(), null, null, null, project.name(), null, null),
                new BackupManifest.Client("age-encryption.org/v1", "X25519", null, null),
                new FilesContent(
                        project.directory().toString(),
                        request.database().secrets().recipients(),
                        read.stream().map(SecretFile::toString).toList()),
                notes,
                () -> encrypted.prove(files, NOT_SHOWN));
    }

    /** What the configuration names has to be there, and something has to be there at all. */
    void requireFiles() {
        if (paths(new ArrayList<>()).isEmpty()) {
            throw RunException.usage("databases." + request.name() + ": " + project.name()
                    + " refers to no file with a secret, and secrets.files names none");
        }
    }

    /** What the project refers to, and what the configuration names besides: files, or all in a directory. */
    private List<Path> paths(List<String> notes) {
        TreeSet<Path> paths = new TreeSet<>();
        for (Path file : project.files()) {
            if (Files.exists(file)) {
                paths.add(file);
            } else {
                notes.add("file " + file + " does not exist, although the project refers to it");
            }
        }
        for (String name : request.database().secrets().files()) {
            Path named = project.directory().resolve(name).normalize();
            if (!Files.exists(named)) {
                throw RunException.usage(
                        "databases." + request.name() + ".secrets.files: " + named + " does not exist");
            }
            paths.addAll(below(named));
        }
        return List.copyOf(paths);
    }

    private List<Path> below(Path named) {
        try (Stream<Path> walk = Files.walk(named)) {
            List<Path> files = walk.filter(path -> !Files.isDirectory(path))
                    .limit(MOST + 1L)
                    .toList();
            if (files.size() > MOST) {
                throw RunException.usage("databases." + request.name() + ".secrets.files: " + named
                        + " holds more than " + MOST + " files; name the ones with secrets");
            }
            return files;
        } catch (IOException | UncheckedIOException e) {
            throw RunException.unavailable("directory " + named + " cannot be read: " + e.getMessage(), e);
        }
    }
}
