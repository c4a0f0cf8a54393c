package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.File;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The connection to the Kubernetes cluster in which the release lives. */
public final class Cluster implements AutoCloseable {
    private static final int REQUEST_TIMEOUT_MILLIS = 30_000;

    /** Attempts of one request, with pauses of 0.1 s and doubling; whoever can wait longer asks again. */
    private static final int RETRIES = 4;
    /** First pause before a broken watch is taken up again; it grows to 32 times that. */
    private static final int WATCH_PAUSE_MILLIS = 250;

    private final KubernetesClient client;
    private final String kubeconfig;
    private final String context;
    private final PodForwards forwards;

    private Cluster(KubernetesClient client, String kubeconfig, String context) {
        this.client = client;
        this.kubeconfig = kubeconfig;
        this.context = context;
        this.forwards = new PodForwards(this);
    }

    /**
     * Connects as kubectl would: the given kubeconfig, else {@code KUBECONFIG}, else {@code ~/.kube/config}, else the
     * service account of the pod.
     *
     * @param kubeconfig file; null for the usual places
     * @param context context of the kubeconfig; null for the current one
     */
    public static Cluster connect(Path kubeconfig, String context) {
        if (kubeconfig != null && !Files.isReadable(kubeconfig)) {
            throw RunException.usage("kubeconfig " + kubeconfig + " cannot be read; name an existing file");
        }
        if (kubeconfig == null) {
            requireNamedFiles();
        }
        Config base = kubeconfig == null
                ? Config.autoConfigure(context)
                : Config.fromKubeconfig(context, kubeconfig.toFile());
        Config config = new ConfigBuilder(base)
                .withRequestTimeout(REQUEST_TIMEOUT_MILLIS)
                .withConnectionTimeout(REQUEST_TIMEOUT_MILLIS)
                .withWatchReconnectInterval(WATCH_PAUSE_MILLIS)
                .withRequestRetryBackoffLimit(RETRIES)
                .build();
        return new Cluster(
                new KubernetesClientBuilder().withConfig(config).build(),
                kubeconfig == null ? null : kubeconfig.toString(),
                context);
    }

    /** kubectl says so, too, where KUBECONFIG names nothing but files that do not exist. */
    private static void requireNamedFiles() {
        String named = System.getenv("KUBECONFIG");
        if (named != null
                && !named.isBlank()
                && Stream.of(named.split(File.pathSeparator)).noneMatch(file -> Files.isReadable(Path.of(file)))) {
            throw RunException.usage(
                    "KUBECONFIG is " + named + ", but no such file can be read; name an existing file");
        }
    }

    public KubernetesClient client() {
        return client;
    }

    /** The kubeconfig that was named explicitly; helm gets the same one. */
    public Optional<String> kubeconfig() {
        return Optional.ofNullable(kubeconfig);
    }

    public Optional<String> context() {
        return Optional.ofNullable(context);
    }

    /** Ways to ports of pods; they end with this connection. */
    public PodForwards forwards() {
        return forwards;
    }

    /** Where the API server is, for messages. */
    public String address() {
        return client.getMasterUrl().toString();
    }

    /** The version of Kubernetes, e.g. {@code v1.34.2}. */
    public String version() {
        try {
            return client.getKubernetesVersion().getGitVersion();
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "the version of Kubernetes cannot be read from " + address() + ": " + reason(e), e);
        }
    }

    /** Why a request failed, in one line: the API server's own words, or, where it did not answer, what stood between. */
    public String reason(KubernetesClientException failure) {
        if (failure.getCode() > 0 || failure.getCause() == null) {
            return failure.getMessage();
        }
        // The JDK's client leaves most of these without a message.
        String said = failure.getCause().getClass().getSimpleName();
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                said = "it accepts no connections";
                break;
            }
            said = cause.getMessage() == null ? said : cause.getMessage();
        }
        return address() + " does not answer (" + said.replaceAll("\\s+", " ")
                + "); check the kubeconfig and that the API server is up";
    }

    /**
     * Objects of a kind in version 1 of its group as they are: where a field or two matter, the classes of all that a pod
     * may be are not loaded, which takes longer than the answer.
     *
     * @throws KubernetesClientException where they cannot be listed
     */
    public List<GenericKubernetesResource> objects(String namespace, String group, String plural, String kind) {
        List<GenericKubernetesResource> objects = client.genericKubernetesResources(
                        new ResourceDefinitionContext.Builder()
                                .withGroup(group)
                                .withVersion("v1")
                                .withPlural(plural)
                                .withKind(kind)
                                .withNamespaced(true)
                                .build())
                .inNamespace(namespace)
                .list()
                .getItems();
        // Items of a list come without it.
        objects.forEach(object -> object.setKind(kind));
        return objects;
    }

    /** The value of a Secret's key; empty where Secret or key do not exist. */
    public Optional<String> secretValue(String namespace, String name, String key) {
        try {
            Secret secret =
                    client.secrets().inNamespace(namespace).withName(name).get();
            return Optional.ofNullable(secret)
                    .map(Secret::getData)
                    .map(data -> data.get(key))
                    .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "Secret " + namespace + "/" + name + " cannot be read from " + address() + ": " + reason(e), e);
        }
    }

    /** The uid of a ConfigMap; empty where it does not exist. */
    public Optional<String> configMapUid(String namespace, String name) {
        try {
            return Optional.ofNullable(client.configMaps()
                            .inNamespace(namespace)
                            .withName(name)
                            .get())
                    .map(map -> map.getMetadata().getUid());
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    "ConfigMap " + namespace + "/" + name + " cannot be read from " + address() + ": " + reason(e), e);
        }
    }

    @Override
    public void close() {
        forwards.close();
        client.close();
    }
}
