package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.plan.Situation;
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
     * stopped. Decides nothing where no upgrade is in the state {@code upgrading}, nor has come round since it was
     * given up; nor where the release is pending, or the record spoilt, which are matters of rules.
     *
     * @throws RefusedException if it may still be running
     */
    public void settle() {
        RecordStore.Stored stored = withWritersStarted(context.records().read());
        UpgradeRecord record = stored.record();
        Upgrade open = record == null ? null : record.open();
        // A record that cannot be trusted is a rule's matter too: writing it would make it look right again.
        if (open == null || open.helm() == null || stored.defect() != null) {
            return;
        }
        boolean givenUp = open.failed(Upgrade.AT_UPGRADE) && context.installer().hasComeRound(open);
        if (open.state() != UpgradeState.UPGRADING && !givenUp) {
            return;
        }
        Optional<RevisionMeta> meta =
                context.installer().revision(open, context.releases().history());
        if (meta.isPresent() && meta.get().status().pending()) {
            return;
        }
        context.installer().unfinished(open, meta).ifPresent(finding -> {
            throw new RefusedException(List.of(finding));
        });
        Optional<Release> release = meta.flatMap(context.releases()::load);
        Optional<String> failure = failure(open, meta, release);
        String when = givenUp ? "after it was given up" : "after its run had died";
        if (failure.isEmpty()) {
            context.events()
                    .fact(
                            "upgrade",
                            open.id() + " was finished by "
                                    + context.installer().name() + " " + when + ": it is upgraded");
            context.records()
                    .write(
                            raised(record, release.orElseThrow())
                                    .withOpen(open.deployedAs(meta.orElseThrow().revision())
                                            .enter(UpgradeState.UPGRADED, "finished " + when, now())),
                            stored);
        } else if (!givenUp) {
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

    /** Why the upgrade did not go through; empty where it is proven that it did. */
    private Optional<String> failure(Upgrade open, Optional<RevisionMeta> meta, Optional<Release> release) {
        int revision = meta.map(RevisionMeta::revision).orElse(open.helm().revision());
        if (meta.isEmpty() || release.isEmpty()) {
            return Optional.of(
                    context.installer().name() + " never made revision " + revision + "; nothing was changed by it");
        }
        ReleaseStatus status = release.get().status();
        if (status != ReleaseStatus.DEPLOYED) {
            return Optional.of("revision " + revision + " is " + status
                    + (release.get().description() == null
                            ? ""
                            : ": " + release.get().description()));
        }
        if (!context.installer().made(open, meta.get(), release.get())) {
            return Optional.of("revision " + revision + " was made by somebody else");
        }
        // Nobody watched the Jobs while the run was dead: they must still be there, and Complete.
        return context.site().migrations(release.get(), meta.get(), false).stream()
                .filter(outcome -> !outcome.complete())
                .findFirst()
                .map(outcome -> outcome.called() + " " + JobWords.of(outcome));
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
