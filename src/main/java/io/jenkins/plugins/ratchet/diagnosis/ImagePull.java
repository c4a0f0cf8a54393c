package io.jenkins.plugins.ratchet.diagnosis;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An image cannot be had. */
final class ImagePull implements Pattern {
    private static final Set<String> REASONS =
            Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable");

    @Override
    public String id() {
        return "image-pull";
    }

    @Override
    public String purpose() {
        return "A container waits because its image cannot be pulled.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        List<String> evidence = observed.containers()
                .filter(sign -> sign.waiting()
                        .map(waiting -> waiting.getReason())
                        .filter(REASONS::contains)
                        .isPresent())
                .map(sign -> sign.where() + ", image " + sign.status().getImage() + ": "
                        + Words.of(
                                sign.waiting().orElseThrow().getReason(),
                                sign.waiting().orElseThrow().getMessage()))
                .toList();
        return cause(
                "an image cannot be pulled",
                evidence,
                "check that the tag exists, and that the nodes reach the registry with the release's imagePullSecrets",
                "mend the image or the credentials in the values and run `ratchet upgrade` again; the database stays as"
                        + " it is");
    }
}
