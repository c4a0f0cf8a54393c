package io.jenkins.plugins.ratchet.compose;

import io.jenkins.plugins.ratchet.cluster.Running;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import java.util.List;
import java.util.stream.Collectors;

/** Whether a service is ready, by what its containers look like; the one place that decides it. */
public final class ServiceReadiness {
    private ServiceReadiness() {}

    /** How the engine's users name a service. */
    public static WorkloadRef ref(String project, String service) {
        return new WorkloadRef(WorkloadRef.Kind.SERVICE, project, service);
    }

    /**
     * @param containers those of the project
     */
    public static WorkloadStatus of(
            ComposeModel model, String name, List<ServiceContainer> containers, String project) {
        List<ServiceContainer> own = containers.stream()
                .filter(each -> !each.oneOff() && each.service().equals(name))
                .toList();
        int wanted = model.service(name).map(ComposeModel.Service::replicas).orElse(1);
        Judged judged = model.endsByItself(name) ? once(own) : serving(own, wanted);
        Running running = new Running(
                null,
                own.stream().map(ServiceContainer::image).distinct().toList(),
                own.stream().mapToInt(ServiceContainer::restarts).sum());
        return new WorkloadStatus(
                ref(project, name), judged.ready, judged.progress, judged.reason, judged.fatal, running);
    }

    private record Judged(boolean ready, String progress, String reason, boolean fatal) {}

    /** A service that does its work and ends. */
    private static Judged once(List<ServiceContainer> own) {
        if (own.isEmpty()) {
            return new Judged(false, "it was not run", null, true);
        }
        return own.stream()
                .filter(each -> !each.ended() || each.exitCode() != 0)
                .findFirst()
                .map(each -> new Judged(false, "it has not done its work", words(each), each.ended()))
                .orElseGet(() -> new Judged(true, "has done its work", null, false));
    }

    private static Judged serving(List<ServiceContainer> own, int wanted) {
        List<ServiceContainer> bad = own.stream().filter(each -> !serves(each)).toList();
        int good = own.size() - bad.size();
        String progress = good + " of " + wanted + " containers serve";
        if (bad.isEmpty() && good >= wanted) {
            return new Judged(true, progress, null, false);
        }
        String reason = own.isEmpty()
                ? "it has no container"
                : bad.stream().map(ServiceReadiness::words).collect(Collectors.joining("; "));
        boolean fatal = own.isEmpty() || bad.stream().anyMatch(ServiceContainer::ended);
        return new Judged(false, progress, reason.isEmpty() ? null : reason, fatal);
    }

    private static boolean serves(ServiceContainer container) {
        return container.running()
                && (container.health() == null || container.health().equals("healthy"));
    }

    private static String words(ServiceContainer container) {
        String state = container.running()
                ? "is " + (container.health() == null ? "running" : container.health())
                : container.ended() || container.status().equals("restarting")
                        ? container.status() + " with status " + container.exitCode()
                        : "is " + container.status();
        return container.name() + " " + state + (container.said() == null ? "" : ": " + container.said());
    }
}
