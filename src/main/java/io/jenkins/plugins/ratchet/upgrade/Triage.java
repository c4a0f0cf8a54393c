package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.Support;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.Upgrade;
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
    private final List<JobOutcome> jobs;
    private final boolean deployed;

    /**
     * @param upgrade with the schema states before and after
     * @param deployed whether helm calls the new revision deployed
     */
    Triage(Config config, Upgrade upgrade, List<JobOutcome> jobs, boolean deployed) {
        this.config = config;
        this.upgrade = upgrade;
        this.jobs = jobs;
        this.deployed = deployed;
    }

    Advice advice() {
        List<String> why = new ArrayList<>();
        jobs.forEach(job -> why.add("hook Job " + job.name() + " " + JobWords.of(job)));
        boolean known = true;
        boolean changed = false;
        for (Database database : config.databases()) {
            if (upgrade.backupOf(database.name()).isEmpty()
                    && !upgrade.schemaBefore().containsKey(database.name())) {
                continue;
            }
            Optional<Boolean> committed = committed(database, why);
            known &= committed.isPresent();
            changed |= committed.orElse(false);
        }
        boolean active = jobs.stream().anyMatch(job -> job.state() == JobOutcome.State.ACTIVE);
        // The pod of a Job that somebody deleted may go on for its grace period, and commit after we looked.
        boolean vanished = jobs.stream().anyMatch(job -> job.state() == JobOutcome.State.VANISHED);
        boolean nothing = known && !changed && !deployed && !active && !vanished && noneComplete();
        if (nothing) {
            why.add("no migration committed anything: the old version can go on with its database as it is");
            return new Advice(Advice.Direction.RESTORE, why, restoreCommands(), contact());
        }
        if (!changed) {
            why.add("it cannot be excluded that a migration committed something; in doubt the way is forward");
        }
        return new Advice(Advice.Direction.ROLL_FORWARD, why, forwardCommands(active), contact());
    }

    private boolean noneComplete() {
        return jobs.stream().noneMatch(JobOutcome::complete);
    }

    /** Whether a migration changed the database; empty where nobody can tell. */
    private Optional<Boolean> committed(Database database, List<String> why) {
        String before = upgrade.schemaBefore().get(database.name());
        String after = upgrade.schemaAfter().get(database.name());
        if (before == null || after == null) {
            why.add("database " + database.name() + ": its schema could not be read "
                    + (before == null ? "before" : "after") + " the upgrade");
            return Optional.empty();
        }
        if (before.equals(after)) {
            why.add("database " + database.name() + " is unchanged, at " + after);
            return Optional.of(false);
        }
        why.add("database " + database.name() + " went from " + before + " to " + after + ": that is committed");
        return Optional.of(true);
    }

    private List<String> restoreCommands() {
        List<String> commands = new ArrayList<>();
        jobs.forEach(job -> commands.add(kubectl("logs job/" + job.name())));
        commands.add("# the databases are as they were: mend the cause, then upgrade again, to this version or newer");
        commands.add(again());
        commands.add("# only if the old version does not work any more: restore into a NEW database, then repoint");
        for (BackupEntry backup : newestBackups()) {
            commands.add("createdb -T template0 " + backup.sourceDatabase() + "_restored && pg_restore -e -j 2 -d "
                    + backup.sourceDatabase() + "_restored " + backup.location() + "/dump");
        }
        return commands;
    }

    private List<String> forwardCommands(boolean active) {
        List<String> commands = new ArrayList<>();
        if (active) {
            jobs.stream()
                    .filter(job -> job.state() == JobOutcome.State.ACTIVE)
                    .forEach(job -> commands.add(
                            kubectl("wait --for=condition=complete job/" + job.name() + " --timeout=-1s")));
        }
        jobs.forEach(job -> commands.add(kubectl("logs job/" + job.name())));
        commands.add(kubectl("get pods"));
        commands.add("# never helm rollback: mend the cause; then, with a mended chart of this version or a newer one");
        commands.add(again());
        return commands;
    }

    /** Names the chart: it may have been given on the command line in place of the configuration's. */
    private String again() {
        return "ratchet upgrade --chart " + config.chart() + " --to "
                + upgrade.to().chartVersion();
    }

    private List<BackupEntry> newestBackups() {
        return config.databases().stream()
                .flatMap(database -> upgrade.backupOf(database.name()).stream())
                .toList();
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
