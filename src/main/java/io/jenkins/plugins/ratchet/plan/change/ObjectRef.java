package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * Names an object in the cluster.
 *
 * @param namespace null for an object of the whole cluster, or where its kind is not known to have one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectRef(String apiVersion, String kind, String namespace, String name) {

    private static final Set<String> OF_THE_CLUSTER = Set.of(
            "Namespace",
            "PersistentVolume",
            "StorageClass",
            "IngressClass",
            "PriorityClass",
            "RuntimeClass",
            "ClusterRole",
            "ClusterRoleBinding",
            "CustomResourceDefinition",
            "APIService",
            "MutatingWebhookConfiguration",
            "ValidatingWebhookConfiguration",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding");

    static ObjectRef of(JsonNode object, String releaseNamespace) {
        String kind = object.path("kind").asText();
        String namespace = object.at("/metadata/namespace").asText(releaseNamespace);
        return new ObjectRef(
                object.path("apiVersion").asText(),
                kind,
                OF_THE_CLUSTER.contains(kind) ? null : namespace.isEmpty() ? releaseNamespace : namespace,
                object.at("/metadata/name").asText());
    }

    /** The API group without its version: an object is the same one in each. */
    String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /** The same object, whatever version of the API names it. */
    ObjectRef unversioned() {
        return new ObjectRef(group(), kind, namespace, name);
    }

    @Override
    public String toString() {
        return kind + " " + name;
    }
}
