package io.jenkins.plugins.ratchet.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads the workloads out of a release's manifest. */
final class Manifest {
    /** A release Secret holds at most 1 MiB of gzip; rendered text beyond this size did not come out of one. */
    static final int LARGEST = 64 << 20;

    private static final int DEEPEST_LIST = 8;
    /** A line of three dashes at its start separates documents wherever it stands, block scalars included. */
    private static final Pattern SEPARATOR = Pattern.compile("(?m)^---(?=\\s|$)");

    private static final Pattern WORKLOAD =
            Pattern.compile("kind['\"]?\\s*:\\s*['\"]?(Deployment|StatefulSet|DaemonSet|Job|Pod|\\w*List)\\b");
    private static final ObjectMapper YAML = new ObjectMapper(
            YAMLFactory.builder().loaderOptions(loaderOptions()).build());

    private final String releaseNamespace;
    private final Set<WorkloadRef> found = new LinkedHashSet<>();
    private final List<ChartImage> images = new ArrayList<>();

    Manifest(String releaseNamespace) {
        this.releaseNamespace = releaseNamespace;
    }

    List<WorkloadRef> workloads(String yaml) {
        if (yaml.length() > LARGEST) {
            throw RunException.failed("the manifest of the release holds " + yaml.length() + " characters; at most "
                    + LARGEST + " are read");
        }
        int number = 0;
        for (String document : SEPARATOR.split(yaml)) {
            if (!document.isBlank()) {
                number++;
                read(document, number);
            }
        }
        return List.copyOf(found);
    }

    /** Images of the workloads that were read. */
    List<ChartImage> images() {
        return List.copyOf(images);
    }

    private void read(String document, int number) {
        try {
            collect(YAML.readTree(document), 0);
        } catch (JsonProcessingException e) {
            if (WORKLOAD.matcher(document).find()) {
                throw RunException.failed("document " + number + " of the release's manifest cannot be read as YAML: "
                        + e.getOriginalMessage() + "; look at it with `helm get manifest`");
            }
        }
    }

    private void collect(JsonNode object, int depth) {
        String word = object.path("kind").asText();
        if (word.endsWith("List") && object.path("items").isArray()) {
            if (depth == DEEPEST_LIST) {
                throw RunException.failed("the release's manifest nests more than " + DEEPEST_LIST + " lists");
            }
            object.path("items").forEach(item -> collect(item, depth + 1));
            return;
        }
        WorkloadRef.Kind kind = WorkloadRef.Kind.of(object.path("apiVersion").asText(), word);
        if (kind != null && !object.at("/metadata/name").asText().isEmpty()) {
            WorkloadRef ref = WorkloadRef.of(kind, object, releaseNamespace);
            found.add(ref);
            JsonNode pod = kind == WorkloadRef.Kind.POD ? object.path("spec") : object.at("/spec/template/spec");
            for (String containers : List.of("initContainers", "containers")) {
                pod.path(containers)
                        .forEach(container -> images.add(new ChartImage(
                                ref,
                                container.path("name").asText(),
                                container.path("image").asText())));
            }
        }
    }

    private static LoaderOptions loaderOptions() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        return options;
    }
}
