package io.jenkins.plugins.ratchet.backup.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.jenkins.plugins.ratchet.config.JobSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The pods of backups: one container of the chosen image, with the claim or what rclone needs. */
final class JobPods {
    static final String CONTAINER = "backup";
    private static final String VOLUME = "backups";

    private JobPods() {}

    /**
     * @param environment what is no secret
     * @param secret name of the Secret with the rest; null for none
     * @param secretKeys its keys, which are names of variables
     */
    static PodSpec spec(
            JobSettings settings,
            List<String> command,
            Map<String, String> environment,
            String secret,
            List<String> secretKeys,
            boolean readOnly) {
        List<EnvVar> variables = new ArrayList<>();
        new TreeMap<>(environment)
                .forEach((name, value) -> variables.add(new EnvVarBuilder()
                        .withName(name)
                        // Kubernetes replaces $(NAME) in values; twice the sign is itself.
                        .withValue(value.replace("$", "$$"))
                        .build()));
        for (String key : secretKeys) {
            variables.add(new EnvVarBuilder()
                    .withName(key)
                    .withNewValueFrom()
                    .withNewSecretKeyRef(key, secret, false)
                    .endValueFrom()
                    .build());
        }
        if (settings.rclone() != null) {
            variables.add(new EnvVarBuilder()
                    .withName("RATCHET_RCLONE_CONFIG")
                    .withNewValueFrom()
                    .withNewSecretKeyRef(JobSettings.RCLONE_CONFIG, settings.rcloneConfigSecret(), false)
                    .endValueFrom()
                    .build());
        }
        Map<String, Quantity> resources = new TreeMap<>();
        settings.resources().forEach((name, amount) -> resources.put(name, new Quantity(amount)));
        Container container = new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(settings.image())
                .withCommand(command)
                .withEnv(variables)
                .withNewResources()
                .withRequests(resources)
                .withLimits(resources)
                .endResources()
                .addNewVolumeMount()
                .withName(VOLUME)
                .withMountPath(settings.mountPath())
                .withReadOnly(readOnly)
                .endVolumeMount()
                .build();
        return new PodSpecBuilder()
                .withServiceAccountName(settings.serviceAccount())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withRestartPolicy("Never")
                .withTerminationGracePeriodSeconds(5L)
                .withContainers(container)
                .withVolumes(volume(settings, readOnly))
                .build();
    }

    /** With a remote, room for rclone's configuration that is on no disk. */
    private static Volume volume(JobSettings settings, boolean readOnly) {
        return settings.rclone() == null
                ? new VolumeBuilder()
                        .withName(VOLUME)
                        .withNewPersistentVolumeClaim(settings.claim(), readOnly)
                        .build()
                : new VolumeBuilder()
                        .withName(VOLUME)
                        .withNewEmptyDir()
                        .withMedium("Memory")
                        .withSizeLimit(new Quantity("16Mi"))
                        .endEmptyDir()
                        .build();
    }
}
