package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Which environment variables containers gain and lose. */
final class Environment {
    private Environment() {}

    /** A sentence for each workload whose variables change: their names, never their values. */
    static List<String> changes(List<Comparison> comparisons) {
        List<String> sentences = new ArrayList<>();
        for (Comparison each : comparisons) {
            if (each.old() != null && each.young() != null) {
                Set<String> before = names(each.old().body());
                Set<String> after = names(each.young().body());
                List<String> changes = new ArrayList<>();
                after.stream().filter(name -> !before.contains(name)).forEach(name -> changes.add("+" + name));
                before.stream().filter(name -> !after.contains(name)).forEach(name -> changes.add("-" + name));
                if (!changes.isEmpty()) {
                    sentences.add(each.ref() + ": " + Words.some(changes, 20));
                }
            }
        }
        return sentences;
    }

    /** Keys that whole Secrets and ConfigMaps of the chart lose while containers take all of them as variables. */
    static List<Finding> lost(List<Comparison> comparisons) {
        Map<ObjectRef, Comparison> sources = new HashMap<>();
        comparisons.stream()
                .filter(each -> each.young() != null
                        && (each.young().is("Secret") || each.young().is("ConfigMap")))
                .forEach(each -> sources.put(each.ref().unversioned(), each));
        Map<String, Set<String>> users = new HashMap<>();
        for (Comparison each : comparisons) {
            if (each.young() != null) {
                References.of(each.young()).stream()
                        .filter(reference -> reference.use().equals("environment"))
                        .map(reference -> sources.get(reference.target().unversioned()))
                        .filter(source -> source != null && source.old() != null)
                        .forEach(source -> gone(source)
                                .forEach(key -> users.computeIfAbsent(
                                                source.ref() + " loses key " + key, any -> new TreeSet<>())
                                        .add(each.ref().toString())));
            }
        }
        return users.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> Concern.ENVIRONMENT_LOST.warn(
                        entry.getKey() + ", which is in the environment of "
                                + Words.some(List.copyOf(entry.getValue()), 3),
                        "every variable that the service reads",
                        "confirm that the new version needs it no more"))
                .toList();
    }

    private static Set<String> gone(Comparison source) {
        Set<String> keys = keys(source.oldBody());
        keys.removeAll(keys(source.youngBody()));
        return keys;
    }

    private static Set<String> keys(JsonNode object) {
        Set<String> keys = new TreeSet<>();
        object.path("data").fieldNames().forEachRemaining(keys::add);
        object.path("binaryData").fieldNames().forEachRemaining(keys::add);
        return keys;
    }

    private static Set<String> names(JsonNode object) {
        return PodSpecs.containers(PodSpecs.of(object)).stream()
                .flatMap(container -> {
                    List<String> names = new ArrayList<>();
                    container
                            .path("env")
                            .forEach(each -> names.add(each.path("name").asText()));
                    return names.stream();
                })
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
