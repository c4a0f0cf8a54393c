package io.jenkins.plugins.ratchet.diagnosis;

import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.diagnosis.cluster.ClusterMaterial;
import io.jenkins.plugins.ratchet.diagnosis.project.ProjectMaterial;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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
        material.add("schema.txt", String.join("\n", HookFailures.schemas(observed.incident())));
        material.add(
                "checks.txt",
                observed.incident().checks().stream()
                        .map(check ->
                                check.outcome().name().toLowerCase(Locale.ROOT) + "  " + FailedChecks.words(check))
                        .collect(Collectors.joining("\n")));
        material.add("release.txt", release(observed.incident()));
        observed.logs().forEach(log -> material.add(log.file(), String.join("\n", log.lines())));
        if (observed.cluster() != null) {
            ClusterMaterial.files(observed.cluster()).forEach(material::add);
        }
        if (observed.project() != null) {
            ProjectMaterial.files(observed.project()).forEach(material::add);
        }
        return material.files;
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

    private static String release(Incident incident) {
        String history = String.join("\n", incident.history());
        String output = incident.printed() == null ? "" : incident.printed().strip();
        return (history.isEmpty() ? "" : "History:\n" + history + "\n\n")
                + (output.isEmpty() ? "" : "What the program printed that moves the release:\n" + output);
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
                        .append(HookFailures.words(observed.place(), job))
                        .append('\n'));
        if (observed.cluster() != null) {
            text.append(ClusterMaterial.describe(observed.cluster()));
        }
        if (observed.project() != null) {
            text.append(ProjectMaterial.describe(observed.project()));
        }
        return text.toString();
    }
}
