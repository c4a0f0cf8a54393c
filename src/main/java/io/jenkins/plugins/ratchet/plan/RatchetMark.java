package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import java.util.Optional;

/**
 * What an upgrade by Ratchet leaves on the release itself: a label {@code ratchet-upgrade} with the upgrade's id and
 * the revision. Helm hands labels on to later revisions, so only one that names its own revision proves anything.
 */
public final class RatchetMark {
    public static final String LABEL = "ratchet-upgrade";

    private RatchetMark() {}

    /** The label's value for an upgrade and the revision that it makes. */
    public static String value(String upgradeId, int revision) {
        return upgradeId + "." + revision;
    }

    /** The description that helm is given for a revision, for a helm that has no labels. */
    public static String description(String mark) {
        return "ratchet " + mark;
    }

    /** Whether a revision carries this mark, as its label or in its description. */
    public static boolean on(RevisionMeta revision, Release release, String mark) {
        return mark.equals(revision.labels().get(LABEL)) || description(mark).equals(release.description());
    }

    /** The id of the upgrade that made this revision; empty where Ratchet did not make it. */
    static Optional<String> upgradeOf(RevisionMeta revision) {
        String value = revision.labels().get(LABEL);
        String suffix = "." + revision.revision();
        return value == null || !value.endsWith(suffix)
                ? Optional.empty()
                : Optional.of(value.substring(0, value.length() - suffix.length()));
    }
}
