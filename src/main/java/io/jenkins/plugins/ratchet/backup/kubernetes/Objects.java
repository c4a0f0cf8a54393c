package io.jenkins.plugins.ratchet.backup.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Objects of kinds that Ratchet has no classes for, as JSON. */
final class Objects {
    /** Not an object of the cluster, but how a kind of object is asked for. */
    enum Kind {
        CLAIM("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true),
        VOLUME("", "v1", "persistentvolumes", "PersistentVolume", false),
        SECRET("", "v1", "secrets", "Secret", true),
        STORAGE_CLASS("storage.k8s.io", "v1", "storageclasses", "StorageClass", false),
        SNAPSHOT("snapshot.storage.k8s.io", "v1", "volumesnapshots", "VolumeSnapshot", true),
        CONTENT("snapshot.storage.k8s.io", "v1", "volumesnapshotcontents", "VolumeSnapshotContent", false),
        POSTGRES_CLUSTER("postgresql.cnpg.io", "v1", "clusters", "Cluster", true),
        POSTGRES_BACKUP("postgresql.cnpg.io", "v1", "backups", "Backup", true);

        private final String group;
        private final String word;
        private final ResourceDefinitionContext context;

        Kind(String group, String version, String plural, String word, boolean namespaced) {
            this.group = group;
            this.word = word;
            this.context = new ResourceDefinitionContext.Builder()
                    .withGroup(group)
                    .withVersion(version)
                    .withPlural(plural)
                    .withKind(word)
                    .withNamespaced(namespaced)
                    .build();
        }

        String apiVersion() {
            return (group.isEmpty() ? "" : group + "/") + context.getVersion();
        }
    }

    private final Cluster cluster;

    Objects(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Empty where there is no such object, or no such kind. */
    Optional<JsonNode> find(Kind kind, String namespace, String name) {
        return ask(
                        kind,
                        name,
                        () -> Optional.ofNullable(
                                resource(kind, namespace, name).get()))
                .map(found -> Json.mapper().valueToTree(found));
    }

    /** Whether the cluster knows the kind, and this user may look. */
    boolean knows(Kind kind, String namespace) {
        try {
            operation(kind)
                    .inNamespace(namespace)
                    .list(new io.fabric8.kubernetes.api.model.ListOptionsBuilder()
                            .withLimit(1L)
                            .build());
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw failure(kind, "objects", e);
        }
    }

    /** Makes an object; one that exists already under this name, which nobody else uses, is ours. */
    void create(Kind kind, String namespace, String name, Map<String, String> labels, Map<String, Object> spec) {
        GenericKubernetesResource object = new GenericKubernetesResource();
        object.setApiVersion(kind.apiVersion());
        object.setKind(kind.word);
        object.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(namespace)
                .withLabels(labels)
                .build());
        object.setAdditionalProperty("spec", spec);
        try {
            operation(kind).inNamespace(namespace).resource(object).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw failure(kind, name, e);
            }
        }
    }

    /** What is gone already is gone. */
    void delete(Kind kind, String namespace, String name) {
        ask(kind, name, () -> resource(kind, namespace, name).delete());
    }

    private Resource<GenericKubernetesResource> resource(Kind kind, String namespace, String name) {
        return kind.context.isNamespaceScoped()
                ? operation(kind).inNamespace(namespace).withName(name)
                : operation(kind).withName(name);
    }

    private MixedOperation<
                    GenericKubernetesResource,
                    io.fabric8.kubernetes.api.model.GenericKubernetesResourceList,
                    Resource<GenericKubernetesResource>>
            operation(Kind kind) {
        return cluster.client().genericKubernetesResources(kind.context);
    }

    private <T> T ask(Kind kind, String name, Supplier<T> question) {
        try {
            return question.get();
        } catch (KubernetesClientException e) {
            throw failure(kind, name, e);
        }
    }

    private RunException failure(Kind kind, String name, KubernetesClientException e) {
        return RunException.unavailable(
                kind.word + " " + name + " cannot be read, made or deleted: " + cluster.reason(e)
                        + (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                                ? "; grant get, list, create and (for a restore) delete on " + kind.context.getPlural()
                                : ""),
                e);
    }
}
