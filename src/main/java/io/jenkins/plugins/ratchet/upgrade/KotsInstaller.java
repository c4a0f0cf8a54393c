package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseHistory;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.kots.AdminConsole;
import io.jenkins.plugins.ratchet.kots.AirgapBundle;
import io.jenkins.plugins.ratchet.kots.KotsCommand;
import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.RatchetMark;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.plan.kots.KotsReader;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import io.jenkins.plugins.ratchet.record.ConsoleVersion;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A release that an admin console of KOTS upgrades, with a helm of its own, when Ratchet asks it for one version. */
public final class KotsInstaller implements Installer {
    static final String NAME = "the admin console";
    private static final Duration OUTAGE = Duration.ofMinutes(2);

    private final Config config;
    private final AdminConsole console;
    private final Supplier<KotsCommand> kots;
    private final ReleaseStore releases;
    private final Airgap airgap;
    private final Path work;
    private final Events events;
    private final BooleanSupplier stopped;

    /**
     * Where bundles and the login of the registry come from.
     *
     * @param bundle of a version; not asked where none are configured
     * @param registry null where images are not pushed from here
     */
    public record Airgap(UnaryOperator<String> bundle, Supplier<KotsCommand.Registry> registry) {}

    /** @param work a directory of this run, which nobody else can read: the vendor's files may hold a licence */
    public KotsInstaller(
            Config config,
            AdminConsole console,
            Supplier<KotsCommand> kots,
            ReleaseStore releases,
            Airgap airgap,
            Path work,
            Events events,
            BooleanSupplier stopped) {
        this.config = config;
        this.console = console;
        this.kots = kots;
        this.releases = releases;
        this.airgap = airgap;
        this.work = work;
        this.events = events;
        this.stopped = stopped;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChartInfo stage(String version) {
        if (version == null) {
            throw RunException.usage("name the version to go to with --to, as the admin console calls it");
        }
        KotsVersion target =
                new KotsStaging(console, config.upgrade(), events, stopped).version(version, () -> bring(version));
        String chart = releases.history()
                .deployed()
                .flatMap(releases::load)
                .map(release -> release.version().chart())
                .orElseThrow(() -> RunException.usage("release " + config.namespace() + "/" + config.release()
                        + " is not deployed; check release and namespace in ratchet.yaml"));
        return kots.get()
                .download(
                        target.sequence(), work.resolve("kots-" + target.sequence()), work.resolve("kots-download.log"))
                .chart(chart)
                .named(target.label());
    }

    /** Has the console get what it may lack. */
    private void bring(String version) {
        if (config.kots().airgapBundle() != null) {
            upload(version);
        } else if (config.kots().checkForUpdates()) {
            checkForUpdates();
        }
    }

    /** What has come is not uploaded twice; what a rule refuses by the bundle's manifest, not at all. */
    private void upload(String version) {
        AirgapBundle bundle = AirgapBundle.read(Path.of(airgap.bundle().apply(version)));
        KotsBundle judge = new KotsBundle(bundle, VersionScheme.of(config.versions()));
        List<Finding> against =
                judge.against(config.kots().app(), version, console.current().orElse(null));
        if (!against.isEmpty()) {
            throw new RefusedException(against);
        }
        if (KotsReader.newest(console.versions(), version)
                .filter(judge::isAsNewAs)
                .isPresent()) {
            return;
        }
        events.fact("kots", "airgap bundle " + bundle.file() + " is uploaded");
        kots.get()
                .upload(bundle.file(), airgap.registry().get(), work.resolve("kots-upload.log"))
                .error()
                .ifPresent(error -> {
                    throw RunException.unavailable("the airgap bundle could not be uploaded: " + error
                            + "; once that is mended run the same command again");
                });
    }

    private void checkForUpdates() {
        events.fact("kots", "the admin console checks for updates");
        kots.get().checkForUpdates(work.resolve("kots-updates.log")).error().ifPresent(error -> {
            throw RunException.unavailable("the admin console could not check for updates: " + error);
        });
    }

    @Override
    public InstallerRun toBeStarted(Situation situation) {
        Instant deadline = Instant.now()
                .plus(config.upgrade().timeout())
                .plus(config.upgrade().readyTimeout())
                .plusSeconds(60);
        ConsoleVersion target =
                situation.outlook().knownKots().orElseThrow().target().name();
        return InstallerRun.toBeAsked(situation.history().next(), deadline, target);
    }

    @Override
    public DetachedProcess start(Situation situation, InstallerRun run, String mark, Path log) {
        // A console without a way to the vendor takes no label: kubectl kots would have it check for updates first.
        DetachedProcess process = config.kots().checkForUpdates()
                ? kots.get().deploy(run.console().label(), log)
                : console.deploy(run.console(), log);
        events.fact(
                "kots", "the admin console is asked to deploy " + run.console() + " (process " + process.pid() + ")");
        return process;
    }

    @Override
    public Ended ended(InstallerRun run, DetachedProcess process) {
        Patience patience = new Patience(OUTAGE, events);
        return new KotsRollout(console, run.console(), config.upgrade(), patience, events, stopped)
                .follow(KotsCommand.answer(process));
    }

    /** The console's helm leaves no mark: the revision is the one that it made of the version that it was asked for. */
    @Override
    public boolean made(Upgrade upgrade, RevisionMeta revision, Release release) {
        return release.version().withRevision(0).equals(upgrade.to().withRevision(0))
                && asked(upgrade)
                        .filter(current -> current.is(KotsVersion.DEPLOYED))
                        .isPresent();
    }

    @Override
    public void leaveMark(RevisionMeta revision, String mark) {
        releases.label(revision, RatchetMark.LABEL, mark);
    }

    @Override
    public Optional<RevisionMeta> revision(Upgrade open, ReleaseHistory history) {
        int first = open.helm().revision();
        return history.newest().filter(newest -> newest.revision() >= first);
    }

    /** What is slow gets ready after all, and what failed is deployed once more by somebody in the console. */
    @Override
    public boolean hasComeRound(Upgrade failed) {
        return asked(failed).filter(current -> current.is(KotsVersion.DEPLOYED)).isPresent()
                && console.state().ready(failed.helm().console().sequence());
    }

    @Override
    public Optional<String> holder() {
        return Optional.of(NAME);
    }

    /** {@code kubectl kots} cannot go back, and a console deploys a past version only where the vendor allows it. */
    @Override
    public List<String> beforeGoingBack(Upgrade upgrade) {
        Optional<KotsVersion> current = console.current();
        current.filter(version -> version.is(KotsVersion.DEPLOYING)).ifPresent(version -> {
            throw new RefusedException(List.of(unfinished(
                    "the admin console is deploying " + version.name() + " right now",
                    "wait until it is deployed or has failed")));
        });
        return current
                .map(version -> "the admin console is not told: it goes on calling " + version.name() + " "
                        + version.status()
                        + ", and deploys nothing by itself because of that; deploy nothing there until"
                        + " you know what went wrong, and then by `ratchet upgrade`. Objects of the application that are no"
                        + " part of the Helm release stay as they are")
                .stream()
                .toList();
    }

    /** The console works on whatever becomes of the process that asked it. */
    @Override
    public Optional<Finding> unfinished(Upgrade open, Optional<RevisionMeta> made) {
        InstallerRun run = open.helm();
        if (run.console() == null) {
            return Optional.empty();
        }
        Optional<KotsVersion> asked = asked(open);
        if (asked.isPresent()) {
            boolean over = asked.get().is(KotsVersion.DEPLOYED) || asked.get().is(KotsVersion.FAILED);
            return over
                    ? Optional.empty()
                    : Optional.of(unfinished(
                            "the admin console is deploying " + run.console() + " for upgrade " + open.id(),
                            "wait until it is deployed or has failed"));
        }
        InstallerRun.Life life =
                run.life(KotsCommand.deployArgument(run.console().label()));
        boolean maybe = life.isThere()
                || life == InstallerRun.Life.UNKNOWN && Instant.now().isBefore(run.deadline());
        return maybe
                ? Optional.of(unfinished(
                        "upgrade " + open.id() + " has started kubectl kots on " + run.host()
                                + ", and it may still be about to ask for " + run.console(),
                        "wait until it has ended, at the latest at " + run.deadline()))
                : Optional.empty();
    }

    private static Finding unfinished(String seen, String todo) {
        return Finding.block("release-not-pending", seen, "no deployment under way", todo);
    }

    /** The version that the upgrade asked for, where it is the one that the console has deployed or is deploying. */
    private Optional<KotsVersion> asked(Upgrade upgrade) {
        ConsoleVersion wanted = upgrade.helm().console();
        return wanted == null
                ? Optional.empty()
                : console.current().filter(current -> current.sequence() == wanted.sequence());
    }
}
