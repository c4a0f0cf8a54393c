package io.jenkins.plugins.ratchet.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** An image cannot be had. */
final class ImagePull implements io.jenkins.plugins.ratchet.diagnosis.Pattern {
    private static final Set<String> REASONS =
            Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable");

    /** What an engine says that is to make a container of it. */
    private static final Pattern SAID = Pattern.compile("No such image|manifest unknown|pull access denied");

    @Override
    public String id() {
        return "image-pull";
    }

    @Override
    public String purpose() {
        return "A container waits because its image cannot be pulled, or is not there to be started.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        List<String> evidence = new ArrayList<>(observed.containers().stream()
                .filter(sign -> sign.waiting() != null
                        && REASONS.contains(sign.waiting().reason()))
                .map(sign -> sign.where() + ", image " + sign.image() + ": " + sign.waiting())
                .toList());
        boolean cluster = observed.place() == Place.CLUSTER;
        if (!cluster) {
            observed.incident().said().stream()
                    .filter(line -> SAID.matcher(line).find())
                    .forEach(evidence::add);
        }
        return cause(
                "an image cannot be pulled",
                evidence,
                "check that the tag exists, and that "
                        + (cluster
                                ? "the nodes reach the registry with the release's imagePullSecrets"
                                : "the engine reaches the registry with its login (docker login), or still has the image"),
                "mend the image or the credentials "
                        + (cluster ? "in the values " : "")
                        + "and run `ratchet upgrade` again; the database stays as"
                        + " it is");
    }
}
