package io.jenkins.plugins.ratchet.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.backup.job.JobMeans;
import io.jenkins.plugins.ratchet.backup.postgres.PostgresRestore;
import io.jenkins.plugins.ratchet.cluster.Writers;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.json.Json;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Decides what a restore would do, from the record, the backups and the servers, and changes nothing. */
final class RestorePlanner {
    private final RestoreContext context;
    private final RestoreRequest request;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    RestorePlanner(RestoreContext context, RestoreRequest request) {
        this.context = context;
        this.request = request;
    }

    /**
     * A plan, and what is needed to carry it out.
     *
     * @param restore as the record is to have it before the first effect
     * @param chart null where the release is not touched
     */
    record Prepared(
            RestorePlan plan,
            List<Finding> findings,
            Upgrade upgrade,
            Restore restore,
            List<Subject> subjects,
            List<StoreSubject> others,
            MatchingChart chart) {

        List<Database> databases() {
            return Stream.concat(
                            subjects.stream().map(Subject::database),
                            others.stream().map(StoreSubject::database))
                    .toList();
        }

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
        Instant began = half == null ? Instant.now().truncatedTo(ChronoUnit.SECONDS) : half.startedAt();
        List<String> names = half == null
                ? selected(upgrade)
                : half.databases().stream().map(RestoredDatabase::database).toList();
        List<Subject> subjects = new ArrayList<>();
        List<StoreSubject> others = new ArrayList<>();
        for (String name : names) {
            BackupEntry entry = upgrade.backupOf(name).orElseThrow();
            intact(entry);
            if (findings.stream().anyMatch(Finding::blocks)) {
                continue;
            }
            if (PostgresRestore.takes(entry)) {
                subjects.add(subject(entry, half, began));
            } else {
                others.add(other(entry, half, began));
            }
        }
        if (findings.stream().anyMatch(Finding::blocks)) {
            throw new RefusedException(findings); // before any server is asked for more
        }
        Map<String, String> repoint = repoint(subjects, others, half);
        boolean touchesRelease = request.inPlace() || !repoint.isEmpty();
        MatchingChart chart = MatchingChart.find(context.release(), upgrade.from(), repoint);
        if (half == null) {
            notes.addAll(context.release().installer().beforeGoingBack(upgrade));
            complete(situation, chart, names);
            Obstacles obstacles = new Obstacles(context, findings, notes);
            obstacles.look(subjects, request.inPlace());
            obstacles.look(others);
            if (touchesRelease && !request.printOnly()) {
                obstacles.look(chart, repoint.keySet());
            }
            if (findings.stream().anyMatch(Finding::blocks)) {
                throw new RefusedException(findings);
            }
        }
        List<String> writers = writers(subjects, others, touchesRelease);
        OneMoment.noteOf(Stream.concat(
                                subjects.stream().map(Subject::entry),
                                others.stream().map(StoreSubject::entry))
                        .toList())
                .ifPresent(notes::add);
        String digest = half == null
                ? digest(situation, upgrade, subjects, others, writers, repoint, touchesRelease ? chart : null)
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
                writers.stream().map(this::withReplicas).toList(),
                touchesRelease ? chart.description() : null,
                touchesRelease ? chart.hooks() : List.of(),
                repoint,
                restore.reason(),
                notes,
                List.of());
        return new Prepared(plan, findings, upgrade, restore, subjects, others, touchesRelease ? chart : null);
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
    private void complete(Situation situation, MatchingChart chart, List<String> names) {
        var values = chart.release().map(Release::values).orElse(situation.liveValues());
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

    private Database declared(BackupEntry entry) {
        return context.release().config().databases().stream()
                .filter(each -> each.name().equals(entry.database()))
                .findFirst()
                .orElseThrow(
                        () -> RunException.usage(
                                "database " + entry.database()
                                        + " is in the backups, but no longer declared in ratchet.yaml; declare it with its connection"));
    }

    private StoreSubject other(BackupEntry entry, Restore half, Instant began) {
        Database database = declared(entry);
        String name = half == null
                ? Names.instance(context.release().config().release(), entry.database(), began)
                : half.database(entry.database()).orElseThrow().name();
        StoreRestore restore = context.backups()
                .restore(entry, new BackupRequest(database, context.addresses()), request.inPlace(), name)
                .orElseThrow();
        RestoredDatabase names = half == null
                ? new RestoredDatabase(
                        entry.database(),
                        entry.location(),
                        entry.manifestSha256(),
                        entry.takenAt(),
                        entry.server(),
                        restore.named() ? name : restore.restored(),
                        null,
                        null)
                : half.database(entry.database()).orElseThrow();
        return new StoreSubject(database, entry, restore, names);
    }

    private Subject subject(BackupEntry entry, Restore half, Instant began) {
        Database database = declared(entry);
        DatabaseAddress live = context.addresses().of(database);
        DatabaseAddress server = request.inPlace()
                ? live
                : context.addresses().restoreOf(database).orElse(live);
        PostgresRestore backup = new PostgresRestore(
                new PostgresRestore.Means(
                        context.postgres(),
                        context.release().events(),
                        context.release().stopped(),
                        context.policy(),
                        new JobMeans(
                                context.release().cluster(),
                                context.release().config().namespace(),
                                context.release().config().release(),
                                context.backups().remotes())),
                entry,
                context.backups().fetch(entry));
        RestoredDatabase names = half == null
                ? names(entry, live, server, began)
                : half.database(entry.database()).orElseThrow();
        return new Subject(database, entry, backup, live, server, names);
    }

    private RestoredDatabase names(BackupEntry entry, DatabaseAddress live, DatabaseAddress server, Instant began) {
        try (DatabaseServer there = DatabaseServer.open(context.postgres(), server, Set.of(live.database()))) {
            boolean sameName = server.database().equals(live.database());
            String name = server.database();
            if (!request.inPlace() && sameName && (there.exists(name) || server.equals(live))) {
                name = Names.restored(name, began);
            }
            return new RestoredDatabase(
                    entry.database(),
                    entry.location(),
                    entry.manifestSha256(),
                    entry.takenAt(),
                    there.id(),
                    name,
                    Names.copy(name),
                    request.inPlace() ? Names.kept(name, began) : null);
        }
    }

    private Map<String, String> repoint(List<Subject> subjects, List<StoreSubject> others, Restore half) {
        if (half != null) {
            return half.repoint();
        }
        if (request.inPlace()) {
            return Map.of();
        }
        Map<String, String> values = new TreeMap<>();
        List<String> byHand = new ArrayList<>();
        List<Repoint> repoints = new ArrayList<>();
        subjects.forEach(subject -> repoints.add(Repoint.of(
                subject.database(),
                subject.live(),
                subject.server().withDatabase(subject.names().name()))));
        others.forEach(subject -> subject.restore()
                .move()
                .ifPresent(move -> repoints.add(Repoint.of(subject.database(), move.here(), move.there()))));
        others.forEach(subject ->
                subject.restore().byHand().forEach(text -> byHand.add("database " + subject.name() + ": " + text)));
        for (Repoint repoint : repoints) {
            repoint.values().forEach((path, value) -> {
                if (values.containsKey(path) && !values.get(path).equals(value)) {
                    byHand.add("value " + path + " would have to be " + values.get(path) + " and " + value);
                }
                values.put(path, value);
            });
            byHand.addAll(repoint.byHand());
        }
        if (byHand.isEmpty() && !request.printOnly()) {
            notes.add("put these values into your values files too, or the next upgrade leads the release back: "
                    + shown(values));
            return values;
        }
        byHand.forEach(text -> notes.add("to be changed by hand: " + text));
        if (!values.isEmpty()) {
            notes.add("values that lead the release to the restored databases: " + shown(values));
        }
        notes.add("the release is left as it is: change the above and install the matching chart yourself");
        return Map.of();
    }

    private static String shown(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private List<String> writers(List<Subject> subjects, List<StoreSubject> others, boolean touchesRelease) {
        if (!touchesRelease) {
            return List.of();
        }
        List<Database> databases = Stream.concat(
                        subjects.stream().map(Subject::database),
                        others.stream().map(StoreSubject::database))
                .toList();
        for (Database database : databases) {
            boolean needed = request.inPlace() && database.kind() != Database.Kind.secrets;
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
        return databases.stream()
                .flatMap(database -> database.writers().stream())
                .distinct()
                .toList();
    }

    private String withReplicas(String writer) {
        return new Writers(
                        context.release().cluster(), context.release().config().namespace())
                .replicas(writer)
                .map(replicas -> writer + ", replicas " + replicas)
                .orElse(writer + ", which does not exist now");
    }

    private RestorePlan.Store store(Subject subject) {
        BackupEntry entry = subject.entry();
        return new RestorePlan.Store(
                entry.database(),
                entry.location(),
                entry.takenAt(),
                entry.bytes(),
                entry.proof(),
                place(subject.live()),
                place(subject.server().withDatabase(subject.names().name())),
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

    private static String place(DatabaseAddress address) {
        return address.namedHost() + ":" + address.namedPort() + "/" + address.database();
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

    private String digest(
            Situation situation,
            Upgrade upgrade,
            List<Subject> subjects,
            List<StoreSubject> others,
            List<String> writers,
            Map<String, String> repoint,
            MatchingChart chart) {
        ObjectNode inputs = Json.mapper().createObjectNode();
        inputs.put("release", context.release().config().release());
        inputs.put("namespace", context.release().config().namespace());
        situation.history().newest().ifPresent(newest -> inputs.put("revision", newest.uid()));
        inputs.put("upgrade", upgrade.id());
        inputs.put("strategy", request.strategy().toString());
        inputs.put("reason", request.reason());
        inputs.set("to", Json.mapper().valueToTree(upgrade.from()));
        if (upgrade.restore() != null) {
            // Going back once more is another decision than the one that was carried out.
            inputs.put("after", upgrade.restore().startedAt().toString());
        }
        inputs.put("chart", chart == null ? null : chart.description());
        inputs.set("writers", Json.mapper().valueToTree(writers));
        inputs.set("repoint", Json.mapper().valueToTree(repoint.keySet()));
        for (Subject subject : subjects) {
            inputs.withArrayProperty("databases")
                    .addObject()
                    .put("database", subject.entry().database())
                    .put("manifest", subject.entry().manifestSha256())
                    .put("present", place(subject.live()))
                    .put("server", subject.names().server());
        }
        for (StoreSubject subject : others) {
            inputs.withArrayProperty("databases")
                    .addObject()
                    .put("database", subject.entry().database())
                    .put("manifest", subject.entry().manifestSha256())
                    .put("present", subject.restore().present());
        }
        try {
            return "sha256:" + Sha256.of(Json.mapper().writeValueAsBytes(inputs));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a plan's inputs are always writable as JSON", e);
        }
    }
}
