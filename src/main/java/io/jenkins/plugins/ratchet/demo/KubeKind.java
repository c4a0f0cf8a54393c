package io.jenkins.plugins.ratchet.demo;

import java.util.Set;

/**
 * One kind of object that the API serves.
 *
 * @param group empty for the core group
 * @param subresources what may follow the object's name in a path, such as {@code status}
 */
record KubeKind(
        String group,
        String version,
        String plural,
        String kind,
        boolean namespaced,
        Set<String> subresources,
        String shortName) {

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** The name in messages, such as {@code deployments.apps}; also what tells kinds apart in the store. */
    String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    boolean is(String otherPlural) {
        return plural.equals(otherPlural) && !"events.k8s.io".equals(group);
    }

    boolean hasStatus() {
        return subresources.contains("status");
    }
}
