package io.jenkins.plugins.ratchet.diagnosis.cluster;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Volume;
import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A container cannot be configured: a Secret, a ConfigMap, or a key of one is not there. */
public final class MissingKey extends ClusterPattern {
    /** As the kubelet writes it: {@code couldn't find key PASSWORD in Secret shop/shop-db}. */
    private static final Pattern KEY =
            Pattern.compile("couldn't find key \\S+ in (Secret|ConfigMap) (?:[^/\\s]+/)?(\\S+)");

    private static final Pattern MOUNTED =
            Pattern.compile("volume \"([^\"]+)\" : references non-existent (secret|config) key");

    @Override
    public String id() {
        return "missing-config-key";
    }

    @Override
    public String purpose() {
        return "A pod cannot start because a Secret, a ConfigMap or a key of one does not exist.";
    }

    @Override
    Optional<Cause> in(ClusterObjects cluster, Incident incident) {
        List<String> evidence = new ArrayList<>();
        cluster.containers().stream()
                .filter(sign -> sign.waiting() != null
                        && "CreateContainerConfigError".equals(sign.waiting().reason()))
                .forEach(sign -> {
                    String message = sign.waiting().message();
                    evidence.add(sign.where() + ": " + sign.waiting());
                    Matcher key = KEY.matcher(message == null ? "" : message);
                    if (key.find()) {
                        keys(key.group(1) + "/" + key.group(2), cluster).ifPresent(evidence::add);
                    }
                });
        cluster.events("FailedMount").forEach(event -> {
            String message = String.valueOf(event.getMessage());
            Matcher mounted = MOUNTED.matcher(message);
            if (mounted.find()) {
                evidence.add(ClusterObjects.words(event));
                source(event, mounted.group(1), cluster)
                        .flatMap(object -> keys(object, cluster))
                        .ifPresent(evidence::add);
            } else if (message.contains("secret \"") && message.contains("not found")
                    || message.contains("configmap \"") && message.contains("not found")) {
                evidence.add(ClusterObjects.words(event));
            }
        });
        return cause(
                "a pod needs a Secret, a ConfigMap or a key of one that does not exist",
                evidence,
                "compare what the new version reads with what is there: `kubectl -n " + incident.namespace()
                        + " describe secret NAME` shows keys without values",
                "add the key, or correct its name in the values, and run `ratchet upgrade` again");
    }

    /** The keys that the object does have, without values. */
    private static Optional<String> keys(String object, ClusterObjects cluster) {
        Set<String> keys = cluster.keys().get(object);
        return Optional.ofNullable(keys)
                .map(TreeSet::new)
                .map(sorted ->
                        object + " has " + (sorted.isEmpty() ? "no keys" : "the keys " + String.join(", ", sorted)));
    }

    /** What a volume of the event's pod is made of. */
    private static Optional<String> source(Event event, String volume, ClusterObjects cluster) {
        return cluster.pods().stream()
                .filter(pod -> event.getInvolvedObject() != null
                        && pod.getMetadata()
                                .getName()
                                .equals(event.getInvolvedObject().getName()))
                .filter(pod -> pod.getSpec() != null)
                .flatMap(pod -> pod.getSpec().getVolumes().stream())
                .filter(each -> volume.equals(each.getName()))
                .map(MissingKey::source)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> source(Volume volume) {
        if (volume.getSecret() != null) {
            return Optional.of("Secret/" + volume.getSecret().getSecretName());
        }
        return volume.getConfigMap() == null
                ? Optional.empty()
                : Optional.of("ConfigMap/" + volume.getConfigMap().getName());
    }
}
