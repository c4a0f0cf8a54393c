package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.helm.Hook;

/**
 * One object of a release.
 *
 * @param hook what makes it a hook; null for an ordinary object
 * @param weight of the hook among the hooks of its event
 */
record ManifestObject(ObjectRef ref, JsonNode body, Hook hook, int weight) {

    boolean isHook() {
        return hook != null;
    }

    /** Whether helm leaves it alone when it is no longer part of the release. */
    boolean kept() {
        return body.at("/metadata/annotations")
                .path("helm.sh/resource-policy")
                .asText("")
                .equals("keep");
    }

    boolean is(String kind) {
        return ref.kind().equals(kind);
    }
}
