package io.jenkins.plugins.ratchet.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Optional;

/**
 * What a workload runs, beside how far its rollout is.
 *
 * @param revision the workload controller's own name for its newest pod template: a Deployment's revision annotation, a
 *     StatefulSet's update revision; null for kinds that have none
 * @param images images of its containers as its newest pod template names them, at most ten
 * @param restarts restarts of the containers of its pods of the newest template, added up
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Running(String revision, List<String> images, int restarts) {
    private static final int MOST_IMAGES = 10;

    public Running {
        images = images == null ? List.of() : List.copyOf(images);
    }

    static Running of(HasMetadata workload, List<Pod> pods) {
        return new Running(
                revision(workload),
                template(workload).stream()
                        .flatMap(spec -> spec.getContainers().stream())
                        .map(Container::getImage)
                        .filter(image -> image != null && !image.isBlank())
                        .distinct()
                        .limit(MOST_IMAGES)
                        .toList(),
                pods.stream()
                        .filter(pod -> pod.getStatus() != null)
                        .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                        .map(ContainerStatus::getRestartCount)
                        .mapToInt(restarts -> restarts == null ? 0 : restarts)
                        .sum());
    }

    private static String revision(HasMetadata workload) {
        if (workload instanceof StatefulSet set && set.getStatus() != null) {
            return set.getStatus().getUpdateRevision();
        }
        var annotations = workload.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(Evidence.REVISION);
    }

    private static Optional<PodSpec> template(HasMetadata workload) {
        if (workload instanceof Pod pod) {
            return Optional.ofNullable(pod.getSpec());
        }
        PodTemplateSpec template = null;
        if (workload instanceof Deployment deployment && deployment.getSpec() != null) {
            template = deployment.getSpec().getTemplate();
        } else if (workload instanceof StatefulSet set && set.getSpec() != null) {
            template = set.getSpec().getTemplate();
        } else if (workload instanceof DaemonSet set && set.getSpec() != null) {
            template = set.getSpec().getTemplate();
        } else if (workload instanceof Job job && job.getSpec() != null) {
            template = job.getSpec().getTemplate();
        }
        return Optional.ofNullable(template).map(PodTemplateSpec::getSpec);
    }
}
