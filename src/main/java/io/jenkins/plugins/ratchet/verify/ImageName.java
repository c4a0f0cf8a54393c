package io.jenkins.plugins.ratchet.verify;

import static io.jenkins.plugins.ratchet.registry.ImageReference.canonical;

import io.jenkins.plugins.ratchet.cluster.ContainerRun;
import java.util.Optional;

/**
 * Names of images as a node may spell them: {@code nginx:1} is {@code docker.io/library/nginx:1} for containerd, and what was
 * pulled by digest may be told as that alone.
 */
final class ImageName {
    private ImageName() {}

    /** How what runs differs from what the chart names; empty where it does not, or where the node does not say. */
    static Optional<String> difference(String chart, ContainerRun run) {
        if (!canonical(chart).equals(canonical(run.asked()))) {
            return Optional.of("it asks for " + run.asked() + ", the chart names " + chart);
        }
        String digest = digest(chart);
        if (digest != null && run.imageId() != null && digest(run.imageId()) != null) {
            return run.imageId().endsWith(digest)
                            || run.image() != null && run.image().endsWith(digest)
                    ? Optional.empty()
                    : Optional.of("it runs " + run.imageId() + ", the chart names " + chart);
        }
        boolean named = run.image() != null && !run.image().startsWith("sha256:") && digest(run.image()) == null;
        return digest == null && named && !canonical(chart).equals(canonical(run.image()))
                ? Optional.of("it runs " + run.image() + ", the chart names " + chart)
                : Optional.empty();
    }

    private static String digest(String image) {
        int at = image.indexOf("sha256:");
        return at < 0 ? null : image.substring(at);
    }
}
