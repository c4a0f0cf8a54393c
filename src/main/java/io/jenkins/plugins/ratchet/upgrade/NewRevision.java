package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.helm.Hook;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.Releases;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.RatchetMark;
import java.util.List;
import java.util.Optional;

/** The revision that our helm is to make: helm stores it, pending, before it runs the first hook. */
public final class NewRevision {
    private final Releases releases;
    private final int number;
    private final String mark;
    private volatile Release pending;

    public NewRevision(Releases releases, int number, String mark) {
        this.releases = releases;
        this.number = number;
        this.mark = mark;
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
        return release == null ? List.of() : release.upgradeJobs();
    }

    /** The revision as it is stored now; empty where helm never made it. */
    public Optional<Release> load() {
        return meta().flatMap(releases::load);
    }

    /** Whether this upgrade made the revision, and nobody else who was faster. */
    public boolean ours(RevisionMeta meta, Release release) {
        return RatchetMark.on(meta, release, mark);
    }

    public Optional<RevisionMeta> meta() {
        return releases.history().revision(number);
    }
}
