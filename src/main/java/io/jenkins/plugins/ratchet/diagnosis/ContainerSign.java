package io.jenkins.plugins.ratchet.diagnosis;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import java.util.stream.Stream;

/** How a container stands, as the kubelet reports it. */
record ContainerSign(Pod pod, ContainerStatus status) {

    static Stream<ContainerSign> of(Pod pod) {
        return pod.getStatus() == null
                ? Stream.of()
                : Stream.concat(
                                pod.getStatus().getInitContainerStatuses().stream(),
                                pod.getStatus().getContainerStatuses().stream())
                        .map(status -> new ContainerSign(pod, status));
    }

    String podName() {
        return pod.getMetadata().getName();
    }

    String where() {
        return "pod " + podName() + ", container " + status.getName();
    }

    /** Why it waits; empty where it does not. */
    Optional<ContainerStateWaiting> waiting() {
        return state(status.getState()).map(ContainerState::getWaiting);
    }

    boolean waits(String reason) {
        return waiting()
                .map(ContainerStateWaiting::getReason)
                .filter(reason::equals)
                .isPresent();
    }

    boolean running() {
        return state(status.getState()).map(ContainerState::getRunning).isPresent();
    }

    boolean ready() {
        return Boolean.TRUE.equals(status.getReady());
    }

    /** How it ended last: just now, or before its last restart. */
    Optional<ContainerStateTerminated> ended() {
        return state(status.getState())
                .map(ContainerState::getTerminated)
                .or(() -> state(status.getLastState()).map(ContainerState::getTerminated));
    }

    int restarts() {
        return status.getRestartCount() == null ? 0 : status.getRestartCount();
    }

    /** Whether it ends with an error again and again, or did so in a pod that is not restarted. */
    boolean fails() {
        return waits("CrashLoopBackOff")
                || ended().filter(end -> end.getExitCode() != null && end.getExitCode() != 0)
                        .isPresent();
    }

    private static Optional<ContainerState> state(ContainerState state) {
        return Optional.ofNullable(state);
    }
}
