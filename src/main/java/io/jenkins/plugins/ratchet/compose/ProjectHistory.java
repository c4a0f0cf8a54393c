package io.jenkins.plugins.ratchet.compose;

import io.jenkins.plugins.ratchet.compose.ProjectRevision.State;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the remembered revisions and the running containers amount to; the one place that decides it. */
final class ProjectHistory {

    /**
     * What runs.
     *
     * @param version the highest that any service runs; null where none tells one
     * @param asNewest whether all that the newest revision was to run does run, made from its configuration and images
     * @param atWork whether the Ratchet that makes the newest revision is at work
     * @param since when the newest of the containers was made
     */
    record Live(String version, boolean asNewest, boolean atWork, Instant since) {}

    /**
     * A revision and its status.
     *
     * @param wentBackTo the revision whose version somebody went back to by hand; null where nobody did
     */
    record Entry(ProjectRevision revision, ReleaseStatus status, Integer wentBackTo) {}

    private ProjectHistory() {}

    static List<Entry> of(List<ProjectRevision> kept, Live live) {
        if (kept.isEmpty()) {
            return live.version() == null
                    ? List.of()
                    : List.of(entry(ProjectRevision.seen(1, live.version(), live.since()), ReleaseStatus.DEPLOYED));
        }
        ProjectRevision newest = kept.get(kept.size() - 1);
        ReleaseStatus status = status(newest, live);
        ProjectRevision base = kept.subList(0, kept.size() - 1).stream()
                .filter(ProjectHistory::wasDeployed)
                .reduce((older, newer) -> newer)
                .orElse(null);
        boolean byHand = byHand(kept, status, base, live);
        List<Entry> entries = new ArrayList<>();
        for (ProjectRevision revision : kept) {
            entries.add(entry(
                    revision,
                    revision == newest
                            ? byHand && status == ReleaseStatus.DEPLOYED ? ReleaseStatus.SUPERSEDED : status
                            : older(revision, revision == base && status != ReleaseStatus.DEPLOYED && !byHand)));
        }
        if (byHand) {
            Integer before = kept.stream()
                    .filter(revision -> revision.version().equals(live.version()))
                    .map(ProjectRevision::number)
                    .reduce((older, newer) -> newer)
                    .orElse(null);
            entries.add(new Entry(
                    ProjectRevision.seen(newest.number() + 1, live.version(), live.since()),
                    ReleaseStatus.DEPLOYED,
                    before));
        }
        return List.copyOf(entries);
    }

    private static Entry entry(ProjectRevision revision, ReleaseStatus status) {
        return new Entry(revision, status, null);
    }

    private static ReleaseStatus status(ProjectRevision newest, Live live) {
        return switch (newest.state()) {
            case SEEN, DEPLOYED -> ReleaseStatus.DEPLOYED;
            case BEGUN ->
                live.asNewest()
                        ? ReleaseStatus.DEPLOYED
                        : live.atWork() ? ReleaseStatus.PENDING_UPGRADE : ReleaseStatus.FAILED;
            case FAILED -> live.asNewest() ? ReleaseStatus.DEPLOYED : ReleaseStatus.FAILED;
        };
    }

    private static ReleaseStatus older(ProjectRevision revision, boolean stillDeployed) {
        if (stillDeployed) {
            return ReleaseStatus.DEPLOYED;
        }
        return wasDeployed(revision) ? ReleaseStatus.SUPERSEDED : ReleaseStatus.FAILED;
    }

    private static boolean wasDeployed(ProjectRevision revision) {
        return revision.state() == State.SEEN || revision.state() == State.DEPLOYED;
    }

    /**
     * Half a roll leaves services of two versions, and half a way back from one of three; any other version was brought
     * there by somebody else.
     */
    private static boolean byHand(List<ProjectRevision> kept, ReleaseStatus status, ProjectRevision base, Live live) {
        ProjectRevision newest = kept.get(kept.size() - 1);
        if (live.version() == null || live.version().equals(newest.version())) {
            return false;
        }
        return status == ReleaseStatus.DEPLOYED
                || base != null
                        && status == ReleaseStatus.FAILED
                        && kept.subList(kept.indexOf(base), kept.size()).stream()
                                .noneMatch(revision -> revision.version().equals(live.version()));
    }
}
