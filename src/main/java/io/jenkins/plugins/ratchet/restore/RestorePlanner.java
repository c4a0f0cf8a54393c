package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.backup.postgres.PostgresRestore;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Rules;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.OneMoment;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.RestoredDatabase;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides what a restore would do, from the record, the backups and the servers, and changes nothing. */
final class RestorePlanner {
    private final RestoreContext context;
    private final RestoreRequest request;
    private final Ground ground;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    RestorePlanner(RestoreContext context, RestoreRequest request, Ground ground) {
        this.context = context;
        this.request = request;
        this.ground = ground;
    }

    /**
     * A plan, and what is needed to carry it out.
     *
     * @param restore as the record is to have it before the first effect
     * @param writers what is stopped meanwhile
     * @param then null where the release is not touched
     */
    record Prepared(
            RestorePlan plan,
            List<Finding> findings,
            Upgrade upgrade,
            Restore restore,
            List<Subject> subjects,
            List<StoreSubject> others,
            List<String> writers,
            VersionOfThen then) {

        boolean blocked() {
            return findings.stream().anyMatch(Finding::blocks);
        }
    }

    Prepared prepare(Situation situation) {
        UpgradeRecord record = situation
                .record()
                .orElseThrow(() -> RunException.usage("this release has no record, so no backup of it is known"));
        Upgrade upgrade = record.upgrade(request.upgrade()).orElseThrow(() -> unknown(record));
        Restore half = record.restoring();
        if (half != null && (!half.upgrade().equals(request.upgrade()) || half.strategy() != request.strategy())) {
            throw new RefusedException(List.of(Rules.halfRestored(half)));
        }
        findings.addAll(Rules.evaluate(situation));
        findings.addAll(ground.refusals(request));
        Instant began = half == null ? Instant.now().truncatedTo(ChronoUnit.SECONDS) : half.startedAt();
        List<String> names = half == null
                ? selected(upgrade)
                : half.databases().stream().map(RestoredDatabase::database).toList();
        Subjects found = new Subjects(context, request.inPlace(), half, began);
        List<Subject> subjects = new ArrayList<>();
        List<StoreSubject> others = new ArrayList<>();
        for (String name : names) {
            BackupEntry entry = upgrade.backupOf(name).orElseThrow();
            intact(entry);
            if (findings.stream().anyMatch(Finding::blocks)) {
                continue;
            }
            if (PostgresRestore.takes(entry)) {
                subjects.add(found.subject(entry));
            } else {
                others.add(found.other(entry));
            }
        }
        if (findings.stream().anyMatch(Finding::blocks)) {
            throw new RefusedException(findings); // before any server is asked for more
        }
        Map<String, String> repoint = half != null
                ? half.repoint()
                : request.inPlace()
                        ? Map.of()
                        : new Repointing(request.printOnly(), ground.byHand(upgrade), notes).values(subjects, others);
        boolean touchesRelease = request.inPlace() || !repoint.isEmpty();
        VersionOfThen then = ground.then(upgrade, repoint);
        if (touchesRelease && !request.printOnly()) {
            installersNotes(upgrade, half == null);
        }
        if (half == null) {
            complete(situation, then, names);
            Obstacles obstacles = new Obstacles(context, findings, notes);
            obstacles.look(subjects, request.inPlace());
            obstacles.look(others);
            if (touchesRelease && !request.printOnly()) {
                findings.addAll(then.obstacles(subjects, repoint.keySet()));
            }
            if (findings.stream().anyMatch(Finding::blocks)) {
                throw new RefusedException(findings);
            }
        }
        List<String> writers = touchesRelease ? writers(subjects, others, then) : List.of();
        if (touchesRelease) {
            notes.addAll(then.notes());
        }
        OneMoment.noteOf(Stream.concat(
                                subjects.stream().map(Subject::entry),
                                others.stream().map(StoreSubject::entry))
                        .toList())
                .ifPresent(notes::add);
        String digest = half == null
                ? RestoreDigest.of(
                        situation, request, upgrade, subjects, others, writers, repoint, touchesRelease ? then : null)
                : half.digest();
        approved(digest, half);
        Restore restore = half != null
                ? half
                : new Restore(
                        upgrade.id(),
                        request.strategy(),
                        Restore.Step.COPYING,
                        digest,
                        request.startedBy(),
                        began,
                        request.reason(),
                        Stream.concat(
                                        subjects.stream().map(Subject::names),
                                        others.stream().map(StoreSubject::names))
                                .toList(),
                        null,
                        repoint,
                        null,
                        null);
        RestorePlan plan = new RestorePlan(
                upgrade.id(),
                request.strategy(),
                situation.deployed().map(Release::version).orElse(null),
                upgrade.from(),
                digest,
                Stream.concat(
                                subjects.stream().map(this::store),
                                others.stream().map(this::store))
                        .toList(),
                writers.stream().map(ground::shown).toList(),
                touchesRelease ? then.description() : null,
                touchesRelease ? then.images() : List.of(),
                touchesRelease ? then.hooks() : List.of(),
                repoint,
                restore.reason(),
                notes,
                List.of());
        return new Prepared(plan, findings, upgrade, restore, subjects, others, writers, touchesRelease ? then : null);
    }

