package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What pods and ReplicaSets tell about a workload beyond its own status: why it is held up, and who still serves. */
final class Evidence {
    /** How a status begins to tell of old pods. */
    static final String OLD_PODS = "pods of an older ReplicaSet still serve";

    static final String REVISION = "deployment.kubernetes.io/revision";

    private static final Set<String> TROUBLE = Set.of(
            "CrashLoopBackOff",
            "ImagePullBackOff",
            "ErrImagePull",
            "ErrImageNeverPull",
            "InvalidImageName",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError");
    private static final int LONGEST_MESSAGE = 300;
    private static final int MOST_NAMES = 5;

    private final Collection<ReplicaSet> replicaSets;
    private final Collection<Pod> pods;

    Evidence(Collection<ReplicaSet> replicaSets, Collection<Pod> pods) {
        this.replicaSets = replicaSets;
        this.pods = pods;
    }

    /** The status with what pods and ReplicaSets add: a reason for waiting, or old pods that still serve. */
    WorkloadStatus complete(WorkloadStatus status, HasMetadata object) {
        if (object == null) {
            return status;
        }
        return judged(status, object)
                .running(Running.of(object, newestPods(object).toList()));
    }

    private WorkloadStatus judged(WorkloadStatus status, HasMetadata object) {
        if (status.ready() && status.ref().kind() == WorkloadRef.Kind.DEPLOYMENT) {
            List<Pod> stale = staleReadyPods(object);
            if (!stale.isEmpty()) {
                return WorkloadStatus.waiting(status.ref(), status.progress(), OLD_PODS + ": " + names(stale));
            }
        }
        return status.because(trouble(object).orElse(null));
    }

    /**
     * Pods of older ReplicaSets of a Deployment that are still Ready. Those that are being deleted count: until they end
     * they work on the migrated schema with the old code, and the Deployment's own status no longer counts them.
     */
    private List<Pod> staleReadyPods(HasMetadata deployment) {
        // A ReplicaSet that went back into service keeps its age and gets a new revision: age tells nothing.
        long newest =
                owned(replicaSets, deployment).mapToLong(Evidence::revision).reduce(revision(deployment), Math::max);
        return owned(replicaSets, deployment)
                .filter(set -> revision(set) < newest)
                .flatMap(set -> owned(pods, set))
                .filter(Evidence::isReady)
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .toList();
    }

    /** Why pods of the workload do not come up, in the kubelet's or scheduler's words. */
    private Optional<String> trouble(HasMetadata workload) {
        return newestPods(workload)
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .map(Evidence::trouble)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The workload's own pods, those of older ReplicaSets left out. */
    Stream<Pod> newestPods(HasMetadata workload) {
        return workload instanceof Pod pod
                ? Stream.of(pod)
                : Stream.concat(
                        owned(pods, workload),
                        owned(replicaSets, workload)
                                .filter(set -> revision(set) >= revision(workload))
                                .flatMap(set -> owned(pods, set)));
    }

    private static Optional<String> trouble(Pod pod) {
        PodStatus status = pod.getStatus();
        if (status == null) {
            return Optional.empty();
        }
        String where = "pod " + pod.getMetadata().getName();
        Optional<String> container = Stream.concat(
                        status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
                .filter(each -> waitingReason(each).filter(TROUBLE::contains).isPresent())
                .map(each -> where + ", container " + each.getName() + ": " + words(each))
                .findFirst();
        return container.or(() -> status.getConditions().stream()
                .filter(condition -> "PodScheduled".equals(condition.getType())
                        && "False".equals(condition.getStatus())
                        && "Unschedulable".equals(condition.getReason()))
                .map(condition -> where + ": " + words(condition.getReason(), condition.getMessage()))
                .findFirst());
    }

    private static Optional<String> waitingReason(ContainerStatus container) {
        return Optional.ofNullable(container.getState())
                .map(ContainerState::getWaiting)
                .map(waiting -> waiting.getReason());
    }

    private static String words(ContainerStatus container) {
        var waiting = container.getState().getWaiting();
        String text = words(waiting.getReason(), waiting.getMessage());
        var ended = Optional.ofNullable(container.getLastState())
                .map(ContainerState::getTerminated)
                .orElse(null);
        if (ended == null) {
            return text;
        }
        return text + "; last exit code " + ended.getExitCode()
                + (ended.getReason() == null || "Error".equals(ended.getReason()) ? "" : " " + ended.getReason())
                + ", " + container.getRestartCount() + " restarts";
    }

    /** {@code Reason: message}, the message on one line and cut. */
    static String words(String reason, String message) {
        if (message == null || message.isBlank()) {
            return reason == null || reason.isBlank() ? null : reason;
        }
        String line = message.strip().replaceAll("\\s+", " ");
        String cut = line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE) + "…" : line;
        return reason == null || reason.isBlank() ? cut : reason + ": " + cut;
    }

    static boolean isReady(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .filter(condition -> "Ready".equals(condition.getType()))
                        .map(PodCondition::getStatus)
                        .anyMatch("True"::equals);
    }

    private static <T extends HasMetadata> Stream<T> owned(Collection<T> all, HasMetadata owner) {
        String uid = owner.getMetadata().getUid();
        return all.stream()
                .filter(each -> uid != null
                        && each.getMetadata().getOwnerReferences().stream()
                                .map(OwnerReference::getUid)
                                .anyMatch(uid::equals));
    }

    private static long revision(HasMetadata object) {
        var annotations = object.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(REVISION);
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String names(List<Pod> pods) {
        String listed = pods.stream()
                .limit(MOST_NAMES)
                .map(pod -> pod.getMetadata().getName())
                .collect(Collectors.joining(", "));
        return pods.size() > MOST_NAMES ? listed + " and " + (pods.size() - MOST_NAMES) + " more" : listed;
    }
}
