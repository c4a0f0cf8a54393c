package io.jenkins.plugins.ratchet.diagnosis;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import java.util.ArrayList;
import java.util.List;

/** What of a release is not as it should be, a line each: workloads, hook Jobs, pods. */
final class NotReady {
    private static final int MOST_PODS = 30;

    private NotReady() {}

    static List<String> lines(Observed observed) {
        List<String> lines = new ArrayList<>();
        observed.incident().workloads().stream()
                .filter(status -> !status.ready())
                .map(WorkloadStatus::toString)
                .forEach(lines::add);
        observed.unfinishedHooks().forEach(job -> lines.add(HookFailures.words(job)));
        observed.pods().stream()
                .filter(NotReady::notReady)
                .limit(MOST_PODS)
                .forEach(pod -> lines.add("pod " + pod.getMetadata().getName() + " is " + phase(pod)
                        + ContainerSign.of(pod)
                                .filter(sign -> !sign.ready())
                                .findFirst()
                                .map(sign -> ", container " + state(sign))
                                .orElse("")));
        return lines;
    }

    /** Wanted to be ready and is not; one that has done its work need not be. */
    private static boolean notReady(Pod pod) {
        return pod.getStatus() == null
                || !"Succeeded".equals(pod.getStatus().getPhase())
                        && pod.getStatus().getConditions().stream()
                                .noneMatch(condition ->
                                        "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static String phase(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return "Terminating";
        }
        return pod.getStatus() == null ? "Pending" : pod.getStatus().getPhase();
    }

    /** {@code api waiting, ImagePullBackOff: …}. */
    static String state(ContainerSign sign) {
        String name = sign.status().getName();
        if (sign.waiting().isPresent()) {
            return name + " waiting, "
                    + Words.of(
                            sign.waiting().get().getReason(),
                            sign.waiting().get().getMessage());
        }
        if (sign.running()) {
            return name + " running, " + (sign.ready() ? "ready" : "not ready");
        }
        return name
                + sign.ended()
                        .map(end -> " ended with exit code " + end.getExitCode() + ", "
                                + Words.of(end.getReason(), end.getMessage()))
                        .orElse(" not started");
    }
}
