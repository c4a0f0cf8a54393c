package io.jenkins.plugins.ratchet.backup.job;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.ratchet.backup.RemoteObjects;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.PodGate;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.demo.PodRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A cluster whose Jobs really run, as processes of this machine; the claim {@code backups} is a directory that they all
 * see.
 */
public final class JobCluster {
    public static final String NAMESPACE = "default";
    public static final String RELEASE = "shop";
    /** Secret with an rclone's configuration, where {@link #rclone} made one. */
    public static final String RCLONE = "backups-rclone";

    public final LocalApi api;
    public final Cluster cluster;
    public final Path claim;
    private final PodRunner runner;
    private final PodGate gate;

    public JobCluster(Path directory) throws Exception {
        claim = Files.createDirectories(directory.resolve("claim"));
        Path home = Files.createDirectories(directory.resolve("api"));
        api = new LocalApi(home);
        runner = new PodRunner(api.client(), home.resolve("logs"), true);
        runner.start();
        gate = new PodGate(api.api.uri());
        Path kubeconfig = directory.resolve("kubeconfig");
        Files.writeString(kubeconfig, gate.kubeconfig(api.api.kubeconfig()));
        cluster = Cluster.connect(kubeconfig, null);
        client().persistentVolumeClaims()
                .inNamespace(NAMESPACE)
                .resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName("backups")
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .endSpec()
                        .build())
                .create();
    }

    public KubernetesClient client() {
        return api.client();
    }

    /** @param environment its PATH is where the engine looks for rclone */
    public JobMeans means(Map<String, String> environment) {
        return new JobMeans(cluster, NAMESPACE, RELEASE, new RemoteObjects(environment, 0));
    }

    /** Onto the claim. @param programs null for those of the PATH */
    public JobSettings toClaim(String image, Path programs) {
        return settings(image, "backups", null, programs);
    }

    /** To a path on a remote that the Secret {@link #RCLONE} knows. */
    public JobSettings toRemote(String image, String remote, Path programs) {
        return settings(image, null, remote, programs);
    }

    private JobSettings settings(String image, String claimName, String remote, Path programs) {
        return new JobSettings(
                image,
                claimName,
                remote,
                remote == null ? null : RCLONE,
                claim.toString(),
                programs == null ? null : programs.toString(),
                null,
                null,
                null,
                Map.of("ratchet.demo/run", "local"),
                Map.of("cpu", "1"),
                null);
    }

    /** Makes the Secret with rclone's configuration. */
    public void rclone(String configuration) {
        client().secrets()
                .inNamespace(NAMESPACE)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(RCLONE)
                        .endMetadata()
                        .addToStringData(JobSettings.RCLONE_CONFIG, configuration)
                        .build())
                .create();
    }

    /** A Job of a run that died, whose pod is there and does nothing. */
    public void deadJob(String database, String name, Map<String, String> annotations) throws Exception {
        client().batch()
                .v1()
                .jobs()
                .inNamespace(NAMESPACE)
                .resource(new JobBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(DumpJob.labels(RELEASE, database))
                        .withAnnotations(annotations)
                        .endMetadata()
                        .withNewSpec()
                        .withNewTemplate()
                        .withNewSpec()
                        .withRestartPolicy("Never")
                        .addNewContainer()
                        .withName("backup")
                        .withImage("postgres:15")
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
        LocalApi.await(
                "the dead run's Job has its pod",
                Duration.ofSeconds(60),
                () -> !client().pods().inNamespace(NAMESPACE).list().getItems().isEmpty());
    }

    /** Everything that is said of Jobs and pods from now on, as text, until it is closed. */
    public Seen watch() {
        return new Seen(this);
    }

    /** Every state of every Job and pod. */
    public static final class Seen implements AutoCloseable {
        private final StringBuffer text = new StringBuffer();
        private final SharedIndexInformer<Job> jobs;
        private final SharedIndexInformer<Pod> pods;

        private Seen(JobCluster of) {
            jobs = of.client().batch().v1().jobs().inNamespace(NAMESPACE).inform(new Recorder<>(text));
            pods = of.client().pods().inNamespace(NAMESPACE).inform(new Recorder<>(text));
        }

        public String await(String what) throws Exception {
            LocalApi.await(what + " was seen", Duration.ofSeconds(20), () -> text.indexOf(what) >= 0);
            return text.toString();
        }

        @Override
        public void close() {
            jobs.close();
            pods.close();
        }
    }

    private record Recorder<T>(StringBuffer seen) implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            seen.append(Serialization.asJson(object));
        }

        @Override
        public void onUpdate(T old, T object) {
            onAdd(object);
        }

        @Override
        public void onDelete(T object, boolean unknown) {}
    }

    /** Ends, once no Job, no pod and no Secret of a Job is there any more. */
    public void end() throws Exception {
        LocalApi.await(
                "Jobs, pods and Secrets are gone",
                Duration.ofSeconds(60),
                () -> client().batch()
                                .v1()
                                .jobs()
                                .inNamespace(NAMESPACE)
                                .list()
                                .getItems()
                                .isEmpty()
                        && client().pods()
                                .inNamespace(NAMESPACE)
                                .list()
                                .getItems()
                                .isEmpty()
                        && client().secrets().inNamespace(NAMESPACE).list().getItems().stream()
                                .allMatch(
                                        secret -> secret.getMetadata().getName().equals(RCLONE)));
        cluster.close();
        gate.close();
        runner.close();
        api.close();
    }
}
