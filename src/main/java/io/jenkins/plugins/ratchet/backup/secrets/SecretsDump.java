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
import io.jenkins.plugins.ratchet.config.SecretsSettings;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        String where = "databases." + request.name() + ".secrets";
        SecretsSettings settings = request.database().secrets();
        if (settings == null) {
            throw RunException.usage(where + " is missing; it says for whom the backup is encrypted");
        }
        Age age = new Age(settings.recipients(), where);
        List<RecipientStanzaReader> identities = identities(request);
        if (!identities.isEmpty()) {
            requireReadable(age, identities, where);
        }
        SecretsSubject subject = new SecretsSubject(cluster, release.get(), request, age, identities);
        subject.requireNamed();
        return subject;
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public Optional<StoreRestore> restore(RestoreTask task) {
        return Optional.of(new SecretsRestore(task, cluster, namespace, connections, () -> keys(task.request())));
    }

    /** Empty where nothing is to be decrypted. */
    private List<RecipientStanzaReader> identities(BackupRequest request) {
        if (request.database().proof() != Database.Proof.decrypt) {
            return List.of();
        }
        return keys(request);
    }

    private List<RecipientStanzaReader> keys(BackupRequest request) {
        String where = "databases." + request.name() + ".secrets.identity";
        Setting identity = request.database().secrets() == null
                ? null
                : request.database().secrets().identity();
        String text = Optional.ofNullable(identity)
                .flatMap(secretOf)
                .orElseThrow(() -> RunException.usage(where + " has no value: without a private key nothing can be"
                        + " decrypted; give it, or, for a backup, say `proof: written`"));
        return Age.identities(text, where);
    }

    /** A key that is nobody's of the recipients shows here, not after everything was written. */
    private static void requireReadable(Age age, List<RecipientStanzaReader> identities, String where) {
        try {
            ByteArrayOutputStream probe = new ByteArrayOutputStream();
            age.encrypt(new byte[] {1}, probe);
            Age.decrypt(new ByteArrayInputStream(probe.toByteArray()), identities);
        } catch (IOException e) {
            throw RunException.usage(where + ".identity is the private key of none of " + where + ".recipients");
        }
    }

    @Override
    public Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, Path directory, BackupContext context) throws IOException {
        long start = System.nanoTime();
        List<RecipientStanzaReader> identities = identities(request);
        if (identities.isEmpty()) {
            return Optional.empty();
        }
        SecretsContent content = SecretsContent.of(manifest);
        requireNames(request, decrypted(directory, SecretsSubject.SECRETS, identities), content.secrets());
        requireNames(request, decrypted(directory, SecretsSubject.STORED, identities), content.stored());
        decrypted(directory, SecretsSubject.VALUES, identities);
        decrypted(directory, SecretsSubject.MANIFEST, identities);
        return Optional.of(new BackupManifest.Proof(
                Database.Proof.decrypt.name(),
                null,
                null,
                Duration.ofNanos(System.nanoTime() - start),
                List.of("every file decrypts", "names of all Secrets"),
                List.of("nothing was restored into a cluster")));
    }

    private static byte[] decrypted(Path directory, String file, List<RecipientStanzaReader> identities) {
        try (InputStream in = Files.newInputStream(directory.resolve(file))) {
            return Age.decrypt(in, identities);
        } catch (IOException e) {
            throw RunException.failed(file + " cannot be decrypted, so it is no backup: " + e.getMessage());
        }
    }

    private static void requireNames(BackupRequest request, byte[] list, List<String> expected) throws IOException {
        List<String> names = new ArrayList<>();
        for (JsonNode item : Json.mapper().readTree(list).path("items")) {
            names.add(item.at("/metadata/name").asText());
        }
        if (!names.equals(expected)) {
            throw RunException.failed("database " + request.name() + ": what was decrypted holds " + names
                    + ", expected " + expected + ", so it is no backup");
        }
    }
}
