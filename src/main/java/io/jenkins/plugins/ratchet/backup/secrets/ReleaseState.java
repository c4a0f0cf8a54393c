package io.jenkins.plugins.ratchet.backup.secrets;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * What helm keeps of a release.
 *
 * @param identity what tells the release from one of the same name in another cluster
 * @param revision the deployed one
 * @param chart its chart with version
 * @param stored every object in which helm keeps a revision, Secrets or ConfigMaps
 * @param manifests what the deployed revision is made of: its manifest, and those of its hooks
 * @param values the values that the user gave it, as JSON
 */
public record ReleaseState(
        String identity,
        String namespace,
        String release,
        int revision,
        String chart,
        List<HasMetadata> stored,
        List<String> manifests,
        String values) {

    public ReleaseState {
        stored = List.copyOf(stored);
        manifests = List.copyOf(manifests);
    }

    /** Never the content: it holds secrets. */
    @Override
    public String toString() {
        return namespace + "/" + release + ", revision " + revision;
    }
}
