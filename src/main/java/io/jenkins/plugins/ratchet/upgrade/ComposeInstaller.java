package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.compose.ComposeCommand;
import io.jenkins.plugins.ratchet.compose.DockerCommand;
import io.jenkins.plugins.ratchet.compose.Engine;
import io.jenkins.plugins.ratchet.compose.ProjectReleases;
import io.jenkins.plugins.ratchet.compose.ProjectRevision;
import io.jenkins.plugins.ratchet.compose.ServiceContainer;
import io.jenkins.plugins.ratchet.config.ComposeSettings;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.RatchetMark;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.plan.compose.ServiceChange;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import io.jenkins.plugins.ratchet.record.ImageChange;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * A project that docker compose runs: all images are brought first, then the migration service runs beside the services
 * that serve, and only when it has ended well are these replaced.
 */
public final class ComposeInstaller implements Installer {
    static final String NAME = "docker compose";

    private final Config config;
    private final ComposeSettings settings;
    private final Path directory;
    private final ComposeCommand compose;
    private final Engine engine;
    private final ProjectReleases releases;
    private final Site site;
    private final Events events;
    private final BooleanSupplier stopped;
    private final ComposeStaging staging;
    private ComposeProgram own;

    /** What an installer of a project works with. */
    public record Means(ComposeCommand compose, Engine engine, ProjectReleases releases, Site site) {}

