package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.RatchetMark;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.plan.path.TargetChart;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformOutlook;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import io.jenkins.plugins.ratchet.record.AppliedPlan;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.terraform.Terraform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A release that is a resource of Terraform: its provider moves it, when Terraform applies the plan that was judged. */
public final class TerraformInstaller implements Installer {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final Config config;
    private final Path directory;
    private final Supplier<Terraform> terraform;
    private final TargetChart charts;
    private final Path savedPlan;
    private final ReleaseStore releases;
    private final Events events;
    private final BooleanSupplier stopped;

    /**
     * @param directory that of {@code ratchet.yaml}
     * @param savedPlan where the plan that the situation shows was saved
     */
    public TerraformInstaller(
            Config config,
            Path directory,
            Supplier<Terraform> terraform,
            TargetChart charts,
            Path savedPlan,
            ReleaseStore releases,
            Events events,
            BooleanSupplier stopped) {
        this.config = config;
        this.directory = directory;
        this.terraform = terraform;
        this.charts = charts;
        this.savedPlan = savedPlan;
        this.releases = releases;
        this.events = events;
        this.stopped = stopped;
    }

    @Override
    public String name() {
        return terraform.get().command();
    }

    /** A vendor's zip is unpacked beside itself: the provider reads directories and {@code .tgz} only. */
    @Override
    public ChartInfo stage(String version) {
        ChartInfo chart = charts.fetch(version);
        Optional<Path> zip = charts.zip(version);
        if (zip.isEmpty()) {
            return chart;
        }
        Path work = savedPlan.toAbsolutePath().getParent();
        Path top = work.resolve(work.relativize(chart.path().toAbsolutePath()).subpath(0, 2));
        ChartInfo unpacked = UnpackedChart.beside(zip.get(), chart, top);
        events.fact("chart", zip.get().getFileName() + " lies unpacked in " + unpacked.path());
        return unpacked;
    }

    /** Terraform finds nothing left to be done, and the chart is the one that is asked for. */
    @Override
    public boolean isAskedFor(Upgrade done, Situation situation, String plan) {
        TerraformOutlook seen = situation.outlook().knownTerraform().orElseThrow();
        return seen.leadsTo(situation.target()) && seen.change().isEmpty();
    }

    /** The provider gives helm its own timeout for each hook in turn, and Terraform waits for the lock before that. */
    @Override
    public InstallerRun toBeStarted(Situation situation) {
        TerraformOutlook seen = situation.outlook().knownTerraform().orElseThrow();
        int hooks = situation
                .deployed()
                .map(release -> release.upgradeJobs().size())
                .orElse(0);
        long timeout = seen.knownRelease().orElseThrow().timeoutSeconds();
        Instant deadline = Instant.now()
                .plusSeconds(timeout * Math.max(2, hooks + 2))
                .plus(config.terraform().lockTimeout())
                .plusSeconds(60);
        int revision = situation.history().next();
        return InstallerRun.toBeApplied(revision, deadline, backedUp(seen, revision));
    }

    private AppliedPlan backedUp(TerraformOutlook seen, int revision) {
        StateBackup backup = StateBackup.write(
                terraform.get().state(),
                directory.resolve(config.terraform().stateBackups()).normalize(),
                config.release() + "-before-" + revision + "-" + STAMP.format(Instant.now()));
        events.fact("terraform", "the state as it was is in " + backup.file() + " (sha256 " + backup.sha256() + ")");
        return new AppliedPlan(
                seen.program(),
                seen.target(),
                seen.workspace(),
                seen.serial(),
                backup.file().toString(),
                backup.sha256());
    }

    /** The plan's file carries the mark in its name: by that the process is known, where its id was never noted. */
    @Override
    public DetachedProcess start(Situation situation, InstallerRun run, String mark, Path log) {
        Path plan = savedPlan.resolveSibling("terraform-" + mark + ".plan");
        try {
            Files.move(savedPlan, plan, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw RunException.unavailable("the saved plan is not there any more: " + e.getMessage(), e);
        }
        DetachedProcess process = terraform.get().apply(plan, log);
        events.fact(
                "terraform",
                terraform.get().name() + " applies the plan that was judged (process " + process.pid() + ")");
        return process;
    }

    @Override
    public Ended ended(InstallerRun run, DetachedProcess process) {
        return new TerraformEnd(terraform.get(), run, releases, events, stopped).read(process);
    }

    /** The provider leaves no mark: the revision is the one that was to be made, of the chart that the plan led to. */
    @Override
    public boolean made(Upgrade upgrade, RevisionMeta revision, Release release) {
        return revision.revision() == upgrade.helm().revision()
                && release.version().withRevision(0).equals(upgrade.to().withRevision(0));
    }

    @Override
    public void leaveMark(RevisionMeta revision, String mark) {
        releases.label(revision, RatchetMark.LABEL, mark);
    }

    /**
     * A provider ends what it does although Terraform was told to stop, and what was slow gets ready: the release is
     * deployed then, and Terraform has nothing left to be applied once more.
     */
    @Override
    public boolean hasComeRound(Upgrade failed) {
        return failed.helm().plan() != null
                && releases.history()
                        .newest()
                        .filter(newest -> newest.revision() == failed.helm().revision()
                                && newest.status() == ReleaseStatus.DEPLOYED)
                        .isPresent();
    }

    @Override
    public Optional<String> holder() {
        return Optional.of("the Terraform configuration");
    }

    @Override
    public List<String> beforeGoingBack(Upgrade upgrade) {
        if (upgrade.helm() != null && upgrade.helm().plan() != null) {
            unfinished(upgrade, releases.history().revision(upgrade.helm().revision()))
                    .ifPresent(finding -> {
                        throw new RefusedException(List.of(finding));
                    });
        }
        return new TerraformGoingBack(terraform.get(), upgrade, savedPlan.resolveSibling("terraform-back.plan"))
                .notes();
    }

    /** A provider that lost its Terraform works on, until the revision is settled; the process may be there ever after. */
    @Override
    public Optional<Finding> unfinished(Upgrade open, Optional<RevisionMeta> made) {
        InstallerRun run = open.helm();
        InstallerRun.Life life = run.life(RatchetMark.value(open.id(), run.revision()));
        boolean maybe = life == InstallerRun.Life.RUNNING
                || life != InstallerRun.Life.ENDED
                        && made.filter(TerraformEnd::settled).isEmpty()
                        && Instant.now().isBefore(run.deadline());
        return maybe
                ? Optional.of(Finding.block(
                        "release-not-pending",
                        "upgrade " + open.id() + " has started " + run.plan().program() + " on " + run.host()
                                + ", and it may still be at work on revision " + run.revision(),
                        "no Terraform at work",
                        "wait until it has ended, at the latest at " + run.deadline()))
                : Optional.empty();
    }
}
