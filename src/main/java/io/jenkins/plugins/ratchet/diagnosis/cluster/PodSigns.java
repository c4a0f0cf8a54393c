package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.ratchet.diagnosis.ContainerSign;
import io.jenkins.plugins.ratchet.diagnosis.Place;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How the containers of a pod stand, as the kubelet reports it. */
final class PodSigns {
    private static final String LOOP = "CrashLoopBackOff";

    private PodSigns() {}

    /** Init containers first. */
    static Stream<ContainerSign> of(Pod pod) {
        return of(pod, List.of());
    }

    /** @param probe what was told of the pod's probes */
    static Stream<ContainerSign> of(Pod pod, List<String> probe) {
        return pod.getStatus() == null
                ? Stream.of()
                : Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream().map(status -> of(pod, status, true, probe)),
                        pod.getStatus().getContainerStatuses().stream().map(status -> of(pod, status, false, probe)));
    }

    private static ContainerSign of(Pod pod, ContainerStatus status, boolean init, List<String> probe) {
        Optional<ContainerState> state = Optional.ofNullable(status.getState());
        Optional<ContainerStateWaiting> waiting = state.map(ContainerState::getWaiting);
        Optional<ContainerStateTerminated> ended = state.map(ContainerState::getTerminated)
                .or(() -> Optional.ofNullable(status.getLastState()).map(ContainerState::getTerminated));
        int restarts = status.getRestartCount() == null ? 0 : status.getRestartCount();
        boolean failed = ended.filter(end -> end.getExitCode() != null && end.getExitCode() != 0)
                .isPresent();
        boolean waitsForRestart =
                waiting.filter(why -> LOOP.equals(why.getReason())).isPresent();
        return new ContainerSign(
                Place.CLUSTER,
                pod.getMetadata().getName(),
                status.getName(),
                init,
                status.getImage(),
                waiting.map(why -> new ContainerSign.Waiting(why.getReason(), why.getMessage()))
                        .orElse(null),
                state.map(ContainerState::getRunning).isPresent(),
                Boolean.TRUE.equals(status.getReady()),
                waitsForRestart || failed && restarts > 0,
                ended.map(end -> new ContainerSign.End(
                                end.getExitCode() == null ? 0 : end.getExitCode(), end.getReason(), end.getMessage()))
                        .orElse(null),
                restarts,
                limit(pod, status.getName()),
                probe);
    }

    private static String limit(Pod pod, String container) {
        return pod.getSpec() == null
                ? null
                : Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                        .filter(each -> each.getName().equals(container))
                        .map(PodSigns::limit)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse("none of its own");
    }

    private static Optional<String> limit(Container container) {
        return Optional.ofNullable(container.getResources())
                .map(resources -> resources.getLimits())
                .map(limits -> limits.get("memory"))
                .map(Object::toString);
    }
}
