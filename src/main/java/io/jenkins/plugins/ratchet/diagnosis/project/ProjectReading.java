package io.jenkins.plugins.ratchet.diagnosis.project;

import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.compose.ComposeModel;
import io.jenkins.plugins.ratchet.compose.ContainerDetail;
import io.jenkins.plugins.ratchet.compose.Engine;
import io.jenkins.plugins.ratchet.compose.ProjectRevision;
import io.jenkins.plugins.ratchet.compose.ProjectSecrets;
import io.jenkins.plugins.ratchet.compose.ServiceContainer;
import io.jenkins.plugins.ratchet.compose.ServiceReadiness;
import io.jenkins.plugins.ratchet.diagnosis.ContainerLog;
import io.jenkins.plugins.ratchet.diagnosis.ContainerSign;
import io.jenkins.plugins.ratchet.diagnosis.Gaps;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import io.jenkins.plugins.ratchet.diagnosis.Observed;
import io.jenkins.plugins.ratchet.diagnosis.Place;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** One reading of what a project shows of a failure, within bounds of time and size; what cannot be read is noted. */
final class ProjectReading {
    private static final int MOST_LOGS = 40;

    private final ProjectCollector.Means means;
    private final Incident incident;
    private final Gaps gaps = new Gaps();
    private final Map<String, ProjectFacts.Service> services = new TreeMap<>();
    private final List<ContainerDetail> containers = new ArrayList<>();
    private final List<String> absentFiles = new ArrayList<>();
    private final Map<Integer, List<String>> portHolders = new TreeMap<>();
    private final Map<String, String> older = new TreeMap<>();
    private final List<ContainerLog> logs = new ArrayList<>();
    private String version;

    ProjectReading(ProjectCollector.Means means, Incident incident) {
        this.means = means;
        this.incident = incident;
    }

    /** @param limit after which what was had by then has to do */
    Observed within(Duration limit) {
        gaps.reading("the engine", limit, this::read);
        synchronized (this) {
            ProjectFacts facts =
                    new ProjectFacts(means.project(), version, services, containers, absentFiles, portHolders, older);
            List<ContainerSign> signs = containers.stream()
                    .filter(detail -> !detail.container().oneOff())
                    .map(ServiceSigns::of)
                    .toList();
            return new Observed(incident, Place.PROJECT, signs, logs, gaps.list(), null, facts);
        }
    }

    private void read() {
        Engine engine = means.engine();
        List<ContainerDetail> all =
                tried("containers", () -> engine.details(means.project())).orElse(List.of());
        // First of all: whatever is read from now on may quote a secret.
        ProjectSecrets secrets = new ProjectSecrets(means.redaction());
        all.forEach(detail -> secrets.learn(detail.container().environment()));
        Optional<ComposeModel> model = tried("the project's files", means.releases()::current);
        model.ifPresent(secrets::learn);
        List<ContainerDetail> own = all.stream().filter(this::ofThisFailure).toList();
        keep(() -> containers.addAll(own));
        List<ProjectRevision> revisions =
                tried("revisions", means.releases()::remembered).orElse(List.of());
        model.ifPresent(each -> {
            compare(each, own, revisions);
            if (tried("whether the engine is on this machine", engine::local).orElse(false)) {
                files(each);
            }
        });
        ports(own);
        readLogs(own);
    }

    /** Migrations of upgrades before stay as containers where they failed. */
    private boolean ofThisFailure(ContainerDetail detail) {
        ServiceContainer container = detail.container();
        return !container.oneOff()
                || container.created() == null
                || !container.created().isBefore(incident.since());
    }

