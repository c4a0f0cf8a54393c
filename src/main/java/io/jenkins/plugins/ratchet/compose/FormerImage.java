package io.jenkins.plugins.ratchet.compose;

import io.jenkins.plugins.ratchet.compose.ProjectRevision.Rolled;
import java.util.Optional;

/**
 * The image that a service ran in an earlier version, and the way in which it comes back.
 *
 * @param name by which the project's files ask for it
 * @param id of it; null where nobody remembers which one ran
 * @param identity by which people know it: its digest, else its id; null where nobody remembers
 * @param source what a registry is asked for; null where none is
 * @param lack why it cannot be had; null where it can
 */
public record FormerImage(
        String service, String name, String id, String identity, Way way, String source, String lack) {

    /** How an image comes back. */
    public enum Way {
        /** Its name means it. */
        HERE,
        /** It is here, and its name means another one, or none, by now. */
        RENAMED,
        PULLED,
        GONE
    }

    /**
     * @param service as the files have it in the earlier version
     * @param then null where nobody remembers what ran
     * @param named what its name means here; empty where it means nothing
     * @param there whether the image of then is here, under any name
     * @param mayPull whether images come from registries
     */
    static FormerImage of(
            ComposeModel.Service service, Rolled then, Optional<LocalImage> named, boolean there, boolean mayPull) {
        String name = service.image();
        if (then == null) {
            return unknown(service, named, mayPull && !service.built());
        }
        boolean hasDigest = !then.identity().equals(then.imageId());
        String source = hasDigest ? LocalImage.repository(then.image()) + "@" + then.identity() : null;
        Way way;
        String lack = null;
        if (named.filter(image -> image.id().equals(then.imageId())).isPresent()) {
            way = Way.HERE;
        } else if (name.contains("@") && !name.endsWith("@" + then.identity())) {
            way = Way.GONE;
            lack = "the files pin another image, " + name;
        } else if (there && !name.contains("@")) {
            way = Way.RENAMED;
        } else if (hasDigest && mayPull) {
            way = Way.PULLED;
        } else {
            way = Way.GONE;
            lack = hasDigest
                    ? "it is no longer here, and images are staged: docker pull " + source
                    : "it is no longer here, and no registry ever had it";
        }
        return new FormerImage(
                service.name(), name, then.imageId(), then.identity(), way, way == Way.PULLED ? source : null, lack);
    }

    private static FormerImage unknown(ComposeModel.Service service, Optional<LocalImage> named, boolean mayPull) {
        String name = service.image();
        return named.map(image ->
                        new FormerImage(service.name(), name, image.id(), image.identity(), Way.HERE, null, null))
                .orElseGet(() -> mayPull
                        ? new FormerImage(service.name(), name, null, null, Way.PULLED, name, null)
                        : new FormerImage(
                                service.name(), name, null, null, Way.GONE, null, "it is not here under this name"));
    }

    /** What tells it from every other; its name where nobody remembers more. */
    public String pinned() {
        return service + " " + name + " " + identity;
    }

    /** For people: which image, and where it comes from. */
    public String described() {
        boolean elsewhere = source != null && !LocalImage.repository(source).equals(LocalImage.repository(name));
        return name + (identity == null ? "" : " (" + identity + ")") + ", "
                + switch (way) {
                    case HERE -> "here";
                    case RENAMED -> "here, and gets this name again";
                    case PULLED ->
                        "to be pulled by " + (id == null ? "its name" : "its digest")
                                + (elsewhere ? " from " + LocalImage.repository(source) : "");
                    case GONE -> lack;
                };
    }

    @Override
    public String toString() {
        return service + ": " + described();
    }
}
