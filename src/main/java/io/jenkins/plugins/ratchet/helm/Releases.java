package io.jenkins.plugins.ratchet.helm;

import java.util.Optional;

/** The revisions of a release, as far as whatever installed it remembers them. */
public interface Releases {

    /** All that are remembered, without what is large about them. */
    ReleaseHistory history();

    /** One revision, whole; empty where it is gone by now. */
    Optional<Release> load(RevisionMeta revision);
}
