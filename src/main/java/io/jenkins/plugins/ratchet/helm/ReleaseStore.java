package io.jenkins.plugins.ratchet.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads a release from where helm keeps it, without helm: metadata first, a payload only when it is asked for. */
public final class ReleaseStore implements Releases {
    private static final String METADATA_ONLY = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    private static final int TIMEOUT_SECONDS = 30;

    private final Cluster cluster;
    private final String namespace;
    private final String release;
    private final StorageDriver driver;

    public ReleaseStore(Cluster cluster, String namespace, String release, StorageDriver driver) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.release = release;
        this.driver = driver;
    }

    /** All stored revisions, by metadata alone: payloads of a long history are megabytes. */
    public ReleaseHistory history() {
        String selector = URLEncoder.encode("owner=helm,name=" + release, StandardCharsets.UTF_8);
        URI uri = URI.create(cluster.client().getMasterUrl() + "api/v1/namespaces/" + namespace + "/" + driver.plural()
                + "?labelSelector=" + selector);
        JsonNode list = getMetadata(uri);
        List<RevisionMeta> revisions = new ArrayList<>();
        for (JsonNode item : list.path("items")) {
            JsonNode metadata = item.path("metadata");
            Map<String, String> labels = new HashMap<>();
            metadata.path("labels")
                    .properties()
                    .forEach(
                            label -> labels.put(label.getKey(), label.getValue().asText()));
            revisions.add(new RevisionMeta(
                    metadata.path("name").asText(),
                    revisionNumber(labels),
                    ReleaseStatus.of(labels.get("status")),
                    labels,
                    Instant.parse(metadata.path("creationTimestamp").asText()),
                    metadata.path("uid").asText(),
                    metadata.path("resourceVersion").asText()));
        }
        return new ReleaseHistory(revisions);
    }

    /** The decoded payload of a revision; empty where it is gone by now. */
    public Optional<Release> load(RevisionMeta revision) {
        return payload(revision.object()).map(encoded -> ReleasePayload.decode(unpack(revision, encoded)));
    }

    /** The chart of a revision, as helm stored it; empty where the revision is gone by now. */
    public Optional<StoredChart> chart(RevisionMeta revision) {
        return payload(revision.object()).map(encoded -> new StoredChart(unpack(revision, encoded)));
    }

    /** The payload of a revision as helm stored it, unpacked; empty where it is gone by now. It holds secrets. */
    public Optional<JsonNode> raw(RevisionMeta revision) {
        return payload(revision.object()).map(encoded -> unpack(revision, encoded));
    }

    /** The objects in which helm keeps this release, as they are. They hold secrets. */
    public List<HasMetadata> objects() {
        KubernetesClient client = cluster.client();
        Map<String, String> labels = Map.of("owner", "helm", "name", release);
        try {
            return driver == StorageDriver.SECRET
                    ? List.copyOf(client.secrets()
                            .inNamespace(namespace)
                            .withLabels(labels)
                            .list()
                            .getItems())
                    : List.copyOf(client.configMaps()
                            .inNamespace(namespace)
                            .withLabels(labels)
                            .list()
                            .getItems());
        } catch (KubernetesClientException e) {
            throw unreachable(e);
        }
    }

    private JsonNode unpack(RevisionMeta revision, String encoded) {
        try {
            return ReleasePayload.unpack(encoded);
        } catch (IllegalArgumentException e) {
            throw RunException.unavailable("revision " + revision.revision() + " of release " + release
                    + " cannot be decoded: " + e.getMessage() + "; look at " + driver.plural() + "/" + revision.object()
                    + " in namespace " + namespace);
        }
    }

    /**
     * Marks a pending revision as failed, which is what helm itself does when it is stopped in order. Payload and label
     * change in one write that the API server refuses if anything wrote in between.
     *
     * @return whether it was written; false where something else changed or removed the revision first
     */
    public boolean markFailed(RevisionMeta revision, String description) {
        KubernetesClient client = cluster.client();
        Optional<String> encoded = payload(revision.object());
        if (encoded.isEmpty()) {
            return false;
        }
        ObjectNode json = (ObjectNode) unpack(revision, encoded.get());
        ObjectNode info = json.withObject("/info");
        info.put("status", ReleaseStatus.FAILED.toString());
        info.put("description", description);
        String packed = ReleasePayload.pack(json);
        try {
            if (driver == StorageDriver.SECRET) {
                Secret secret = client.secrets()
                        .inNamespace(namespace)
                        .withName(revision.object())
                        .get();
                if (secret == null) {
                    return false;
                }
                secret.getMetadata().setResourceVersion(revision.resourceVersion());
                secret.getMetadata().getLabels().put("status", ReleaseStatus.FAILED.toString());
                secret.getData()
                        .put("release", Base64.getEncoder().encodeToString(packed.getBytes(StandardCharsets.US_ASCII)));
                client.resource(secret).update();
            } else {
                ConfigMap map = client.configMaps()
                        .inNamespace(namespace)
                        .withName(revision.object())
                        .get();
                if (map == null) {
                    return false;
                }
                map.getMetadata().setResourceVersion(revision.resourceVersion());
                map.getMetadata().getLabels().put("status", ReleaseStatus.FAILED.toString());
                map.getData().put("release", packed);
                client.resource(map).update();
            }
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409 || e.getCode() == 404) {
                return false;
            }
            throw unreachable(e);
        }
    }

    /** Puts a label on a revision, for a helm that has no {@code --labels}; the payload stays as it is. */
    public void label(RevisionMeta revision, String key, String value) {
        KubernetesClient client = cluster.client();
        String patch = "{\"metadata\":{\"labels\":{\"" + key + "\":\"" + value + "\"}}}";
        PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
        try {
            if (driver == StorageDriver.SECRET) {
                client.secrets()
                        .inNamespace(namespace)
                        .withName(revision.object())
                        .patch(merge, patch);
            } else {
                client.configMaps()
                        .inNamespace(namespace)
                        .withName(revision.object())
                        .patch(merge, patch);
            }
        } catch (KubernetesClientException e) {
            throw unreachable(e);
        }
    }

    private Optional<String> payload(String object) {
        KubernetesClient client = cluster.client();
        try {
            if (driver == StorageDriver.SECRET) {
                return Optional.ofNullable(client.secrets()
                                .inNamespace(namespace)
                                .withName(object)
                                .get())
                        .map(Secret::getData)
                        .map(data -> data.get("release"))
                        .map(data -> new String(Base64.getDecoder().decode(data), StandardCharsets.US_ASCII));
            }
            return Optional.ofNullable(client.configMaps()
                            .inNamespace(namespace)
                            .withName(object)
                            .get())
                    .map(ConfigMap::getData)
                    .map(data -> data.get("release"));
        } catch (KubernetesClientException e) {
            throw unreachable(e);
        }
    }

    private JsonNode getMetadata(URI uri) {
        HttpRequest request = cluster.client()
                .getHttpClient()
                .newHttpRequestBuilder()
                .uri(uri)
                .header("Accept", METADATA_ONLY)
                .build();
        try {
            HttpResponse<byte[]> response = cluster.client()
                    .getHttpClient()
                    .sendAsync(request, byte[].class)
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (!response.isSuccessful()) {
                throw RunException.unavailable("release " + release + " cannot be read: " + cluster.address()
                        + " answered " + response.code() + " to a list of " + driver.plural() + " in namespace "
                        + namespace
                        + (response.code() == 403
                                ? "; grant list and get on " + driver.plural() + " there"
                                : "; check the kubeconfig and that the API server is up"));
            }
            return Json.mapper().readTree(response.body());
        } catch (IOException | ExecutionException | TimeoutException e) {
            throw unreachable(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(e);
        }
    }

    private RunException unreachable(Exception e) {
        Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return RunException.unavailable(
                "release " + namespace + "/" + release + " cannot be read from " + cluster.address() + ": " + reason
                        + "; check the kubeconfig and that the API server is up",
                e);
    }

    private static int revisionNumber(Map<String, String> labels) {
        try {
            return Integer.parseInt(labels.getOrDefault("version", "0"));
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