    private void compare(ComposeModel model, List<ContainerDetail> own, List<ProjectRevision> revisions) {
        List<ServiceContainer> running =
                own.stream().map(ContainerDetail::container).toList();
        Map<String, List<String>> changes = changes(revisions);
        ProjectRevision newest = revisions.isEmpty() ? null : revisions.get(revisions.size() - 1);
        keep(() -> {
            version = newest == null ? null : newest.version();
            model.services().values().forEach(service -> {
                WorkloadStatus status = ServiceReadiness.of(model, service.name(), running, means.project());
                boolean migrates = service.name().equals(means.migration());
                services.put(
                        service.name(),
                        new ProjectFacts.Service(
                                service.name(),
                                service.image(),
                                status.ready() || migrates,
                                status.toString(),
                                service.dependsOn().keySet().stream()
                                        .filter(other -> !other.equals(means.migration()))
                                        .sorted()
                                        .toList(),
                                service.environment().keySet().stream().sorted().toList(),
                                changes.getOrDefault(service.name(), List.of())));
            });
            if (newest != null) {
                running.stream()
                        .filter(each -> !each.oneOff() && isOlder(each, newest))
                        .forEach(each -> older.put(each.service(), each.image()));
            }
        });
    }

    private void files(ComposeModel model) {
        model.services()
                .values()
                .forEach(service -> service.files().forEach((inside, file) -> {
                    if (!Files.exists(file)) {
                        keep(() -> absentFiles.add("service " + service.name() + " is to have " + file + " as " + inside
                                + ", and it is not there"));
                    }
                }));
    }

    private static boolean isOlder(ServiceContainer container, ProjectRevision newest) {
        ProjectRevision.Rolled wanted = newest.services().get(container.service());
        return wanted != null && !wanted.imageId().equals(container.imageId());
    }

    /** Of the newest version: what an attempt before has replaced already, a later one does not change any more. */
    private static Map<String, List<String>> changes(List<ProjectRevision> revisions) {
        Map<String, List<String>> changes = new LinkedHashMap<>();
        for (int i = revisions.size() - 1; i >= 0; i--) {
            ProjectRevision revision = revisions.get(i);
            boolean newest = i == revisions.size() - 1;
            boolean serves = revision.state() == ProjectRevision.State.DEPLOYED
                    || revision.state() == ProjectRevision.State.SEEN;
            if (serves && !newest) {
                break;
            }
            revision.changes().forEach((service, more) -> {
                List<String> known = changes.computeIfAbsent(service, each -> new ArrayList<>());
                more.stream().filter(each -> !known.contains(each)).forEach(known::add);
            });
            if (serves) {
                break;
            }
        }
        return changes;
    }

    private void ports(List<ContainerDetail> own) {
        own.stream()
                .filter(detail ->
                        !detail.container().running() && !detail.container().oneOff())
                .flatMap(detail -> detail.ports().stream())
                .distinct()
                .forEach(port -> tried(
                                "who has port " + port, () -> means.engine().publishing(port))
                        .filter(names -> !names.isEmpty())
                        .ifPresent(names -> keep(() -> portHolders.put(port, names))));
    }

    /** Those of containers in trouble first. */
    private void readLogs(List<ContainerDetail> own) {
        List<ServiceContainer> wanted = own.stream()
                .sorted(Comparator.comparing(detail -> weight(ServiceSigns.of(detail), detail.container())))
                .map(ContainerDetail::container)
                .filter(container -> container.started() != null)
                .toList();
        if (wanted.size() > MOST_LOGS) {
            gaps.add("of " + wanted.size() + " logs the " + MOST_LOGS
                    + " were read that are most likely to matter; the others with `docker logs`");
        }
        wanted.stream()
                .limit(MOST_LOGS)
                .forEach(container -> tried(
                                "log of container " + container.name(),
                                () -> means.engine().log(container.name(), ContainerLog.LINES, incident.since()))
                        .ifPresent(lines -> keep(() -> logs.add(new ContainerLog(
                                Place.PROJECT, container.service(), container.name(), false, lines)))));
    }

    private static int weight(ContainerSign sign, ServiceContainer container) {
        return container.oneOff() ? 0 : sign.fails() ? 1 : sign.ready() ? 3 : 2;
    }

    private synchronized void keep(Runnable change) {
        change.run();
    }

    private <T> Optional<T> tried(String what, Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (RunException e) {
            gaps.add(what + ": " + e.getMessage());
            return Optional.empty();
        }
    }
}
