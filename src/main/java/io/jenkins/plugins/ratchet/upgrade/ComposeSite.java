package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.cluster.ChartImage;
import io.jenkins.plugins.ratchet.cluster.ContainerRun;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.Warnings.Warning;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.compose.ComposeCommand;
import io.jenkins.plugins.ratchet.compose.ComposeModel;
import io.jenkins.plugins.ratchet.compose.Engine;
import io.jenkins.plugins.ratchet.compose.ProjectReleases;
import io.jenkins.plugins.ratchet.compose.ProjectRevision;
import io.jenkins.plugins.ratchet.compose.ServiceContainer;
import io.jenkins.plugins.ratchet.compose.ServiceReadiness;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.plan.ActiveJob;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A project of docker compose: its migration is a service that ends, its workloads are the other services. */
public final class ComposeSite implements Site {
    private static final long PAUSE_NANOS = 250_000_000L;

    private final ComposeCommand compose;
    private final Engine engine;
    private final ProjectReleases releases;
    private final String migration;
    private final Events events;

    /** @param migration service that migrates; null where there is none */
    public ComposeSite(
            ComposeCommand compose, Engine engine, ProjectReleases releases, String migration, Events events) {
        this.compose = compose;
        this.engine = engine;
        this.releases = releases;
        this.migration = migration;
        this.events = events;
    }

    @Override
    public List<ActiveJob> activeJobs(List<Release> revisions) {
        return migration == null
                ? List.of()
                : migrations().alive(compose.project()).stream()
                        .map(each -> new ActiveJob(each.name(), each.id(), 1))
                        .toList();
    }

    private ComposeMigration migrations() {
        return new ComposeMigration(engine, migration);
    }

    @Override
    public Watch watch(NewRevision made) {
        return new Watch() {
            @Override
            public List<JobOutcome> outcomes(boolean success, BooleanSupplier stopped) {
                return releases.made(made.number())
                        .map(revision -> seen(revision, JobOutcome.State.NEVER_SEEN))
                        .orElse(List.of());
            }

            @Override
            public List<JobOutcome> withLogs(List<JobOutcome> outcomes) {
                return outcomes; // they have them already
            }

            @Override
            public void close() {
                // Nothing is held: what is left of the migration is read when it is asked for.
            }
        };
    }

    @Override
    public List<JobOutcome> migrations(Release release, RevisionMeta revision, boolean watched) {
        return releases.made(revision.revision())
                .map(each -> seen(each, watched ? JobOutcome.State.COMPLETE : JobOutcome.State.VANISHED))
                .orElse(List.of());
    }

    private List<JobOutcome> seen(ProjectRevision revision, JobOutcome.State otherwise) {
        if (migration == null || revision.mark() == null) {
            return List.of();
        }
        return List.of(Optional.ofNullable(revision.migration())
                .or(() -> migrations().read(ComposeMigration.container(compose.project(), revision.mark())))
                .orElseGet(() -> new JobOutcome(
                        migration, null, JobOutcome.MIGRATION, otherwise, "its container is not there")));
    }

    @Override
    public List<WorkloadRef> workloads(Release release) {
        return compose.rolled(compose.render(release.chartVersion())).stream()
                .map(service -> ServiceReadiness.ref(compose.project(), service))
                .toList();
    }

    @Override
    public List<ChartImage> images(Release release) {
        ComposeModel model = compose.render(release.chartVersion());
        return workloads(release).stream()
                .map(ref -> new ChartImage(
                        ref, ref.name(), model.services().get(ref.name()).image()))
                .toList();
    }

    @Override
    public List<WorkloadStatus> await(List<WorkloadRef> workloads, Duration limit, BooleanSupplier stopped) {
        ComposeModel model = releases.current();
        Map<WorkloadRef, String> told = new HashMap<>();
        SteadyServices steady = new SteadyServices();
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            List<ServiceContainer> containers = engine.containers(compose.project());
            List<WorkloadStatus> seen = now(model, workloads, containers).stream()
                    .map(status -> steady.judge(status, containers))
                    .toList();
            for (WorkloadStatus status : seen) {
                String text = status + (status.ready() ? ", ready" : "");
                if (!text.equals(told.put(status.ref(), text))) {
                    events.fact("rollout", text);
                }
            }
            boolean over = seen.stream().allMatch(WorkloadStatus::ready)
                    || seen.stream().anyMatch(status -> !status.ready() && status.fatal());
            if (over || stopped.getAsBoolean() || System.nanoTime() > end) {
                return seen;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public List<WorkloadStatus> now(List<WorkloadRef> workloads) {
        return now(releases.current(), workloads, engine.containers(compose.project()));
    }

    private List<WorkloadStatus> now(
            ComposeModel model, List<WorkloadRef> workloads, List<ServiceContainer> containers) {
        return workloads.stream()
                .map(ref -> ServiceReadiness.of(model, ref.name(), containers, compose.project()))
                .toList();
    }

    @Override
    public List<ContainerRun> containers(List<WorkloadRef> workloads) {
        List<ServiceContainer> all = engine.containers(compose.project());
        return workloads.stream()
                .flatMap(ref -> all.stream()
                        .filter(each -> !each.oneOff() && each.service().equals(ref.name()))
                        .map(each -> run(ref, each)))
                .toList();
    }

    private static ContainerRun run(WorkloadRef ref, ServiceContainer each) {
        return new ContainerRun(
                ref,
                each.name(),
                each.created(),
                each.service(),
                each.image(),
                null, // the engine tells no other name than the one that was asked for
                each.imageId(),
                each.restarts(),
                each.finished(),
                each.finished() == null ? null : "exit code " + each.exitCode());
    }

    /** The engine keeps no warnings. */
    @Override
    public List<Warning> warnings(Instant since) {
        return List.of();
    }
}