    /** What is half done is ended whatever the installer says: that is told only. */
    private void installersNotes(Upgrade upgrade, boolean binding) {
        try {
            notes.addAll(context.release().installer().beforeGoingBack(upgrade));
        } catch (RefusedException e) {
            if (binding) {
                throw e;
            }
            e.findings().forEach(finding -> notes.add(finding.seen()));
        } catch (RunException e) {
            if (binding || e.exitCode() == ExitCode.TERMINATED) {
                throw e;
            }
            notes.add(e.getMessage());
        }
    }

    private RunException unknown(UpgradeRecord record) {
        String known = java.util.stream.Stream.concat(record.past().stream(), record.current().stream())
                .filter(upgrade -> !upgrade.backups().isEmpty())
                .map(Upgrade::id)
                .collect(Collectors.joining(", "));
        return RunException.usage("the record knows no upgrade " + request.upgrade() + "; upgrades with backups: "
                + (known.isEmpty() ? "none" : known));
    }

    private List<String> selected(Upgrade upgrade) {
        Set<String> backedUp = upgrade.backups().stream()
                .map(BackupEntry::database)
                .filter(name -> upgrade.backupOf(name)
                        .filter(entry -> PostgresRestore.takes(entry)
                                || context.backups().restorable(entry))
                        .isPresent())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (backedUp.isEmpty()) {
            throw RunException.usage(
                    "upgrade " + upgrade.id() + " has no proven backup that this version" + " of Ratchet can restore");
        }
        Set<String> unknown = new TreeSet<>(request.databases());
        unknown.removeAll(backedUp);
        if (!unknown.isEmpty()) {
            throw RunException.usage("upgrade " + upgrade.id() + " has no proven backup of "
                    + String.join(", ", unknown) + " that this version of Ratchet can restore; it has one of "
                    + String.join(", ", backedUp));
        }
        return backedUp.stream()
                .filter(name ->
                        request.databases().isEmpty() || request.databases().contains(name))
                .toList();
    }

    /** Stores that belong together go back to the same moment together, or somebody says why not. */
    private void complete(Situation situation, VersionOfThen then, List<String> names) {
        var values = then.values().orElse(situation.liveValues());
        List<String> left = context.release().config().databases().stream()
                .filter(database -> !names.contains(database.name()))
                .filter(database -> database.when() == null || database.when().holds(values))
                .map(database -> database.name() + " (" + database.kind() + ")")
                .toList();
        if (left.isEmpty()) {
            return;
        }
        if (request.reason() == null) {
            findings.add(Finding.block(
                    "restore-complete",
                    "not restored with the others: " + String.join(", ", left),
                    "all stores of the product back at the same moment",
                    "name what is to be restored with --database, and say with --reason why the others need not go back,"
                            + " or who takes them back"));
        } else {
            findings.add(Finding.warn(
                    "restore-complete",
                    "not restored with the others: " + String.join(", ", left) + " (" + request.reason() + ")",
                    "all stores of the product back at the same moment",
                    "see to it that what they refer to still fits"));
        }
    }

    private void intact(BackupEntry entry) {
        context.release()
                .probes()
                .defect(entry)
                .ifPresent(defect -> findings.add(Finding.block(
                        "backup-intact",
                        "the backup of database " + entry.database() + " in " + entry.location() + ": " + defect,
                        "the backup as it was proven",
                        "bring back its files; nothing was touched")));
    }

    private List<String> writers(List<Subject> subjects, List<StoreSubject> others, VersionOfThen then) {
        List<Database> databases = Stream.concat(
                        subjects.stream().map(Subject::database),
                        others.stream().map(StoreSubject::database))
                .toList();
        for (Database database : databases) {
            boolean needed =
                    ground.writersAreDeclared() && request.inPlace() && database.kind() != Database.Kind.secrets;
            if (needed && database.writers().isEmpty()) {
                findings.add(Finding.block(
                        "restore-possible",
                        "database " + database.name()
                                + " has no writers in ratchet.yaml, so nobody knows what"
                                + " to stop while it is exchanged",
                        "the workloads that write to it",
                        "declare databases[].writers, e.g. [deployment/api], or use --strategy new-instance"));
            }
        }
        return ground.writers(databases, then);
    }

    private RestorePlan.Store store(Subject subject) {
        BackupEntry entry = subject.entry();
        return new RestorePlan.Store(
                entry.database(),
                entry.location(),
                entry.takenAt(),
                entry.bytes(),
                entry.proof(),
                subject.present(),
                subject.restored(),
                subject.names().kept(),
                LostWrites.count(
                        context.postgres(), subject.live(), subject.backup().rows()));
    }

    private RestorePlan.Store store(StoreSubject subject) {
        BackupEntry entry = subject.entry();
        StoreRestore restore = subject.restore();
        notes.addAll(restore.notes());
        return new RestorePlan.Store(
                entry.database(),
                entry.location(),
                entry.takenAt(),
                entry.bytes(),
                entry.proof(),
                restore.present(),
                restore.restored(),
                restore.overwrites() ? "a backup, taken before it is overwritten" : null,
                restore.lost());
    }

    private void approved(String digest, Restore half) {
        if (request.approved() != null && !request.approved().equals(digest)) {
            findings.add(
                    0,
                    Finding.block(
                            "plan-unchanged",
                            "the digest of the restore is now " + digest
                                    + (half == null
                                            ? ": the live revision, the backups, the databases or the settings changed"
                                                    + " since it was approved"
                                            : ", the one that was begun with"),
                            request.approved(),
                            "run `ratchet restore` without --plan again and have the new plan approved"));
        }
    }
}
