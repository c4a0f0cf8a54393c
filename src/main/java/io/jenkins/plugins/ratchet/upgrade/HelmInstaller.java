package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.RatchetMark;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.plan.path.TargetChart;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A release that Ratchet upgrades by running helm itself. */
public final class HelmInstaller implements Installer {
    private final Config config;
    private final Path directory;
    private final Supplier<Helm> helm;
    private final TargetChart charts;
    private final ReleaseStore releases;
    private final Events events;

    /** @param directory that of {@code ratchet.yaml} */
    public HelmInstaller(
            Config config,
            Path directory,
            Supplier<Helm> helm,
            TargetChart charts,
            ReleaseStore releases,
            Events events) {
        this.config = config;
        this.directory = directory;
        this.helm = helm;
        this.charts = charts;
        this.releases = releases;
        this.events = events;
    }

    @Override
    public String name() {
        return "helm";
    }

    @Override
    public ChartInfo stage(String version) {
        return charts.fetch(version);
    }

    /** Helm gives its timeout to each hook in turn; the deployed revision tells how many there may be. */
    @Override
    public InstallerRun toBeStarted(Situation situation) {
        int hooks = situation
                .deployed()
                .map(release -> release.upgradeJobs().size())
                .orElse(0);
        Instant deadline = Instant.now()
                .plus(config.upgrade().timeout().multipliedBy(Math.max(2, hooks + 1)))
                .plusSeconds(60);
        return InstallerRun.toBeStarted(situation.history().next(), deadline);
    }

    @Override
    public DetachedProcess start(Situation situation, InstallerRun run, String mark, Path log) {
        DetachedProcess process = helm.get().start(arguments(situation, mark), log);
        events.fact(
                "helm",
                helm.get().name() + " " + helm.get().version() + " upgrades to revision " + run.revision()
                        + " (process " + process.pid() + ")");
        return process;
    }

    private List<String> arguments(Situation situation, String mark) {
        List<String> arguments = new ArrayList<>(List.of(
                "upgrade",
                config.release(),
                situation.target().path().toAbsolutePath().toString(),
                "--namespace",
                config.namespace(),
                "--description",
                RatchetMark.description(mark),
                "--timeout",
                config.upgrade().timeout().toSeconds() + "s"));
        if (!helm.get().isEmbedded()) {
            arguments.addAll(List.of("--labels", RatchetMark.LABEL + "=" + mark));
        }
        for (String file : config.values()) {
            arguments.addAll(List.of("--values", directory.resolve(file).toString()));
        }
        arguments.addAll(config.helmArgs());
        return arguments;
    }

    @Override
    public Ended ended(InstallerRun run, DetachedProcess process) {
        int status = process.exitStatus();
        String output = process.output().strip();
        return new Ended(
                status == 0, "helm ended with status " + status, output.substring(output.lastIndexOf('\n') + 1), null);
    }

    @Override
    public boolean made(Upgrade upgrade, RevisionMeta revision, Release release) {
        String mark = RatchetMark.value(upgrade.id(), upgrade.helm().revision());
        return RatchetMark.on(revision, release, mark);
    }

    /** A helm that has no {@code --labels}. */
    @Override
    public void leaveMark(RevisionMeta revision, String mark) {
        if (helm.get().isEmbedded()) {
            releases.label(revision, RatchetMark.LABEL, mark);
        }
    }

    @Override
    public Optional<Finding> unfinished(Upgrade open, Optional<RevisionMeta> made) {
        InstallerRun run = open.helm();
        if (made.isPresent()) {
            return Optional.empty();
        }
        InstallerRun.Life life = run.life(RatchetMark.value(open.id(), run.revision()));
        boolean maybe = life.isThere()
                || (life == InstallerRun.Life.UNKNOWN && Instant.now().isBefore(run.deadline()));
        return maybe
                ? Optional.of(Finding.block(
                        "release-not-pending",
                        "upgrade " + open.id() + " has started helm on " + run.host()
                                + ", and it may still be about to make revision " + run.revision(),
                        "no helm at work",
                        "wait until it has ended, at the latest at " + run.deadline()))
                : Optional.empty();
    }
}
