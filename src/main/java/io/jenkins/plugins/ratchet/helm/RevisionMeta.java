package io.jenkins.plugins.ratchet.helm;

import java.time.Instant;
import java.util.Map;

/**
 * What the metadata of a revision's Secret or ConfigMap tells, the payload unread.
 *
 * @param object name of the Secret or ConfigMap
 * @param created when the API server stored it, by the API server's clock, to the second
 * @param uid of the Secret or ConfigMap; no other cluster has the same
 * @param labels all labels, helm's own and those given by {@code --labels}
 */
public record RevisionMeta(
        String object,
        int revision,
        ReleaseStatus status,
        Map<String, String> labels,
        Instant created,
        String uid,
        String resourceVersion) {

    public RevisionMeta {
        labels = Map.copyOf(labels);
    }
}
