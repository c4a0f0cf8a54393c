package io.jenkins.plugins.ratchet.backup.secrets;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The Secrets that a release refers to and what helm keeps about it, encrypted to recipients before anything leaves the
 * memory of this process.
 *
 * <p>{@link SecretsRestore} brings them back; by hand it goes as docs/databases.md tells.
 */
public final class SecretsDump implements Store {
    private final Cluster cluster;
    private final Supplier<ReleaseState> release;
    private final Function<Setting, Optional<String>> secretOf;
    private final String namespace;
    private final Set<String> connections;

    /**
     * @param release the release as it is now
     * @param secretOf looks a setting up, and has its value masked everywhere
     */
    public SecretsDump(Cluster cluster, Supplier<ReleaseState> release, Function<Setting, Optional<String>> secretOf) {
        this(cluster, release, secretOf, null, Set.of());
    }

    /**
     * @param namespace where a restore puts them
     * @param connections names of Secrets that say how to connect to the product's databases
     */
    public SecretsDump(
            Cluster cluster,
            Supplier<ReleaseState> release,
            Function<Setting, Optional<String>> secretOf,
            String namespace,
            Set<String> connections) {
        this.cluster = cluster;
        this.release = release;
        this.secretOf = secretOf;
        this.namespace = namespace;
        this.connections = Set.copyOf(connections);
    }

    @Override
    public boolean takes(String kind, String method) {
        return kind.equals(Database.Kind.secrets.name()) && method.equals(Database.Method.dump.name());
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        SecretsSubject subject = new SecretsSubject(cluster, release.get(), request, Keys.of(request, secretOf));
        subject.requireNamed();
        return subject;
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public Optional<StoreRestore> restore(RestoreTask task) {
        return Optional.of(new SecretsRestore(
                task, cluster, namespace, connections, () -> Keys.identities(task.request(), secretOf)));
    }

    @Override
    public Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, Path directory, BackupContext context) throws IOException {
        long start = System.nanoTime();
        List<RecipientStanzaReader> identities = Keys.forProof(request, secretOf);
        if (identities.isEmpty()) {
            return Optional.empty();
        }
        SecretsContent content = SecretsContent.of(manifest);
        requireNames(request, Encrypted.decrypted(directory, SecretsSubject.SECRETS, identities), content.secrets());
        requireNames(request, Encrypted.decrypted(directory, SecretsSubject.STORED, identities), content.stored());
        Encrypted.decrypted(directory, SecretsSubject.VALUES, identities);
        Encrypted.decrypted(directory, SecretsSubject.MANIFEST, identities);
        return Optional.of(Encrypted.proof(
                Database.Proof.decrypt,
                start,
                List.of("every file decrypts", "names of all Secrets"),
                SecretsSubject.NOT_SHOWN));
    }

    private static void requireNames(BackupRequest request, byte[] list, List<String> expected) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode item : Json.mapper().readTree(list).path("items")) {
            names.add(item.at("/metadata/name").asText());
        }
        Encrypted.requireSame(request.name(), names, expected);
    }
}
