package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.compose.ServiceContainer;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The services of a project that may write, stopped by the containers that they have, and started again. Whoever asks
 * Compose for services misses those that the files no longer have.
 */
final class ProjectWriters {
    private static final String KIND = "service/";
    private static final Duration STOP = Duration.ofMinutes(10);

    private final ProjectMeans project;
    private final Events events;

    ProjectWriters(ProjectMeans project, Events events) {
        this.project = project;
        this.events = events;
    }

    /** All services that run now, in whatever version, but those that databases run in. */
    List<String> running(Set<String> databaseServices) {
        return containers().stream()
                .filter(each -> runs(each) && !databaseServices.contains(each.service()))
                .map(each -> KIND + each.service())
                .distinct()
                .sorted()
                .toList();
    }

    String shown(String writer) {
        return writer + ", containers "
                + containers().stream()
                        .filter(each -> runs(each) && writer.equals(KIND + each.service()))
                        .map(ServiceContainer::name)
                        .sorted()
                        .collect(Collectors.joining(", "));
    }

    /** What is back already, in a restore that had come to rolling the services, is left alone. */
    void stop(List<String> services, UpgradeLock lock, RestoreRecorder recorder) {
        if (recorder.restore().step() == Restore.Step.REINSTALLING) {
            return;
        }
        Map<String, Integer> before = new TreeMap<>(recorder.restore().writers());
        containers().stream()
                .filter(ProjectWriters::runs)
                .map(each -> KIND + each.service())
                .filter(services::contains)
                .collect(Collectors.groupingBy(service -> service, Collectors.summingInt(service -> 1)))
                .forEach(before::putIfAbsent);
        if (!before.equals(recorder.restore().writers())) {
            recorder.update(restore -> restore.withWriters(before));
        }
        lock.requireHeld("services were stopped");
        List<String> left = runningOf(before.keySet());
        if (left.isEmpty()) {
            return;
        }
        events.fact("restore", "stops " + String.join(", ", names(left)));
        project.engine().stop(left, STOP);
        List<String> again = runningOf(before.keySet());
        if (!again.isEmpty()) {
            throw RunException.failed(
                    "services do not end, or somebody starts them again: " + String.join(", ", names(again)));
        }
    }

    private List<String> runningOf(Collection<String> writers) {
        return containers().stream()
                .filter(each -> runs(each) && writers.contains(KIND + each.service()))
                .map(ServiceContainer::id)
                .toList();
    }

    private Set<String> names(List<String> ids) {
        return containers().stream()
                .filter(each -> ids.contains(each.id()))
                .map(ServiceContainer::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those of their containers that do not run, as they are. */
    void start(Collection<String> writers) {
        List<String> ended = new ArrayList<>(containers().stream()
                .filter(each -> !runs(each) && writers.contains(KIND + each.service()))
                .map(ServiceContainer::id)
                .toList());
        if (!ended.isEmpty()) {
            events.fact("restore", "starts " + String.join(", ", names(ended)) + " again");
            project.engine().start(ended);
        }
    }

    private List<ServiceContainer> containers() {
        return project.engine().containers(project.compose().project()).stream()
                .filter(each -> !each.oneOff())
                .toList();
    }

    private static boolean runs(ServiceContainer container) {
        return !container.ended() && !container.status().equals("created");
    }
}
