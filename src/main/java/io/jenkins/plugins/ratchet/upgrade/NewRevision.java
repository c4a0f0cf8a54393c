package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.helm.Hook;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.RatchetMark;
import java.util.List;
import java.util.Optional;

/** The revision that our helm is to make: helm stores it, pending, before it runs the first hook. */
public final class NewRevision {
    private final ReleaseStore releases;
    private final int number;
    private final String mark;
    private final boolean labelIt;
    private volatile Release pending;

    /**
     * @param labelIt whether helm could not be given the label, so that it has to be put on afterwards
     */
    public NewRevision(ReleaseStore releases, int number, String mark, boolean labelIt) {
        this.releases = releases;
        this.number = number;
        this.mark = mark;
        this.labelIt = labelIt;
    }

    public int number() {
        return number;
    }

    /** Whether a Job of this name is one of the upgrade's hooks; false while the revision cannot be read. */
    public boolean isUpgradeJob(String job) {
        return upgradeJobs().stream().anyMatch(hook -> hook.name().equals(job));
    }

    /** The hook Jobs that an upgrade to this revision runs. */
    public List<Hook> upgradeJobs() {
        Release release = pending;
        if (release == null) {
            try {
                release = load().orElse(null);
                pending = release;
            } catch (RunException e) {
                return List.of();
            }
        }
        return release == null
                ? List.of()
                : release.hooks().stream().filter(Hook::upgradeJob).toList();
    }

    /** The revision as it is stored now; empty where helm never made it. */
    public Optional<Release> load() {
        return meta().flatMap(releases::load);
    }

    /** Whether this upgrade made the revision, and nobody else who was faster. */
    public boolean ours(RevisionMeta meta, Release release) {
        return RatchetMark.on(meta, release, mark);
    }

    /** Leaves the mark on a revision made by a helm that has no {@code --labels}. */
    public void leaveMark(RevisionMeta meta) {
        if (labelIt) {
            releases.label(meta, RatchetMark.LABEL, mark);
        }
    }

    public Optional<RevisionMeta> meta() {
        return releases.history().revision(number);
    }
}
