package io.jenkins.plugins.ratchet.diagnosis;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The files of a support bundle, before secrets are masked. */
final class Material {
    /** Characters of one file. */
    private static final int LARGEST_FILE = 512 * 1024;

    /** Bytes of all of them. */
    private static final int LARGEST = 20 * 1024 * 1024;

    private final Map<String, String> files = new LinkedHashMap<>();
    private int size;

    private Material() {}

    static Map<String, String> of(Observed observed) {
        Material material = new Material();
        material.add("describe.txt", describe(observed));
        material.add(
                "events.txt",
                observed.events().stream()
                        .map(event ->
                                ReleaseObjects.time(event) + "  " + event.getType() + "  " + Observed.words(event))
                        .collect(Collectors.joining("\n")));
        material.add("schema.txt", String.join("\n", HookFailures.schemas(observed.incident())));
        material.add(
                "checks.txt",
                observed.incident().checks().stream()
                        .map(check ->
                                check.outcome().name().toLowerCase(Locale.ROOT) + "  " + FailedChecks.words(check))
                        .collect(Collectors.joining("\n")));
        material.add("helm.txt", helm(observed.incident()));
        material.add("keys.txt", keys(observed));
        observed.logs().forEach(log -> material.add(log.file(), String.join("\n", log.lines())));
        observed.owners().forEach(material::object);
        observed.claims().forEach(material::object);
        observed.pods().forEach(material::object);
        return material.files;
    }

    private void object(HasMetadata object) {
        add(
                "objects/" + object.getKind().toLowerCase(Locale.ROOT) + "-"
                        + object.getMetadata().getName() + ".yaml",
                Serialization.asYaml(Plainness.of(object)));
    }

    private void add(String name, String content) {
        if (content.isBlank()) {
            return;
        }
        String cut = content.length() > LARGEST_FILE
                ? "(only the end)\n" + content.substring(content.length() - LARGEST_FILE)
                : content;
        int bytes = cut.getBytes(StandardCharsets.UTF_8).length;
        if (size + bytes > LARGEST) {
            files.put("left-out.txt", files.getOrDefault("left-out.txt", "") + name + "\n");
            return;
        }
        size += bytes;
        files.put(name, cut + "\n");
    }

    private static String helm(Incident incident) {
        String history = String.join("\n", incident.history());
        String output =
                incident.helmOutput() == null ? "" : incident.helmOutput().strip();
        return (history.isEmpty() ? "" : "History:\n" + history + "\n\n")
                + (output.isEmpty() ? "" : "What helm printed:\n" + output);
    }

    private static String keys(Observed observed) {
        return new TreeMap<>(observed.keys())
                .entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
                        .collect(Collectors.joining("\n"));
    }

    private static String describe(Observed observed) {
        StringBuilder text = new StringBuilder();
        for (WorkloadStatus status : observed.incident().workloads()) {
            text.append(status.ready() ? "ready      " : "NOT READY  ")
                    .append(status)
                    .append('\n');
        }
        observed.incident()
                .hooks()
                .forEach(job -> text.append(job.complete() ? "complete   " : "NOT DONE   ")
                        .append(HookFailures.words(job))
                        .append('\n'));
        for (Pod pod : observed.pods()) {
            describe(pod, observed, text);
        }
        observed.nodes()
                .forEach(node -> node.getStatus().getConditions().stream()
                        .filter(condition -> "Ready".equals(condition.getType()))
                        .forEach(condition -> text.append("\nnode ")
                                .append(node.getMetadata().getName())
                                .append(": Ready is ")
                                .append(condition.getStatus())));
        return text.toString();
    }

    private static void describe(Pod pod, Observed observed, StringBuilder text) {
        String name = pod.getMetadata().getName();
        text.append("\npod ").append(name);
        if (pod.getStatus() != null) {
            text.append(": ").append(pod.getStatus().getPhase());
        }
        if (pod.getSpec() != null && pod.getSpec().getNodeName() != null) {
            text.append(" on ").append(pod.getSpec().getNodeName());
        }
        text.append('\n');
        ContainerSign.of(pod)
                .forEach(sign -> text.append("  ")
                        .append(NotReady.state(sign))
                        .append(", image ")
                        .append(sign.status().getImage())
                        .append(", ")
                        .append(sign.restarts())
                        .append(" restarts\n"));
        if (pod.getStatus() != null) {
            pod.getStatus().getConditions().stream()
                    .filter(condition -> !"True".equals(condition.getStatus()))
                    .forEach(condition -> text.append("  ")
                            .append(condition.getType())
                            .append(" is ")
                            .append(condition.getStatus())
                            .append(": ")
                            .append(Words.of(condition.getReason(), condition.getMessage()))
                            .append('\n'));
        }
        observed.events().stream()
                .filter(event -> name.equals(event.getInvolvedObject().getName()))
                .forEach(event ->
                        text.append("  event ").append(Observed.words(event)).append('\n'));
    }
}
