package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Probes;
import io.jenkins.plugins.ratchet.plan.Purpose;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.upgrade.Interrupted;
import io.jenkins.plugins.ratchet.upgrade.Patience;
import io.jenkins.plugins.ratchet.upgrade.UpgradeContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Takes a release back to where an upgrade started: its databases from their backups, and with them the version of then.
 *
 * <p>The order, and why. First the backups are restored beside the databases in use and compared, while the product runs
 * on: this takes longest and may fail, and then nothing was touched. Then writers are stopped, the databases in use let
 * nobody in any more, and names are exchanged in one transaction for each server. Only then the version of then is
 * installed: its hooks find the schema that they know, and pods that it brings back meet the restored database. The
 * other way round, an older migration would run over the newer schema. Until the exchange a failure puts everything back
 * as it was; after it the way is to go on, and the same command does.
 */
public final class Restoration {
    private static final Duration OUTAGE = Duration.ofMinutes(2);

    private final RestoreContext context;
    private final UpgradeContext release;
    private final Ground ground;

    public Restoration(RestoreContext context) {
        this.context = context;
        this.release = context.release();
        this.ground = Ground.of(context);
    }

    /**
     * Shows the plan, and carries it out where it is approved, with the lock held.
     *
     * @throws RefusedException if something speaks against it; nothing was changed then
     */
    public RestoreOutcome run(RestoreRequest request, UpgradeLock lock) {
        new Interrupted(release).settle();
        settleHalfDone();
        Situation situation = release.inspector().inspect(Purpose.RESTORE, null, Probes.NONE, null, true);
        Optional<RestoreOutcome> before = endedBefore(situation, request);
        if (before.isPresent()) {
            return before.get();
        }
        RestorePlanner.Prepared prepared = new RestorePlanner(context, request, ground).prepare(situation);
        if (prepared.blocked()) {
            throw new RefusedException(prepared.findings());
        }
        if (!request.yes() && request.approved() == null) {
            return new RestoreOutcome(
                    ExitCode.DONE,
                    "this is the plan, nothing was changed; to carry it out give --plan "
                            + prepared.plan().digest() + ", or --yes",
                    prepared.plan(),
                    prepared.findings(),
                    prepared.upgrade(),
                    List.of());
        }
        // Fetched before anything is touched: what cannot be had must not be found out afterwards.
        if (prepared.then() != null) {
            prepared.then().fetch();
        }
        RestoreRecorder recorder =
                new RestoreRecorder(release.records(), new Patience(OUTAGE, release.events()), situation.stored());
        lock.requireHeld("the restore was begun");
        if (situation.record().orElseThrow().restoring() == null) {
            recorder.begin(prepared.restore());
        }
        release.events()
                .fact(
                        "restore",
                        "upgrade " + prepared.upgrade().id() + ", back to "
                                + prepared.upgrade().from() + ", " + request.strategy());
        return carryOut(prepared, recorder, lock);
    }

    /**
     * The same restore came to its end before: its run died on its last steps, or was started twice. Doing it once more
     * would take what was written since out of use, so only a plan of its own does that.
     */
    private Optional<RestoreOutcome> endedBefore(Situation situation, RestoreRequest request) {
        Optional<Upgrade> found = situation
                .record()
                .filter(record -> record.restoring() == null)
                .flatMap(UpgradeRecord::latest)
                .filter(upgrade -> upgrade.id().equals(request.upgrade())
                        && upgrade.state() == UpgradeState.RESTORED
                        && request.isOf(upgrade.restore()));
        Optional<Release> deployed = situation.deployed();
        boolean untouchedSince = found.map(upgrade -> upgrade.restore().revision())
                .map(revision -> deployed.filter(release -> release.revision() == revision)
                        .isPresent())
                .orElse(true);
        if (found.isEmpty() || !untouchedSince) {
            return Optional.empty();
        }
        Upgrade upgrade = found.get();
        List<String> unready = upgrade.restore().revision() == null ? List.of() : unready(deployed.orElseThrow());
        String sentence = "upgrade " + upgrade.id() + " was restored already, by the restore that began at "
                + upgrade.restore().startedAt() + "; nothing was changed";
        return Optional.of(new RestoreOutcome(
                unready.isEmpty() ? ExitCode.DONE : ExitCode.FAILED,
                unready.isEmpty()
                        ? sentence + "; to go back once more have a new plan shown, and give its digest"
                        : sentence + ", but not ready: " + String.join("; ", unready),
                null,
                List.of(),
                upgrade,
                List.of()));
    }

    private void settleHalfDone() {
        RecordStore.Stored stored = release.records().read();
        if (stored.record() != null
                && stored.defect() == null
                && stored.record().restoring() != null) {
            ground.settle(stored.record().restoring());
        }
    }

    private RestoreOutcome carryOut(RestorePlanner.Prepared prepared, RestoreRecorder recorder, UpgradeLock lock) {
        try (OtherStores others = new OtherStores(context, lock, recorder, prepared.others())) {
            return carryOut(prepared, recorder, lock, others);
        }
    }

