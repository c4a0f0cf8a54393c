package io.jenkins.plugins.ratchet.cluster;

import java.util.List;

/** The image that a release's manifest names for a container of a workload. */
public record ChartImage(WorkloadRef workload, String container, String image) {

    /** Those of a manifest as Helm stores it; hooks are not part of it. */
    public static List<ChartImage> inManifest(String manifestYaml, String releaseNamespace) {
        Manifest manifest = new Manifest(releaseNamespace);
        manifest.workloads(manifestYaml);
        return manifest.images();
    }
}
