package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A container of a pod, as its status tells.
 *
 * @param created when the pod was created
 * @param asked image that the pod asks for
 * @param image image as the node calls it; null where no status came yet
 * @param imageId what the node pulled, with its digest; null where it does not say
 * @param restarts how often it was started again
 * @param ended when it last ended; null where it never has
 * @param ending how it last ended, in words; null where it never has
 */
public record ContainerRun(
        WorkloadRef workload,
        String pod,
        Instant created,
        String container,
        String asked,
        String image,
        String imageId,
        int restarts,
        Instant ended,
        String ending) {

    static List<ContainerRun> of(WorkloadRef workload, Pod pod) {
        List<ContainerRun> runs = new ArrayList<>();
        Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .forEach(container -> runs.add(of(workload, pod, container, status(pod, container.getName()))));
        return runs;
    }

    private static ContainerStatus status(Pod pod, String container) {
        return pod.getStatus() == null
                ? null
                : Stream.concat(
                                pod.getStatus().getInitContainerStatuses().stream(),
                                pod.getStatus().getContainerStatuses().stream())
                        .filter(status -> container.equals(status.getName()))
                        .findFirst()
                        .orElse(null);
    }

    private static ContainerRun of(WorkloadRef workload, Pod pod, Container container, ContainerStatus status) {
        ContainerStateTerminated last = status == null || status.getLastState() == null
                ? null
                : status.getLastState().getTerminated();
        return new ContainerRun(
                workload,
                pod.getMetadata().getName(),
                instant(pod.getMetadata().getCreationTimestamp()),
                container.getName(),
                container.getImage(),
                status == null ? null : blankAsNull(status.getImage()),
                status == null ? null : blankAsNull(status.getImageID()),
                status == null || status.getRestartCount() == null ? 0 : status.getRestartCount(),
                last == null ? null : instant(last.getFinishedAt()),
                last == null
                        ? null
                        : "exit code " + last.getExitCode()
                                + (last.getReason() == null || last.getReason().equals("Error")
                                        ? ""
                                        : " " + last.getReason()));
    }

    private static String blankAsNull(String text) {
        return text == null || text.isBlank() ? null : text;
    }

    static Instant instant(String timestamp) {
        try {
            return timestamp == null ? null : Instant.parse(timestamp);
        } catch (java.time.format.DateTimeParseException e) {
            return null;
        }
    }

    /** {@code pod api-1, container app}. */
    public String where() {
        return "pod " + pod + ", container " + container;
    }
}
