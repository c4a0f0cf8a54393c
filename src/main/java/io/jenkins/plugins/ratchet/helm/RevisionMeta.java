package io.jenkins.plugins.ratchet.helm;

import java.util.Map;

/**
 * What the metadata of a revision's Secret or ConfigMap tells, the payload unread.
 *
 * @param object name of the Secret or ConfigMap
 * @param labels all labels, helm's own and those given by {@code --labels}
 */
public record RevisionMeta(
        String object, int revision, ReleaseStatus status, Map<String, String> labels, String resourceVersion) {

    public RevisionMeta {
        labels = Map.copyOf(labels);
    }
}
