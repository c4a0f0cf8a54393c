package io.jenkins.plugins.ratchet.helm;

/** The state that a whole release is in; {@link ReleaseHistory#state()} is the one place that determines it. */
public enum ReleaseState {
    /** No revision is stored. */
    ABSENT("absent"),
    /** The newest revision is deployed. */
    DEPLOYED("deployed"),
    /** The newest revision failed; an older one may still be deployed. */
    FAILED("failed"),
    PENDING_INSTALL("pending-install"),
    PENDING_UPGRADE("pending-upgrade"),
    PENDING_ROLLBACK("pending-rollback"),
    UNINSTALLING("uninstalling"),
    /** Uninstalled with {@code --keep-history}. */
    UNINSTALLED("uninstalled"),
    /** Only superseded revisions are left: somebody removed the deployed one. */
    SUPERSEDED_ONLY("superseded-only"),
    /** Two or more revisions call themselves deployed, as after a rollback beside a pending upgrade. */
    SEVERAL_DEPLOYED("several-deployed"),
    /** The newest revision has a status that this version of Ratchet does not know. */
    UNKNOWN("unknown");

    private final String word;

    ReleaseState(String word) {
        this.word = word;
    }

    public boolean pending() {
        return this == PENDING_INSTALL || this == PENDING_UPGRADE || this == PENDING_ROLLBACK || this == UNINSTALLING;
    }

    @Override
    public String toString() {
        return word;
    }
}
