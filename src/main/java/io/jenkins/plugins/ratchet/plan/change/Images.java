package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The images of a release, old beside new: by the container that runs them, else by their repository. */
final class Images {
    private Images() {}

    /**
     * @param running digests of the images that pods run, by the reference in the pod
     */
    static List<ImageChange> between(
            List<ManifestObject> old, List<ManifestObject> young, Map<String, String> running) {
        Map<String, String> before = byContainer(old);
        Map<String, String> after = byContainer(young);
        Map<String, ImageChange> changes = new LinkedHashMap<>();
        after.forEach((container, image) -> count(changes, before(before, container, image), image, running));
        before.forEach((container, image) -> {
            boolean used =
                    after.values().stream().anyMatch(other -> repository(other).equals(repository(image)));
            if (!after.containsKey(container) && !used) {
                count(changes, image, null, running);
            }
        });
        List<ImageChange> sorted = new ArrayList<>(changes.values());
        sorted.sort(Comparator.comparing((ImageChange change) -> !change.changed())
                .thenComparing(change -> change.to() == null ? change.from() : change.to()));
        return sorted;
    }

    private static String before(Map<String, String> before, String container, String image) {
        String same = before.get(container);
        return same != null
                ? same
                : before.values().stream()
                        .filter(other -> repository(other).equals(repository(image)))
                        .findFirst()
                        .orElse(null);
    }

    private static void count(Map<String, ImageChange> changes, String from, String to, Map<String, String> running) {
        changes.merge(
                from + " " + to,
                new ImageChange(from, to, digest(from, to, running), 1),
                (known, more) -> new ImageChange(from, to, known.digest(), known.containers() + 1));
    }

    private static String digest(String from, String to, Map<String, String> running) {
        int pinned = to == null ? -1 : to.indexOf('@');
        return pinned >= 0 ? to.substring(pinned + 1) : running.get(from);
    }

    /** By workload and container; a name that carries a version, as hook Jobs have, is no other workload. */
    private static Map<String, String> byContainer(List<ManifestObject> objects) {
        Map<String, String> images = new TreeMap<>();
        for (ManifestObject object : objects) {
            for (JsonNode container : PodSpecs.containers(PodSpecs.of(object.body()))) {
                String image = container.path("image").asText("");
                if (!image.isEmpty()) {
                    images.put(object.ref() + "/" + container.path("name").asText(), image);
                }
            }
        }
        return images;
    }

    /** Without tag and digest. */
    static String repository(String image) {
        String plain = image.contains("@") ? image.substring(0, image.indexOf('@')) : image;
        int colon = plain.lastIndexOf(':');
        return colon > plain.lastIndexOf('/') ? plain.substring(0, colon) : plain;
    }
}
