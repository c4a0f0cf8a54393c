package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.util.ArrayList;
import java.util.List;

/** The exact commands of either way, with this release's names. */
final class TriageCommands {
    private final Config config;
    private final Upgrade upgrade;
    private final List<JobOutcome> jobs;

    TriageCommands(Config config, Upgrade upgrade, List<JobOutcome> jobs) {
        this.config = config;
        this.upgrade = upgrade;
        this.jobs = jobs;
    }

    List<String> restore() {
        List<String> commands = new ArrayList<>();
        logs(commands);
        commands.add("# the databases are as they were: mend the cause, then upgrade again, to this version or newer");
        commands.add(again());
        back(commands, "# only if the old version does not work any more: this shows what going back would lose");
        return commands;
    }

    List<String> forward() {
        List<String> commands = new ArrayList<>();
        List<JobOutcome> active = jobs.stream()
                .filter(job -> job.state() == JobOutcome.State.ACTIVE)
                .toList();
        if (!active.isEmpty()) {
            commands.add("# wait until it is Complete or Failed");
            active.forEach(job ->
                    commands.add(compose() ? "docker wait " + job.uid() : kubectl("get job " + job.name() + " -w")));
        }
        logs(commands);
        if (compose()) {
            commands.add("docker ps --all --filter label=com.docker.compose.project="
                    + upgrade.to().chart());
            commands.add("# never the old version again: mend the cause; then this version once more, or a newer one");
        } else {
            commands.add(kubectl("get pods"));
            commands.add(
                    "# never helm rollback: mend the cause; then, with a mended chart of this version or a newer one");
        }
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
            commands.add("ratchet restore --upgrade " + upgrade.id() + " --strategy "
                    + (config.installer() == Config.Installer.helm ? "new-instance" : "in-place"));
        }
    }

    /** Names the chart: it may have been given on the command line in place of the configuration's. */
    private String again() {
        if (config.kots() != null) {
            return "ratchet upgrade --to " + upgrade.helm().console().label();
        }
        if (config.terraform() != null || compose()) {
            return "ratchet upgrade --to " + upgrade.to().chartVersion();
        }
        return "ratchet upgrade --chart " + config.chart() + " --to "
                + upgrade.to().chartVersion();
    }

    /** Of the Jobs that are there to be asked. */
    private void logs(List<String> commands) {
        jobs.stream()
                .filter(job -> job.state() != JobOutcome.State.NEVER_SEEN && job.state() != JobOutcome.State.VANISHED)
                .forEach(job ->
                        commands.add(compose() ? "docker logs " + job.uid() : kubectl("logs job/" + job.name())));
    }

    private boolean compose() {
        return config.installer() == Config.Installer.compose;
    }

    private String kubectl(String command) {
        return "kubectl -n " + config.namespace() + " " + command;
    }
}
