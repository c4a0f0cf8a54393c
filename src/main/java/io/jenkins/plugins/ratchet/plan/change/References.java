package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Collects what the objects of a release refer to; what they call optional is left out. */
final class References {
    private static final String SECRET = "Secret";
    private static final String CONFIG_MAP = "ConfigMap";

    private final List<Reference> found = new ArrayList<>();
    private final ManifestObject by;

    private References(ManifestObject by) {
        this.by = by;
    }

    static List<Reference> of(ManifestObject object) {
        References references = new References(object);
        references.collect();
        return references.found;
    }

    private void collect() {
        JsonNode body = by.body();
        JsonNode pod = PodSpecs.of(body);
        if (!pod.isMissingNode()) {
            pod(pod);
        }
        switch (by.ref().kind()) {
            case "StatefulSet" -> body.at("/spec/volumeClaimTemplates").forEach(this::claim);
            case "PersistentVolumeClaim" -> claim(body);
            case "ServiceAccount" ->
                body.path("imagePullSecrets")
                        .forEach(each -> pullSecret(each.path("name").asText()));
            case "Ingress" -> ingress(body);
            default -> {}
        }
    }

    private void pod(JsonNode pod) {
        String account = pod.path("serviceAccountName").asText("");
        if (!account.isEmpty() && !account.equals("default")) {
            add("v1", "ServiceAccount", account, null, "service account", false);
        }
        String priority = pod.path("priorityClassName").asText("");
        if (!priority.isEmpty() && !priority.startsWith("system-")) {
            cluster("scheduling.k8s.io/v1", "PriorityClass", priority, "priority class", false);
        }
        pod.path("imagePullSecrets")
                .forEach(each -> pullSecret(each.path("name").asText()));
        for (JsonNode container : PodSpecs.containers(pod)) {
            environment(container);
        }
        pod.path("volumes").forEach(this::volume);
    }

    private void environment(JsonNode container) {
        for (JsonNode variable : container.path("env")) {
            String use = "environment variable " + variable.path("name").asText();
            key(SECRET, variable.at("/valueFrom/secretKeyRef"), use);
            key(CONFIG_MAP, variable.at("/valueFrom/configMapKeyRef"), use);
        }
        for (JsonNode source : container.path("envFrom")) {
            whole(SECRET, source.path("secretRef"), "name", "environment");
            whole(CONFIG_MAP, source.path("configMapRef"), "name", "environment");
        }
    }

    private void volume(JsonNode volume) {
        String use = "volume " + volume.path("name").asText();
        mounted(SECRET, volume.path("secret"), "secretName", use);
        mounted(CONFIG_MAP, volume.path("configMap"), "name", use);
        for (JsonNode source : volume.at("/projected/sources")) {
            mounted(SECRET, source.path("secret"), "name", use);
            mounted(CONFIG_MAP, source.path("configMap"), "name", use);
        }
        String claim = volume.at("/persistentVolumeClaim/claimName").asText("");
        if (!claim.isEmpty()) {
            add("v1", "PersistentVolumeClaim", claim, null, use, false);
        }
    }

    private void mounted(String kind, JsonNode source, String field, String use) {
        if (source.path("optional").asBoolean(false)) {
            return;
        }
        whole(kind, source, field, use);
        for (JsonNode item : source.path("items")) {
            add("v1", kind, source.path(field).asText(), item.path("key").asText(), use, false);
        }
    }

    private void claim(JsonNode claim) {
        String storage = claim.at("/spec/storageClassName").asText("");
        if (!storage.isEmpty()) {
            cluster("storage.k8s.io/v1", "StorageClass", storage, "storage class", false);
        }
    }

    private void ingress(JsonNode body) {
        String ingressClass = body.at("/spec/ingressClassName").asText("");
        if (!ingressClass.isEmpty()) {
            cluster("networking.k8s.io/v1", "IngressClass", ingressClass, "ingress class", true);
        }
        for (JsonNode tls : body.at("/spec/tls")) {
            String secret = tls.path("secretName").asText("");
            if (!secret.isEmpty()) {
                add("v1", SECRET, secret, null, "certificate", true);
            }
        }
    }

    private void pullSecret(String name) {
        if (!name.isEmpty()) {
            add("v1", SECRET, name, null, "image pull secret", true);
        }
    }

    private void key(String kind, JsonNode selector, String use) {
        if (selector.isObject() && !selector.path("optional").asBoolean(false)) {
            add("v1", kind, selector.path("name").asText(), selector.path("key").asText(), use, false);
        }
    }

    private void whole(String kind, JsonNode source, String field, String use) {
        String name = source.path(field).asText("");
        if (!name.isEmpty() && !source.path("optional").asBoolean(false)) {
            add("v1", kind, name, null, use, false);
        }
    }

    private void add(String apiVersion, String kind, String name, String key, String use, boolean light) {
        found.add(new Reference(new ObjectRef(apiVersion, kind, by.ref().namespace(), name), key, use, light, by));
    }

    private void cluster(String apiVersion, String kind, String name, String use, boolean light) {
        found.add(new Reference(new ObjectRef(apiVersion, kind, null, name), null, use, light, by));
    }
}
