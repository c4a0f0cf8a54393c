package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.compose.ProjectRevision;
import io.jenkins.plugins.ratchet.compose.ServiceContainer;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.RatchetMark;
import io.jenkins.plugins.ratchet.record.ImageChange;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.upgrade.ComposeRollout;
import io.jenkins.plugins.ratchet.upgrade.Installer;
import io.jenkins.plugins.ratchet.upgrade.UpgradeContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Rolls the services to the version that belongs to the restored databases, as a revision of its own. */
final class ProjectReinstallation {
    private static final long PAUSE_NANOS = 250_000_000L;

    private final UpgradeContext context;
    private final ProjectMeans project;

    ProjectReinstallation(RestoreContext context) {
        this.context = context.release();
        this.project = context.project();
    }

    /** Waits for a Compose that a killed run of this restore has left behind. */
    void settle() {
        boolean told = false;
        while (project.compose().atWork()) {
            if (!told) {
                context.events().fact("rollout", "a docker compose of this restore is still at work; waiting for it");
                told = true;
            }
            if (context.stopped().getAsBoolean()) {
                throw new RunException(
                        ExitCode.TERMINATED,
                        "interrupted while waiting for docker compose; run the same restore again to end it");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** The revision that an earlier run has made; containers that only wait to be started are not there yet. */
    Optional<Release> done(Restore restore) {
        if (restore.helm() == null) {
            return Optional.empty();
        }
        String mark = RatchetMark.value(restore.upgrade(), restore.helm().revision());
        return project.releases()
                .history()
                .revision(restore.helm().revision())
                .filter(meta -> meta.status() == ReleaseStatus.DEPLOYED)
                .flatMap(meta -> project.releases().load(meta).filter(release -> RatchetMark.on(meta, release, mark)))
                .filter(release -> context.site().now(context.site().workloads(release)).stream()
                        .allMatch(WorkloadStatus::ready));
    }

    /** Rolls what is not as it was then, unless an earlier run has; returns the revision as it is deployed. */
    Release run(MatchingProject then, UpgradeLock lock, RestoreRecorder recorder) {
        Optional<Release> done = done(recorder.restore());
        if (done.isPresent()) {
            return done.get();
        }
        int revision = project.releases().history().next();
        String version = then.version().chartVersion();
        InstallerRun run = InstallerRun.toBeRolled(revision, deadline(then), images(then))
                .startedAs(ProcessHandle.current().pid());
        lock.requireHeld("the services of then were rolled");
        // Written before anything is rolled: whoever comes after a crash knows what may be under way.
        recorder.update(restore -> restore.at(Restore.Step.REINSTALLING).withHelm(run));
        then.name();
        project.releases()
                .begin(new ProjectRevision(
                        revision,
                        version,
                        ProjectRevision.State.BEGUN,
                        RatchetMark.value(recorder.restore().upgrade(), revision),
                        Instant.now(),
                        project.releases().toBeRun(version),
                        Map.of(),
                        null,
                        run,
                        then.version().revision()));
        context.events().fact("rollout", "rolls the services to version " + version + " as revision " + revision);
        Config config = context.config();
        Installer.Ended ended = new ComposeRollout(
                        project.compose(),
                        context.site(),
                        config.upgrade().readyTimeout(),
                        context.events(),
                        context.stopped())
                .roll(version, project.compose().rolled(then.former().model()));
        project.releases().ended(revision, ended.success());
        if (!ended.success()) {
            throw failed(ended, version);
        }
        return project.releases()
                .history()
                .revision(revision)
                .flatMap(project.releases()::load)
                .orElseThrow(() -> RunException.failed("revision " + revision + " is not in the list of revisions"));
    }

    private RunException failed(Installer.Ended ended, String version) {
        String seen = ended.seen() + (ended.said().isEmpty() ? "" : ": " + ended.said());
        return context.stopped().getAsBoolean()
                ? new RunException(
                        ExitCode.TERMINATED,
                        "interrupted while the services were rolled to version " + version + " (" + seen
                                + "); the databases are restored, run the same restore again to end it")
                : RunException.failed("the databases are restored, but version " + version + " does not serve: " + seen
                        + "; mend the cause and run the same restore again");
    }

    private Instant deadline(MatchingProject then) {
        return Instant.now()
                .plus(context.config()
                        .upgrade()
                        .readyTimeout()
                        .multipliedBy(then.former().images().size()))
                .plusSeconds(60);
    }

    private List<ImageChange> images(MatchingProject then) {
        Map<String, String> now = new HashMap<>();
        for (ServiceContainer each :
                project.engine().containers(project.compose().project())) {
            if (!each.oneOff()) {
                now.put(each.service(), project.engine().identity(each));
            }
        }
        return then.former().images().stream()
                .map(image -> new ImageChange(image.service(), now.get(image.service()), image.identity()))
                .toList();
    }
}
