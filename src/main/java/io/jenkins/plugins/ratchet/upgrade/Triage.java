package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.Support;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.plan.PlannedDatabase;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Restore or roll forward: restore only where it is known that no migration committed anything; in doubt, forward, as
 * what was committed cannot be undone and going back would lose it.
 */
final class Triage {
    private final Config config;
    private final Upgrade upgrade;
    private final List<PlannedDatabase> required;
    private final List<JobOutcome> jobs;
    private final Optional<Release> made;

    /**
     * @param upgrade with the schema states before and after
     * @param required the databases that the upgrade migrates
     * @param made the revision that this attempt made; empty where helm never came that far
     */
    Triage(
            Config config,
            Upgrade upgrade,
            List<PlannedDatabase> required,
            List<JobOutcome> jobs,
            Optional<Release> made) {
        this.config = config;
        this.upgrade = upgrade;
        this.required = required;
        this.jobs = jobs;
        this.made = made;
    }

    Advice advice() {
        List<String> why = new ArrayList<>();
        jobs.forEach(job -> why.add("hook Job " + job.name() + " " + JobWords.of(job)));
        // Where no database is named, nobody looked into the one that the product has.
        boolean known = !required.isEmpty();
        boolean changed = false;
        for (PlannedDatabase database : required) {
            Optional<Boolean> committed = committed(database.name(), why);
            known &= committed.isPresent();
            changed |= committed.orElse(false);
        }
        boolean active = any(JobOutcome.State.ACTIVE);
        boolean neverStarted = made.isEmpty() && firstAttempt() && jobs.stream().allMatch(Triage::neverSeen);
        if (neverStarted) {
            why.add("helm made no revision, so no hook was run");
        }
        if (!changed && (neverStarted || (known && !active && !deployed() && nothingRanToItsEnd()))) {
            why.add("no migration committed anything: the old version can go on with its database as it is");
            return new Advice(Advice.Direction.RESTORE, why, restoreCommands(), contact());
        }
        if (!changed) {
            why.add("it cannot be excluded that a migration committed something; in doubt the way is forward");
        }
        return new Advice(Advice.Direction.ROLL_FORWARD, why, forwardCommands(active), contact());
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

    private List<String> restoreCommands() {
        List<String> commands = new ArrayList<>();
        logs(commands);
        commands.add("# the databases are as they were: mend the cause, then upgrade again, to this version or newer");
        commands.add(again());
        back(commands, "# only if the old version does not work any more: this shows what going back would lose");
        return commands;
    }

    private List<String> forwardCommands(boolean active) {
        List<String> commands = new ArrayList<>();
        if (active) {
            commands.add("# wait until it is Complete or Failed");
            jobs.stream()
                    .filter(job -> job.state() == JobOutcome.State.ACTIVE)
                    .forEach(job -> commands.add(kubectl("get job " + job.name() + " -w")));
        }
        logs(commands);
        commands.add(kubectl("get pods"));
        commands.add("# never helm rollback: mend the cause; then, with a mended chart of this version or a newer one");
        commands.add(again());
        back(
                commands,
                "# only where there is no way forward: this shows what going back would lose, and does nothing yet");
        return commands;
    }

    /** The way back, where there is a backup to go back to. */
    private void back(List<String> commands, String why) {
        if (upgrade.backups().stream().anyMatch(BackupEntry::proven)) {
            commands.add(why);
            commands.add("ratchet restore --upgrade " + upgrade.id() + " --strategy new-instance");
            upgrade.backups().stream()
                    .filter(backup -> backup.proven() && !backup.kind().equals(Database.Kind.postgres.name()))
                    .forEach(backup ->
                            commands.add("# " + backup.database() + ": its backup is at " + backup.location()));
        }
    }

    /** Names the chart: it may have been given on the command line in place of the configuration's. */
    private String again() {
        return "ratchet upgrade --chart " + config.chart() + " --to "
                + upgrade.to().chartVersion();
    }

    /** Of the Jobs that are there to be asked. */
    private void logs(List<String> commands) {
        jobs.stream()
                .filter(job -> !neverSeen(job) && job.state() != JobOutcome.State.VANISHED)
                .forEach(job -> commands.add(kubectl("logs job/" + job.name())));
    }

    private String kubectl(String command) {
        return "kubectl -n " + config.namespace() + " " + command;
    }

    private String contact() {
        Support support = config.support();
        if (support == null) {
            return null;
        }
        List<String> parts = new ArrayList<>();
        if (support.onFailure() != null) {
            parts.add(support.onFailure());
        }
        if (support.contact() != null) {
            parts.add(support.contact());
        }
        return parts.isEmpty() ? null : String.join(" — ", parts);
    }
}
