package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.plan.RatchetMark;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.HelmRun;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Suspension;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An upgrade whose run died while helm may have run on: reads the truth from the release, its hook Jobs and the record,
 * and decides whether it still runs, has finished, or has failed. It assumes nothing.
 */
public final class Interrupted {
    private final UpgradeContext context;

    public Interrupted(UpgradeContext context) {
        this.context = context;
    }

    /**
     * Settles what a dead run left behind; to be called with the lock held. Starts the writers that a dead backup
     * stopped. Decides nothing about upgrades where none is in the state {@code upgrading}, or where the release is
     * pending, or the record spoilt, which are matters of rules.
     *
     * @throws RefusedException if it may still be running
     */
    public void settle() {
        RecordStore.Stored stored = withWritersStarted(context.records().read());
        UpgradeRecord record = stored.record();
        Upgrade open = record == null ? null : record.open();
        // A record that cannot be trusted is a rule's matter too: writing it would make it look right again.
        if (open == null || open.state() != UpgradeState.UPGRADING || open.helm() == null || stored.defect() != null) {
            return;
        }
        HelmRun run = open.helm();
        Optional<RevisionMeta> meta = context.releases().history().revision(run.revision());
        if (meta.isPresent() && meta.get().status().pending()) {
            return;
        }
        refuseWhileAlive(open, meta);
        Optional<Release> release = meta.flatMap(context.releases()::load);
        Optional<String> failure = failure(open, meta, release);
        if (failure.isEmpty()) {
            context.events()
                    .fact("upgrade", open.id() + " was finished by its helm after its run had died: it is upgraded");
            context.records()
                    .write(
                            raised(record, release.orElseThrow())
                                    .withOpen(open.deployedAs(run.revision())
                                            .enter(UpgradeState.UPGRADED, "finished after its run had died", now())),
                            stored);
        } else {
            context.events().fact("upgrade", open.id() + " failed after its run had died: " + failure.get());
            UpgradeRecord next = release.filter(each -> each.status() == ReleaseStatus.DEPLOYED
                                    || each.status() == ReleaseStatus.SUPERSEDED)
                            .isPresent()
                    ? raised(record, release.orElseThrow())
                    : record;
            context.records().write(next.withOpen(open.fail(Upgrade.AT_UPGRADE, failure.get(), now())), stored);
        }
    }

    /** A backup that died left its writers stopped: whoever holds the lock now knows that it is over. */
    private RecordStore.Stored withWritersStarted(RecordStore.Stored stored) {
        if (stored.record() == null
                || stored.defect() != null
                || stored.record().suspension(Suspension.Purpose.BACKUP).isEmpty()) {
            return stored;
        }
        context.events().fact("suspend", "a backup that died left workloads stopped; they are put back first");
        Suspensions suspensions = new Suspensions(context.cluster(), context.records(), stored, context.events());
        suspensions.putBack(Suspension.Purpose.BACKUP);
        return suspensions.stored();
    }

    private void refuseWhileAlive(Upgrade open, Optional<RevisionMeta> meta) {
        HelmRun run = open.helm();
        boolean ended = meta.isPresent();
        if (ended) {
            return;
        }
        HelmRun.Life life = run.life(RatchetMark.value(open.id(), run.revision()));
        boolean maybe =
                life == HelmRun.Life.RUNNING || (life == HelmRun.Life.UNKNOWN && now().isBefore(run.deadline()));
        if (maybe) {
            throw new RefusedException(List.of(Finding.block(
                    "release-not-pending",
                    "upgrade " + open.id() + " has started helm on " + run.host()
                            + ", and it may still be about to make revision " + run.revision(),
                    "no helm at work",
                    "wait until it has ended, at the latest at " + run.deadline())));
        }
    }

    /** Why the upgrade did not go through; empty where it is proven that it did. */
    private Optional<String> failure(Upgrade open, Optional<RevisionMeta> meta, Optional<Release> release) {
        int revision = open.helm().revision();
        if (meta.isEmpty() || release.isEmpty()) {
            return Optional.of("helm never made revision " + revision + "; nothing was changed by it");
        }
        String mark = RatchetMark.value(open.id(), revision);
        boolean ours = RatchetMark.on(meta.get(), release.get(), mark);
        ReleaseStatus status = release.get().status();
        if (status != ReleaseStatus.DEPLOYED) {
            return Optional.of("revision " + revision + " is " + status
                    + (release.get().description() == null
                            ? ""
                            : ": " + release.get().description()));
        }
        if (!ours) {
            return Optional.of("revision " + revision + " was made by somebody else");
        }
        // Nobody watched the Jobs while the run was dead: they must still be there, and Complete.
        return new HookJobs(context.cluster(), context.config().namespace())
                .read(release.get(), meta.get(), false).stream()
                        .filter(outcome -> !outcome.complete())
                        .findFirst()
                        .map(outcome -> "hook Job " + outcome.name() + " " + JobWords.of(outcome));
    }

    private UpgradeRecord raised(UpgradeRecord record, Release release) {
        return record.withMark(record.mark()
                .raisedBy(
                        release.version(),
                        Situation.chartVersions().comparator(),
                        VersionScheme.of(context.config().versions()).comparator()));
    }

    private static Instant now() {
        return Instant.now();
    }
}
