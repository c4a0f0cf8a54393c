package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.plan.PlannedDatabase;
import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Restore or roll forward: restore only where it is known that no migration committed anything; in doubt, forward, as
 * what was committed cannot be undone and going back would lose it.
 */
public final class Triage {
    private final Config config;
    private final Upgrade upgrade;
    private final List<PlannedDatabase> required;
    private final List<JobOutcome> jobs;
    private final Optional<Release> made;
    private final Optional<MigrationOutlook> planned;

    /**
     * @param upgrade with the schema states before and after
     * @param required the databases that the upgrade migrates
     * @param made the revision that this attempt made; empty where helm never came that far
     * @param planned what the plan knew of the migrations; empty where it was not made by this run
     */
    public Triage(
            Config config,
            Upgrade upgrade,
            List<PlannedDatabase> required,
            List<JobOutcome> jobs,
            Optional<Release> made,
            Optional<MigrationOutlook> planned) {
        this.config = config;
        this.upgrade = upgrade;
        this.required = required;
        this.jobs = jobs;
        this.made = made;
        this.planned = planned;
    }

    /** What became known of the databases: whether any changed, and whether that is known of all of them. */
    private record Commits(boolean changed, boolean known) {}

    public Advice advice() {
        List<String> why = new ArrayList<>();
        jobs.forEach(job -> why.add(job.called() + " " + JobWords.of(job)));
        Commits commits = commits(why);
        boolean neverStarted = made.isEmpty() && firstAttempt() && jobs.stream().allMatch(Triage::neverSeen);
        if (neverStarted) {
            why.add("no revision was made, so no migration was run");
        }
        TriageCommands commands = new TriageCommands(config, upgrade, jobs);
        boolean safe = commits.known() && !any(JobOutcome.State.ACTIVE) && !deployed() && nothingRanToItsEnd();
        if (!commits.changed() && (neverStarted || safe)) {
            why.add("no migration committed anything: the old version can go on with its database as it is");
            why.addAll(RehearsalEvidence.lines(upgrade, false));
            return advice(Advice.Direction.RESTORE, false, why, commands.restore());
        }
        if (!commits.changed()) {
            why.add("it cannot be excluded that a migration committed something; in doubt the way is forward");
        }
        why.addAll(RehearsalEvidence.lines(upgrade, true));
        return advice(Advice.Direction.ROLL_FORWARD, !commits.changed(), why, commands.forward());
    }

    private Advice advice(Advice.Direction direction, boolean uncertain, List<String> why, List<String> commands) {
        return new Advice(
                direction,
                uncertain ? true : null,
                new WayBack(upgrade).scenario(direction, uncertain, planned),
                why,
                new WayBack(upgrade).lost(),
                commands,
                config.support() == null ? null : config.support().words());
    }

    private Commits commits(List<String> why) {
        // Secrets have no schema, and no migration commits anything there.
        List<PlannedDatabase> migrated = required.stream()
                .filter(database -> !database.kind().equals(Database.Kind.secrets.name()))
                .toList();
        // Where no database is named, nobody looked into the one that the product has.
        boolean known = !migrated.isEmpty();
        boolean changed = false;
        for (PlannedDatabase database : migrated) {
            Optional<Boolean> committed = committed(database.name(), why);
            known &= committed.isPresent();
            changed |= committed.orElse(false);
        }
        return new Commits(changed, known);
    }

    private boolean deployed() {
        return made.filter(release -> release.status() == ReleaseStatus.DEPLOYED)
                .isPresent();
    }

    private boolean firstAttempt() {
        return upgrade.transitions().stream()
                        .filter(transition -> transition.state() == UpgradeState.UPGRADING)
                        .count()
                <= 1;
    }

    /** A vanished Job's pod may work on for its grace period; what it committed may come after we looked. */
    private boolean nothingRanToItsEnd() {
        return !any(JobOutcome.State.COMPLETE) && !any(JobOutcome.State.VANISHED);
    }

    private boolean any(JobOutcome.State state) {
        return jobs.stream().anyMatch(job -> job.state() == state);
    }

    private static boolean neverSeen(JobOutcome job) {
        return job.state() == JobOutcome.State.NEVER_SEEN;
    }

    /** Whether a migration changed the database; empty where nobody can tell. */
    private Optional<Boolean> committed(String database, List<String> why) {
        String before = upgrade.schemaBefore().get(database);
        String after = upgrade.schemaAfter().get(database);
        if (before == null || after == null) {
            why.add("database " + database + ": its schema could not be read " + (before == null ? "before" : "after")
                    + " the upgrade");
            return Optional.empty();
        }
        if (before.equals(after)) {
            why.add("database " + database + " is unchanged, at " + after);
            return Optional.of(false);
        }
        why.add("database " + database + " went from " + before + " to " + after + ": that is committed");
        return Optional.of(true);
    }
}