    private RestoreOutcome carryOut(
            RestorePlanner.Prepared prepared, RestoreRecorder recorder, UpgradeLock lock, OtherStores others) {
        Copies copies = new Copies(context, lock, recorder);
        Switchover switchover = new Switchover(context, lock, recorder);
        List<Subject> subjects = prepared.subjects();
        VersionOfThen then = prepared.then();
        boolean touchesRelease = then != null;
        try {
            subjects = copies.complete(subjects);
            others.prepare();
            stopIfWanted();
            if (touchesRelease && led(recorder, others)) {
                then = ground.then(prepared.upgrade(), recorder.restore().repoint());
                then.fetch();
            }
            if (touchesRelease && ground.back(recorder.restore()).isEmpty()) {
                if (recorder.restore().step() == Restore.Step.COPYING) {
                    recorder.update(restore -> restore.at(Restore.Step.SWITCHING));
                }
                ground.stopWriters(prepared.writers(), lock, recorder);
            }
            others.keepPresent();
            switchover.exchange(subjects);
            others.exchange();
        } catch (RunException e) {
            throw backOut(e, subjects, copies, others, switchover, recorder, lock);
        }
        List<JobOutcome> jobs = List.of();
        Optional<Release> installed = Optional.empty();
        if (touchesRelease) {
            Ground.Installed back = ground.install(then, lock, recorder);
            installed = Optional.of(back.release());
            jobs = back.jobs();
            ground.startWriters(then, recorder);
        }
        return ended(prepared, recorder, installed, jobs, others.done());
    }

    /** Where a new instance answers is known only now; whether that changed what the release is to be told. */
    private static boolean led(RestoreRecorder recorder, OtherStores others) {
        Map<String, String> known = recorder.restore().repoint();
        Map<String, String> values = new TreeMap<>(known);
        others.repoint().forEach(values::replace);
        if (values.equals(known)) {
            return false;
        }
        recorder.update(restore -> restore.withRepoint(values));
        return true;
    }

    private void stopIfWanted() {
        if (release.stopped().getAsBoolean()) {
            throw new RunException(ExitCode.TERMINATED, "interrupted before the databases were exchanged");
        }
    }

    /** Puts everything back as it was where nothing was exchanged yet; otherwise says how to go on. */
    private RunException backOut(
            RunException failure,
            List<Subject> subjects,
            Copies copies,
            OtherStores others,
            Switchover switchover,
            RestoreRecorder recorder,
            UpgradeLock lock) {
        String id = recorder.restore().upgrade();
        try {
            boolean exchanged = others.begun();
            for (Subject subject : subjects) {
                try (DatabaseServer server = Copies.open(context, subject)) {
                    exchanged |= Copies.exchanged(server, subject);
                }
            }
            if (exchanged || lock.lostBecause() != null) {
                return new RunException(
                        failure.exitCode() == ExitCode.TERMINATED ? ExitCode.TERMINATED : ExitCode.FAILED,
                        failure.getMessage() + "; the restore of upgrade " + id
                                + " is half done, run the same restore again to end it",
                        failure);
            }
            if (recorder.restore().step() != Restore.Step.COPYING) {
                switchover.undo(subjects);
                ground.putBackWriters(recorder);
            }
            copies.drop(subjects);
            others.discard();
            recorder.write(record -> record.withRestoring(null));
            return new RunException(
                    failure.exitCode() == ExitCode.TERMINATED ? ExitCode.TERMINATED : ExitCode.FAILED,
                    failure.getMessage() + "; nothing was exchanged, and everything is as it was before",
                    failure);
        } catch (RunException e) {
            return new RunException(
                    ExitCode.FAILED,
                    failure.getMessage() + "; and it could not be put back as it was: " + e.getMessage()
                            + "; the restore of upgrade " + id + " is half done, run the same restore again",
                    failure);
        }
    }

    private RestoreOutcome ended(
            RestorePlanner.Prepared prepared,
            RestoreRecorder recorder,
            Optional<Release> installed,
            List<JobOutcome> jobs,
            List<String> others) {
        int revision = installed
                .map(Release::revision)
                .orElseGet(() -> release.releases()
                        .history()
                        .newest()
                        .map(RevisionMeta::revision)
                        .orElse(0));
        List<String> done = new ArrayList<>();
        recorder.restore().databases().stream()
                .filter(database -> database.copy() != null)
                .forEach(database -> done.add("database " + database.database() + " is as of "
                        + database.takenAt() + ", in " + database.name()
                        + (database.kept() == null
                                ? ""
                                : "; what was in use is kept as " + database.kept()
                                        + ", drop it once nobody needs what was" + " written since")));
        done.addAll(others);
        Restore ended = installed
                .map(found -> recorder.restore().reinstalledAs(found.revision()))
                .orElseGet(recorder::restore);
        installed.ifPresent(found -> done.add("installed " + found.version()));
        recorder.write(record -> record.restored(ended, revision, Instant.now()));
        List<String> unready = installed.map(this::unready).orElse(List.of());
        boolean fine = unready.isEmpty();
        String back = "restored to " + prepared.upgrade().from();
        if (!fine && release.stopped().getAsBoolean()) {
            return new RestoreOutcome(
                    ExitCode.TERMINATED,
                    back + "; interrupted while its workloads were waited for",
                    prepared.plan().having(done),
                    prepared.findings(),
                    recorder.record().upgrade(prepared.upgrade().id()).orElseThrow(),
                    jobs);
        }
        return new RestoreOutcome(
                fine ? ExitCode.DONE : ExitCode.FAILED,
                fine
                        ? back + (installed.isPresent() ? "" : "; the release itself was not touched")
                        : back + ", but not ready: " + String.join("; ", unready),
                prepared.plan().having(done),
                prepared.findings(),
                recorder.record().upgrade(prepared.upgrade().id()).orElseThrow(),
                jobs);
    }

    private List<String> unready(Release installed) {
        List<WorkloadRef> refs = release.site().workloads(installed);
        Duration limit = release.config().upgrade().readyTimeout();
        return release.site().await(refs, limit, release.stopped()).stream()
                .filter(status -> !status.ready())
                .map(WorkloadStatus::toString)
                .toList();
    }
}
