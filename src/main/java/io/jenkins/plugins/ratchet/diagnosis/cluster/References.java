package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.jenkins.plugins.ratchet.backup.secrets.SecretReferences;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import io.jenkins.plugins.ratchet.diagnosis.Words;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The Secrets and ConfigMaps that a release refers to: their keys are evidence, their values become known to the
 * redaction, so that nothing that quotes one leaves this process.
 */
final class References {
    private static final int MOST_SECRETS = 200;
    private static final int LONGEST_VALUE = 64 * 1024;
    /** A header whose line does not end: the line breaks are gone. Written as \n they may be meant so. */
    private static final Pattern BROKEN_PEM = Pattern.compile("-----BEGIN [A-Z0-9 ]+-----(?![\\r\\n\\\\])");

    private final Cluster cluster;
    private final Incident incident;
    private final Redaction redaction;
    private final Consumer<String> missed;
    private final Map<String, Set<String>> keys = new TreeMap<>();
    private final List<String> brokenPem = new ArrayList<>();

    References(Cluster cluster, Incident incident, Redaction redaction, Consumer<String> missed) {
        this.cluster = cluster;
        this.incident = incident;
        this.redaction = redaction;
        this.missed = missed;
    }

    synchronized Map<String, Set<String>> keys() {
        return new TreeMap<>(keys);
    }

    synchronized List<String> brokenPem() {
        return List.copyOf(brokenPem);
    }

    void read(List<Pod> pods) {
        Set<String> secrets = new TreeSet<>();
        Set<String> maps = new TreeSet<>();
        pods.forEach(pod -> inPod(pod, secrets, maps));
        if (incident.revision() != null) {
            try {
                secrets.addAll(new SecretReferences(List.of(incident.revision().manifest())).secrets());
            } catch (RunException e) {
                missed.accept(e.getMessage());
            }
        }
        secrets.addAll(labelled());
        if (secrets.size() > MOST_SECRETS) {
            missed.accept("the release refers to " + secrets.size() + " Secrets; the values of the first "
                    + MOST_SECRETS + " are masked, the others by their form only");
        }
        secrets.stream().limit(MOST_SECRETS).forEach(this::secret);
        maps.stream().limit(MOST_SECRETS).forEach(this::configMap);
    }

    /** A chart's hook may make Secrets that no manifest names. */
    private List<String> labelled() {
        try {
            return cluster
                    .client()
                    .secrets()
                    .inNamespace(incident.namespace())
                    .withLabel("app.kubernetes.io/instance", incident.release())
                    .list()
                    .getItems()
                    .stream()
                    .map(secret -> secret.getMetadata().getName())
                    .toList();
        } catch (KubernetesClientException e) {
            missed.accept("Secrets that only carry the release's label were not looked for: "
                    + (e.getCode() == 403 ? "not allowed to list them" : Words.line(cluster.reason(e))));
            return List.of();
        }
    }

    private void secret(String name) {
        try {
            Secret secret = cluster.client()
                    .secrets()
                    .inNamespace(incident.namespace())
                    .withName(name)
                    .get();
            if (secret == null || secret.getData() == null) {
                return;
            }
            secret.getData().forEach((key, value) -> value(name, key, value));
            found("Secret/" + name, secret.getData().keySet());
        } catch (KubernetesClientException e) {
            missed.accept("Secret " + name + ": "
                    + (e.getCode() == 403 ? "not allowed to read it" : Words.line(cluster.reason(e)))
                    + "; where its values are quoted they are masked by their form only");
        }
    }

    private void value(String name, String key, String encoded) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            return;
        }
        if (bytes.length > LONGEST_VALUE) {
            missed.accept("Secret " + name + ", key " + key + " is too large to be masked by its value");
            return;
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (BROKEN_PEM.matcher(text).find()) {
            synchronized (this) {
                brokenPem.add("Secret " + name + ", key " + key + ": its PEM has no line break after the header line");
            }
        }
        if (harmless(text.strip())) {
            return;
        }
        redaction.secret(text);
        redaction.secret(text.strip());
        redaction.secret(encoded);
        // A log prints a key line by line.
        if (text.strip().contains("\n")) {
            text.lines().map(String::strip).filter(line -> line.length() >= 12).forEach(redaction::secret);
        }
    }

    /** Words that name what everybody may know; masked, they would make everything unreadable. */
    private boolean harmless(String text) {
        return text.equals(incident.release())
                || text.equals(incident.namespace())
                || Set.of("true", "false", "none", "null", "localhost", "127.0.0.1")
                        .contains(text);
    }

    private void configMap(String name) {
        try {
            ConfigMap map = cluster.client()
                    .configMaps()
                    .inNamespace(incident.namespace())
                    .withName(name)
                    .get();
            if (map != null && map.getData() != null) {
                found("ConfigMap/" + name, map.getData().keySet());
            }
        } catch (KubernetesClientException e) {
            missed.accept("ConfigMap " + name + ": "
                    + (e.getCode() == 403 ? "not allowed to read it" : Words.line(cluster.reason(e))));
        }
    }

    private synchronized void found(String object, Set<String> names) {
        keys.put(object, new TreeSet<>(names));
    }

    private static void inPod(Pod pod, Set<String> secrets, Set<String> maps) {
        if (pod.getSpec() == null) {
            return;
        }
        pod.getSpec().getImagePullSecrets().forEach(each -> secrets.add(each.getName()));
        Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .forEach(container -> inContainer(container, secrets, maps));
        pod.getSpec().getVolumes().forEach(volume -> {
            if (volume.getSecret() != null) {
                secrets.add(volume.getSecret().getSecretName());
            }
            if (volume.getConfigMap() != null) {
                maps.add(volume.getConfigMap().getName());
            }
            if (volume.getProjected() != null) {
                volume.getProjected().getSources().forEach(source -> {
                    if (source.getSecret() != null) {
                        secrets.add(source.getSecret().getName());
                    }
                    if (source.getConfigMap() != null) {
                        maps.add(source.getConfigMap().getName());
                    }
                });
            }
        });
    }

    private static void inContainer(Container container, Set<String> secrets, Set<String> maps) {
        container.getEnv().forEach(variable -> {
            if (variable.getValueFrom() != null) {
                if (variable.getValueFrom().getSecretKeyRef() != null) {
                    secrets.add(variable.getValueFrom().getSecretKeyRef().getName());
                }
                if (variable.getValueFrom().getConfigMapKeyRef() != null) {
                    maps.add(variable.getValueFrom().getConfigMapKeyRef().getName());
                }
            }
        });
        container.getEnvFrom().forEach(source -> {
            if (source.getSecretRef() != null) {
                secrets.add(source.getSecretRef().getName());
            }
            if (source.getConfigMapRef() != null) {
                maps.add(source.getConfigMapRef().getName());
            }
        });
    }
}
