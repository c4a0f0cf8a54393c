package io.jenkins.plugins.ratchet.diagnosis;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A container cannot be configured: a Secret, a ConfigMap, or a key of one is not there. */
final class MissingKey implements io.jenkins.plugins.ratchet.diagnosis.Pattern {
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
    public Optional<Cause> in(Observed observed) {
        List<String> evidence = new ArrayList<>();
        observed.containers()
                .filter(sign -> sign.waits("CreateContainerConfigError"))
                .forEach(sign -> {
                    String message = sign.waiting().orElseThrow().getMessage();
                    evidence.add(sign.where() + ": " + Words.of("CreateContainerConfigError", message));
                    Matcher key = KEY.matcher(message == null ? "" : message);
                    if (key.find()) {
                        keys(key.group(1) + "/" + key.group(2), observed).ifPresent(evidence::add);
                    }
                });
        observed.events("FailedMount").forEach(event -> {
            String message = String.valueOf(event.getMessage());
            Matcher mounted = MOUNTED.matcher(message);
            if (mounted.find()) {
                evidence.add(Observed.words(event));
                source(event, mounted.group(1), observed)
                        .flatMap(object -> keys(object, observed))
                        .ifPresent(evidence::add);
            } else if (message.contains("secret \"") && message.contains("not found")
                    || message.contains("configmap \"") && message.contains("not found")) {
                evidence.add(Observed.words(event));
            }
        });
        return cause(
                "a pod needs a Secret, a ConfigMap or a key of one that does not exist",
                evidence,
                "compare what the new version reads with what is there: `kubectl -n "
                        + observed.incident().namespace() + " describe secret NAME` shows keys without values",
                "add the key, or correct its name in the values, and run `ratchet upgrade` again");
    }

    /** The keys that the object does have, without values. */
    private static Optional<String> keys(String object, Observed observed) {
        Set<String> keys = observed.keys().get(object);
        return Optional.ofNullable(keys)
                .map(TreeSet::new)
                .map(sorted ->
                        object + " has " + (sorted.isEmpty() ? "no keys" : "the keys " + String.join(", ", sorted)));
    }

    /** What a volume of the event's pod is made of. */
    private static Optional<String> source(Event event, String volume, Observed observed) {
        return observed.pods().stream()
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
