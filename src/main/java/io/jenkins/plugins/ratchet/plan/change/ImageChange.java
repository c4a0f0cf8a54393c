package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.registry.ImagePull;

/**
 * An image before and after.
 *
 * @param from the reference in the deployed manifests; null where no such image was used
 * @param to the reference in the new manifests; null where it is used no more
 * @param digest what the running pods have of the old one, or the new reference pins; null where it is not known
 * @param containers how many containers use it afterwards, before where it is gone
 * @param pull what the registry says of the new one; null where it was not asked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageChange(String from, String to, String digest, int containers, ImagePull pull) {

    ImageChange(String from, String to, String digest, int containers) {
        this(from, to, digest, containers, null);
    }

    ImageChange with(ImagePull told) {
        return new ImageChange(from, to, digest, containers, told);
    }

    public boolean changed() {
        return from == null || !from.equals(to);
    }
}
