package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import java.util.stream.Stream;

/** Objects as they are handed on: without bookkeeping, and without the literal values of environment variables. */
final class Plainness {
    private Plainness() {}

    /** A copy; the environment keeps its names, as a value written in the manifest may be a password. */
    static HasMetadata of(HasMetadata object) {
        HasMetadata copy = Serialization.clone(object);
        copy.getMetadata().setManagedFields(null);
        if (copy.getMetadata().getAnnotations() != null) {
            copy.getMetadata().getAnnotations().remove("kubectl.kubernetes.io/last-applied-configuration");
        }
        pods(copy)
                .ifPresent(spec -> Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                        .flatMap(container -> container.getEnv().stream())
                        .forEach(Plainness::hide));
        return copy;
    }

    private static void hide(EnvVar variable) {
        if (variable.getValue() != null && !variable.getValue().isEmpty()) {
            variable.setValue("(" + variable.getValue().length() + " characters)");
        }
    }

    private static Optional<PodSpec> pods(HasMetadata object) {
        if (object instanceof Pod pod) {
            return Optional.ofNullable(pod.getSpec());
        }
        if (object instanceof Deployment deployment) {
            return Optional.of(deployment.getSpec().getTemplate().getSpec());
        }
        if (object instanceof ReplicaSet set) {
            return Optional.of(set.getSpec().getTemplate().getSpec());
        }
        if (object instanceof StatefulSet set) {
            return Optional.of(set.getSpec().getTemplate().getSpec());
        }
        if (object instanceof DaemonSet set) {
            return Optional.of(set.getSpec().getTemplate().getSpec());
        }
        return object instanceof Job job
                ? Optional.of(job.getSpec().getTemplate().getSpec())
                : Optional.empty();
    }
}
