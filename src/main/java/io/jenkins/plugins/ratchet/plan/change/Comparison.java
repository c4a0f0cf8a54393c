package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * One object as the deployed revision has it, as the new one will, and as it is.
 *
 * @param old null where the deployed revision does not have it
 * @param young null where the new revision does not have it
 * @param live missing where it does not exist, or nobody could look
 * @param looked whether the cluster could be asked
 */
record Comparison(ObjectRef ref, ManifestObject old, ManifestObject young, JsonNode live, boolean looked) {
    private static final List<String> SERVER_FIELDS = List.of(
            "managedFields",
            "uid",
            "resourceVersion",
            "generation",
            "creationTimestamp",
            "selfLink",
            "deletionTimestamp");
    private static final List<String> SERVER_ANNOTATIONS = List.of(
            "kubectl.kubernetes.io/last-applied-configuration",
            "deployment.kubernetes.io/revision",
            "deprecated.daemonset.template.generation");

    boolean deleted() {
        return young == null && !old.kept() && !(looked && live.isMissingNode());
    }

    boolean created() {
        return young != null && (looked ? live.isMissingNode() : old == null);
    }

    JsonNode oldBody() {
        return old == null ? MissingNode.getInstance() : plain(old.body());
    }

    JsonNode youngBody() {
        return young == null ? MissingNode.getInstance() : plain(young.body());
    }

    /** As it is now: live, else as the deployed revision has it. */
    JsonNode present() {
        return live.isMissingNode() && !looked ? oldBody() : plain(live);
    }

    /** As it will be, by helm's three-way merge. */
    JsonNode expected() {
        return young == null ? MissingNode.getInstance() : ThreeWay.merge(oldBody(), youngBody(), present());
    }

    /** As the deployed manifest wants it, over what is live: differs from {@link #present()} where somebody changed it. */
    JsonNode restored() {
        return ThreeWay.merge(oldBody(), oldBody(), present());
    }

    /** An object without what only the API server writes, a Secret's text in its stored form. */
    static JsonNode plain(JsonNode object) {
        if (!(object instanceof ObjectNode)) {
            return object;
        }
        ObjectNode plain = object.deepCopy();
        plain.remove("status");
        if (plain.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(SERVER_FIELDS);
            if (metadata.get("annotations") instanceof ObjectNode annotations) {
                annotations.remove(SERVER_ANNOTATIONS);
                if (annotations.isEmpty()) {
                    metadata.remove("annotations");
                }
            }
        }
        if (plain.path("kind").asText().equals("Secret")
                && plain.path("stringData").isObject()) {
            ObjectNode data = plain.withObject("/data");
            plain.path("stringData")
                    .properties()
                    .forEach(entry -> data.put(
                            entry.getKey(),
                            Base64.getEncoder()
                                    .encodeToString(entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
            plain.remove("stringData");
        }
        return plain;
    }
}
