package io.jenkins.plugins.ratchet.backup.secrets;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesList;
import io.fabric8.kubernetes.api.model.KubernetesListBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Captured;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The Secrets of one release, ready to be read and encrypted. */
record SecretsSubject(Cluster cluster, ReleaseState release, BackupRequest request, Keys keys)
        implements Store.Subject {
    static final String NOT_SHOWN = "nothing was restored into a cluster";
    static final String SECRETS = "secrets.json.age";
    static final String STORED = "helm.json.age";
    static final String VALUES = "values.json.age";
    static final String MANIFEST = "manifest.yaml.age";

    private static final String TOKEN = "kubernetes.io/service-account-token";

    @Override
    public String description() {
        return "Secrets of " + release + ", encrypted to "
                + request.database().secrets().recipients().size() + " recipient(s)";
    }

    @Override
    public boolean streams() {
        return true;
    }

    @Override
    public Captured capture(BackupFiles files) throws IOException {
        Instant takenAt = Instant.now();
        List<String> notes = new ArrayList<>();
        List<HasMetadata> secrets = new ArrayList<>();
        for (String name : names(notes)) {
            Secret secret = secret(name);
            if (secret != null && TOKEN.equals(secret.getType())) {
                notes.add("Secret " + name + " is a token of a service account and was left out: Kubernetes makes new"
                        + " ones");
            } else if (secret != null) {
                secrets.add(portable(secret));
            }
        }
        List<HasMetadata> stored = release.stored().stream()
                .map(SecretsSubject::portable)
                .sorted(Comparator.comparing(object -> object.getMetadata().getName()))
                .toList();
        Encrypted encrypted = new Encrypted(request.name(), keys);
        encrypted.write(files, SECRETS, list(secrets));
        encrypted.write(files, STORED, list(stored));
        encrypted.write(files, VALUES, release.values().getBytes(StandardCharsets.UTF_8));
        encrypted.write(
                files, MANIFEST, String.join("\n---\n", release.manifests()).getBytes(StandardCharsets.UTF_8));
        return new Captured(
                takenAt,
                null,
                new BackupManifest.Source(
                        release.identity(),
                        null,
                        null,
                        null,
                        release.namespace() + "/" + release.release(),
                        null,
                        null),
                new BackupManifest.Client("age-encryption.org/v1", "X25519", null, null),
                new SecretsContent(
                        release.revision(),
                        release.chart(),
                        request.database().secrets().recipients(),
                        namesOf(secrets),
                        namesOf(stored)),
                notes,
                () -> encrypted.prove(files, NOT_SHOWN));
    }

    /** What the configuration names has to be there; what the release refers to may have reasons to be missing. */
    void requireNamed() {
        for (String name : request.database().secrets().names()) {
            if (secret(name) == null) {
                throw RunException.usage("databases." + request.name() + ".secrets.names: there is no Secret " + name
                        + " in namespace " + release.namespace());
            }
        }
    }

    /** What the release refers to, and what the configuration names besides. */
    private Set<String> names(List<String> notes) {
        SecretReferences references = new SecretReferences(release.manifests());
        Set<String> names = new TreeSet<>(references.secrets());
        for (String account : references.accounts()) {
            ServiceAccount found = account(account);
            if (found != null) {
                found.getImagePullSecrets().forEach(reference -> names.add(reference.getName()));
                found.getSecrets().forEach(reference -> names.add(reference.getName()));
            }
        }
        names.addAll(request.database().secrets().names());
        names.removeIf(name -> {
            boolean missing = secret(name) == null;
            if (missing) {
                notes.add("Secret " + name + " does not exist"
                        + (references.mayBeMissing(name)
                                ? ", which its references allow"
                                : ", although the release" + " refers to it"));
            }
            return missing;
        });
        return names;
    }

    private Secret secret(String name) {
        try {
            return cluster.client()
                    .secrets()
                    .inNamespace(release.namespace())
                    .withName(name)
                    .get();
        } catch (KubernetesClientException e) {
            throw unreadable("Secret " + name, "secrets", e);
        }
    }

    private ServiceAccount account(String name) {
        try {
            return cluster.client()
                    .serviceAccounts()
                    .inNamespace(release.namespace())
                    .withName(name)
                    .get();
        } catch (KubernetesClientException e) {
            throw unreadable("service account " + name, "serviceaccounts", e);
        }
    }

    private RunException unreadable(String what, String plural, KubernetesClientException e) {
        return RunException.unavailable(
                what + " in namespace " + release.namespace() + " cannot be read: " + cluster.reason(e)
                        + (e.getCode() == 403 ? "; grant get on " + plural + " there" : ""),
                e);
    }

    /** Without what belongs to this cluster alone; an owner that is not there would have it deleted at once. */
    private static HasMetadata portable(HasMetadata object) {
        HasMetadata copy = Serialization.clone(object);
        ObjectMeta metadata = copy.getMetadata();
        metadata.setUid(null);
        metadata.setResourceVersion(null);
        metadata.setCreationTimestamp(null);
        metadata.setManagedFields(null);
        metadata.setOwnerReferences(null);
        metadata.setSelfLink(null);
        return copy;
    }

    private static byte[] list(List<HasMetadata> objects) {
        KubernetesList list = new KubernetesListBuilder().withItems(objects).build();
        return Serialization.asJson(list).getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> namesOf(List<HasMetadata> objects) {
        return objects.stream().map(object -> object.getMetadata().getName()).toList();
    }
}
