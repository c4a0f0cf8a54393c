package io.jenkins.plugins.ratchet.backup.secrets;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The files with secrets of a project without a cluster, encrypted to recipients before anything leaves the memory of
 * this process. {@link FilesRestore} brings them back; by hand it goes as docs/databases.md tells.
 */
public final class FilesDump implements Store {
    private final Supplier<ProjectSecretFiles> project;
    private final Function<Setting, Optional<String>> secretOf;
    private final Set<Path> connections;

    /**
     * @param project as it is now
     * @param secretOf looks a setting up, and has its value masked everywhere
     * @param connections files that say how to connect to the product's databases
     */
    public FilesDump(
            Supplier<ProjectSecretFiles> project, Function<Setting, Optional<String>> secretOf, Set<Path> connections) {
        this.project = project;
        this.secretOf = secretOf;
        this.connections = Set.copyOf(connections);
    }

    @Override
    public boolean takes(String kind, String method) {
        return kind.equals(Database.Kind.secrets.name()) && method.equals(Database.Method.dump.name());
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        FilesSubject subject = new FilesSubject(project.get(), request, Keys.of(request, secretOf));
        subject.requireFiles();
        return subject;
    }

    @Override
    public Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, Path directory, BackupContext context) throws IOException {
        long start = System.nanoTime();
        List<RecipientStanzaReader> identities = Keys.forProof(request, secretOf);
        if (identities.isEmpty()) {
            return Optional.empty();
        }
        List<String> found = SecretFile.unpack(Encrypted.decrypted(directory, FilesSubject.FILE, identities)).stream()
                .map(SecretFile::toString)
                .toList();
        Encrypted.requireSame(request.name(), found, FilesContent.of(manifest).files());
        return Optional.of(Encrypted.proof(
                Database.Proof.decrypt,
                start,
                List.of("every file decrypts", "names of all files"),
                FilesSubject.NOT_SHOWN));
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public Optional<StoreRestore> restore(RestoreTask task) {
        return Optional.of(new FilesRestore(
                task, project.get().directory(), connections, () -> Keys.identities(task.request(), secretOf)));
    }
}
