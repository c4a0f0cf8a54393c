package io.jenkins.plugins.ratchet.helm;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The stored revisions of a release, oldest first, and the state that they amount to. */
public record ReleaseHistory(List<RevisionMeta> revisions) {

    public ReleaseHistory {
        revisions = revisions.stream()
                .sorted(Comparator.comparingInt(RevisionMeta::revision))
                .toList();
    }

    public Optional<RevisionMeta> newest() {
        return revisions.isEmpty() ? Optional.empty() : Optional.of(revisions.get(revisions.size() - 1));
    }

    /** The newest revision that is deployed. */
    public Optional<RevisionMeta> deployed() {
        return revisions.stream()
                .filter(revision -> revision.status() == ReleaseStatus.DEPLOYED)
                .reduce((older, newer) -> newer);
    }

    public Optional<RevisionMeta> revision(int number) {
        return revisions.stream()
                .filter(revision -> revision.revision() == number)
                .findFirst();
    }

    /** The number that helm gives to the next revision. */
    public int next() {
        return newest().map(RevisionMeta::revision).orElse(0) + 1;
    }

    /** The state of the release. */
    public ReleaseState state() {
        if (revisions.isEmpty()) {
            return ReleaseState.ABSENT;
        }
        ReleaseStatus newest = revisions.get(revisions.size() - 1).status();
        switch (newest) {
            case PENDING_INSTALL:
                return ReleaseState.PENDING_INSTALL;
            case PENDING_UPGRADE:
                return ReleaseState.PENDING_UPGRADE;
            case PENDING_ROLLBACK:
                return ReleaseState.PENDING_ROLLBACK;
            case UNINSTALLING:
                return ReleaseState.UNINSTALLING;
            case UNINSTALLED:
                return ReleaseState.UNINSTALLED;
            default:
                break;
        }
        long deployed = revisions.stream()
                .filter(revision -> revision.status() == ReleaseStatus.DEPLOYED)
                .count();
        if (deployed > 1) {
            return ReleaseState.SEVERAL_DEPLOYED;
        }
        switch (newest) {
            case DEPLOYED:
                return ReleaseState.DEPLOYED;
            case FAILED:
                return ReleaseState.FAILED;
            case SUPERSEDED:
                return ReleaseState.SUPERSEDED_ONLY;
            default:
                return ReleaseState.UNKNOWN;
        }
    }
}
