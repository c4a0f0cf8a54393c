package io.jenkins.plugins.ratchet.helm;

/** Status of one revision, as helm writes it into the revision's label and payload. */
public enum ReleaseStatus {
    DEPLOYED("deployed"),
    SUPERSEDED("superseded"),
    FAILED("failed"),
    PENDING_INSTALL("pending-install"),
    PENDING_UPGRADE("pending-upgrade"),
    PENDING_ROLLBACK("pending-rollback"),
    UNINSTALLING("uninstalling"),
    UNINSTALLED("uninstalled"),
    UNKNOWN("unknown");

    private final String word;

    ReleaseStatus(String word) {
        this.word = word;
    }

    /** The status for helm's word; {@link #UNKNOWN} for a word that this version of Ratchet has not heard of. */
    public static ReleaseStatus of(String word) {
        for (ReleaseStatus status : values()) {
            if (status.word.equals(word)) {
                return status;
            }
        }
        return UNKNOWN;
    }

    /** Whether helm holds the release for an operation that has not ended. */
    public boolean pending() {
        return this == PENDING_INSTALL || this == PENDING_UPGRADE || this == PENDING_ROLLBACK || this == UNINSTALLING;
    }

    @Override
    public String toString() {
        return word;
    }
}
