package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.ratchet.helm.Hook;
import io.jenkins.plugins.ratchet.helm.Rendering;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads rendered manifests; a document that was read before, as most are in the older revision, is read once. */
final class Manifests {
    private static final int LARGEST = 64 << 20;
    private static final int DEEPEST_LIST = 8;
    private static final Pattern SEPARATOR = Pattern.compile("(?m)^---(?=\\s|$)");
    private static final Pattern SOURCE = Pattern.compile("(?m)\\A\\s*# Source: .*$");
    private static final ObjectMapper YAML = new ObjectMapper(
            YAMLFactory.builder().loaderOptions(loaderOptions()).build());

    private final String namespace;
    private final Map<String, JsonNode> read = new HashMap<>();
    private final List<String> unreadable = new ArrayList<>();

    /**
     * @param namespace of the release, for objects that name none
     */
    Manifests(String namespace) {
        this.namespace = namespace;
    }

    /** Every object of a rendering, hooks last. */
    List<ManifestObject> objects(Rendering rendering) {
        List<ManifestObject> objects = new ArrayList<>();
        read(rendering.manifest(), null, 0, objects);
        for (Rendering.HookManifest hook : rendering.hooks()) {
            read(hook.manifest(), hook.hook(), hook.weight(), objects);
        }
        return objects;
    }

    /** Objects of plain YAML, such as a file in {@code crds/}. */
    List<ManifestObject> objects(String yaml) {
        List<ManifestObject> objects = new ArrayList<>();
        read(yaml, null, 0, objects);
        return objects;
    }

    /** What could not be read, in words. */
    List<String> unreadable() {
        return List.copyOf(unreadable);
    }

    private void read(String yaml, Hook hook, int weight, List<ManifestObject> objects) {
        for (String document : SEPARATOR.split(yaml)) {
            String text = SOURCE.matcher(document).replaceFirst("").strip();
            if (!text.isEmpty()) {
                JsonNode node = read.computeIfAbsent(text, this::parse);
                collect(node, hook, weight, 0, objects);
            }
        }
    }

    private JsonNode parse(String document) {
        try {
            JsonNode node = YAML.readTree(document);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JsonProcessingException e) {
            unreadable.add("a document of the manifest is no YAML that can be read: " + place(e));
            return MissingNode.getInstance();
        }
    }

    /** Without the words of the parser behind its first line: they quote the document, and it may be a Secret. */
    private static String place(JsonProcessingException e) {
        String what = e.getOriginalMessage().lines().findFirst().orElse("");
        return e.getLocation() == null
                ? what
                : what + ", line " + e.getLocation().getLineNr() + " of it";
    }

    private void collect(JsonNode object, Hook hook, int weight, int depth, List<ManifestObject> objects) {
        if (object.path("kind").asText().endsWith("List")
                && object.path("items").isArray()
                && depth < DEEPEST_LIST) {
            object.path("items").forEach(item -> collect(item, hook, weight, depth + 1, objects));
        } else if (object.path("kind").isTextual()
                && !object.at("/metadata/name").asText().isEmpty()) {
            objects.add(new ManifestObject(ObjectRef.of(object, namespace), object, hook, weight));
        }
    }

    private static LoaderOptions loaderOptions() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        return options;
    }
}