    /** @param directory that of {@code ratchet.yaml} */
    public ComposeInstaller(
            Config config, Path directory, Means means, Redaction redaction, Events events, BooleanSupplier stopped) {
        this.config = config;
        this.settings = config.compose();
        this.directory = directory;
        this.compose = means.compose();
        this.engine = means.engine();
        this.releases = means.releases();
        this.site = means.site();
        this.events = events;
        this.stopped = stopped;
        this.staging = new ComposeStaging(settings, directory, compose, engine, redaction, events);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChartInfo stage(String version) {
        return staging.chart(version);
    }

    /** All images, or none is used: what runs has not noticed until here. */
    @Override
    public boolean makeReady(Situation situation) {
        staging.bring(situation.target().version());
        return true;
    }

    @Override
    public InstallerRun toBeStarted(Situation situation) {
        List<ServiceChange> changes =
                situation.outlook().knownCompose().orElseThrow().services();
        Instant deadline = Instant.now()
                .plus(config.upgrade().timeout())
                .plus(config.upgrade().readyTimeout().multipliedBy(changes.size()))
                .plusSeconds(60);
        List<ImageChange> images = changes.stream()
                .filter(change -> change.role() != ServiceChange.Role.LEFT)
                .map(change -> new ImageChange(change.service(), change.digestBefore(), change.digestAfter()))
                .toList();
        return InstallerRun.toBeRolled(situation.history().next(), deadline, images);
    }

    @Override
    public DetachedProcess start(Situation situation, InstallerRun run, String mark, Path log) {
        String version = situation.target().version();
        releases.begin(new ProjectRevision(
                run.revision(),
                version,
                ProjectRevision.State.BEGUN,
                mark,
                Instant.now(),
                releases.toBeRun(version),
                changes(situation),
                null,
                InstallerRun.toBeStarted(run.revision(), run.deadline())
                        .startedAs(ProcessHandle.current().pid())));
        try {
            if (!settings.command().isEmpty()) {
                own = new ComposeProgram(settings, compose.project(), engine, events);
                return own.start(version, directory, run.deadline(), log);
            }
            return settings.migration() == null
                    ? DetachedProcess.start(List.of("/usr/bin/env", "true"), log)
                    : migration(version, mark, log);
        } catch (RunException e) {
            releases.ended(run.revision(), false);
            throw e;
        }
    }

    /** Afterwards nothing tells any more what a service was given before. */
    private static Map<String, List<String>> changes(Situation situation) {
        return situation.outlook().knownCompose().orElseThrow().services().stream()
                .filter(change -> !change.variables().isEmpty())
                .collect(Collectors.toMap(ServiceChange::service, ServiceChange::variables));
    }

    private DetachedProcess migration(String version, String mark, Path log) {
        String container = ComposeMigration.container(compose.project(), mark);
        new ComposeMigration(engine, settings.migration())
                .clear(compose.project())
                .forEach(left -> events.fact("migration", "container " + left + " never ran, and was removed"));
        String words = null;
        try {
            DockerCommand.Answer answer = compose.startMigration(version, container, RatchetMark.LABEL + "=" + mark);
            words = answer.succeeded() ? null : answer.lastWords();
        } catch (RunException e) {
            words = e.getMessage();
        }
        if (words != null && !mayBeThere(container)) {
            throw RunException.unavailable(
                    "docker compose could not run service " + settings.migration() + ": " + words);
        }
        events.fact("migration", "service " + settings.migration() + " runs in container " + container);
        return engine.follow(container, log);
    }

    /** What Compose says is one thing; a container that is there may have run, and in doubt it is. */
    private boolean mayBeThere(String container) {
        try {
            return engine.container(container).isPresent();
        } catch (RunException e) {
            return true;
        }
    }

    @Override
    public Ended ended(InstallerRun run, DetachedProcess process) {
        ProjectRevision revision = releases.made(run.revision()).orElseThrow();
        Ended ended = own == null ? migratedAndRolled(revision) : byOwnProgram(revision, process);
        releases.ended(run.revision(), ended.success());
        if (ended.success()) {
            // How it ended is written down by now.
            engine.remove(ComposeMigration.container(compose.project(), revision.mark()));
        }
        return ended;
    }

    private Ended byOwnProgram(ProjectRevision revision, DetachedProcess process) {
        own.migration().ifPresent(outcome -> releases.migrated(revision.number(), outcome));
        return own.ended(process);
    }

    private Ended migratedAndRolled(ProjectRevision revision) {
        if (settings.migration() != null) {
            JobOutcome outcome = new ComposeMigration(engine, settings.migration())
                    .await(
                            ComposeMigration.container(compose.project(), revision.mark()),
                            config.upgrade().timeout(),
                            stopped);
            if (outcome.state() != JobOutcome.State.ACTIVE) {
                releases.migrated(revision.number(), outcome);
            }
            if (!outcome.complete()) {
                List<String> words = outcome.log();
                return new Ended(
                        false,
                        "service " + settings.migration() + " " + JobWords.of(outcome)
                                + "; no service was touched, the version before serves on",
                        words.isEmpty() ? "" : words.get(words.size() - 1),
                        null);
            }
            events.fact("migration", "service " + settings.migration() + " is complete");
        }
        return new ComposeRollout(compose, site, config.upgrade().readyTimeout(), events, stopped)
                .roll(revision.version(), compose.rolled(compose.render(revision.version())));
    }

    @Override
    public boolean made(Upgrade upgrade, RevisionMeta revision, Release release) {
        return RatchetMark.on(
                revision,
                release,
                RatchetMark.value(upgrade.id(), upgrade.helm().revision()));
    }

    /** A service that was slow serves after all, from the very image and configuration that it was to get. */
    @Override
    public boolean hasComeRound(Upgrade failed) {
        Optional<RevisionMeta> made = releases.history()
                .revision(failed.helm().revision())
                .filter(revision -> revision.status() == ReleaseStatus.DEPLOYED);
        return made.flatMap(releases::load)
                .filter(release -> site.now(site.workloads(release)).stream().allMatch(WorkloadStatus::ready))
                .isPresent();
    }

    @Override
    public List<String> beforeGoingBack(Upgrade upgrade) {
        String back = upgrade.from().chartVersion();
        return compose
                .kept()
                .filter(kept -> !kept.equals(back))
                .map(kept -> settings.versionVariable() + " is " + kept
                        + " in the project's variables: the next `docker compose up` by hand would go there once more,"
                        + " without a backup; set it to " + back + " where it is written")
                .stream()
                .toList();
    }

    @Override
    public Optional<Finding> unfinished(Upgrade open, Optional<RevisionMeta> made) {
        if (settings.migration() != null) {
            List<ServiceContainer> alive = new ComposeMigration(engine, settings.migration()).alive(compose.project());
            if (!alive.isEmpty()) {
                return Optional.of(unfinished(
                        "the migration of upgrade " + open.id() + " still runs, in container "
                                + alive.get(0).name(),
                        "wait until it has ended: docker wait " + alive.get(0).name()));
            }
        }
        boolean program = !settings.command().isEmpty()
                && open.helm()
                        .life(ComposeProgram.marker(settings, open.to().chartVersion()))
                        .isThere();
        return program || compose.atWork()
                ? Optional.of(unfinished(
                        (program ? settings.command().get(0) : NAME) + " still works on project " + compose.project(),
                        "wait until it has ended"))
                : Optional.empty();
    }

    private static Finding unfinished(String seen, String todo) {
        return Finding.block("release-not-pending", seen, "no upgrade under way", todo);
    }
}
