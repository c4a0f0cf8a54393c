package io.jenkins.plugins.ratchet.plan.migration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.jenkins.plugins.ratchet.migration.SourceTree;
import io.jenkins.plugins.ratchet.migration.pair.ChartDifference.Chart;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads charts for their comparison. Of charts below a chart helm stores nothing but their names and versions with a
 * release, so these are what is compared of them.
 */
final class ChartReader {
    private static final YAMLMapper YAML = new YAMLMapper();

    private ChartReader() {}

    /** The chart of a revision, as helm stored it. */
    static Chart stored(JsonNode release) {
        JsonNode chart = release.path("chart");
        Map<String, byte[]> files = new TreeMap<>();
        for (String kind : new String[] {"templates", "files"}) {
            chart.path(kind).forEach(file -> {
                String name = file.path("name").asText();
                if (isStructure(name)) {
                    files.put(name, Base64.getDecoder().decode(file.path("data").asText("")));
                }
            });
        }
        return new Chart(files, chart.path("values"), dependencies(chart.path("lock"), chart.path("metadata")));
    }

    /** A chart on this machine. */
    static Chart local(Path place) {
        SourceTree tree =
                SourceTree.read(Path.of(""), place.toString(), "", path -> isWanted(inside(path)) || isWanted(path));
        String root = tree.files().containsKey("Chart.yaml")
                ? ""
                : tree.files().keySet().stream()
                        .filter(path -> path.matches("[^/]+/Chart\\.yaml"))
                        .map(path -> path.replaceFirst("Chart\\.yaml$", ""))
                        .findFirst()
                        .orElseThrow(() -> RunException.usage("chart " + place + " holds no Chart.yaml"));
        Map<String, byte[]> files = new TreeMap<>();
        Set<String> below = new TreeSet<>();
        tree.files().forEach((path, content) -> {
            String name = path.startsWith(root) ? path.substring(root.length()) : "";
            if (isStructure(name)) {
                files.put(name, content);
            } else if (name.startsWith("charts/")) {
                below.add(name.split("/")[1].replaceFirst("-\\d.*", ""));
            }
        });
        try {
            JsonNode lock = yaml(tree.files().get(root + "Chart.lock"));
            Set<String> dependencies = dependencies(lock, yaml(tree.files().get(root + "Chart.yaml")));
            below.removeIf(name -> dependencies.stream().anyMatch(each -> each.startsWith(name + " ")));
            below.forEach(name -> dependencies.add(name + " (in charts/ only)"));
            return new Chart(files, yaml(tree.files().get(root + "values.yaml")), dependencies);
        } catch (IOException e) {
            throw RunException.usage("chart " + place + " cannot be read: " + e.getMessage());
        }
    }

    private static boolean isStructure(String path) {
        return path.startsWith("templates/") || path.startsWith("crds/");
    }

    private static boolean isWanted(String path) {
        return isStructure(path)
                || path.startsWith("charts/")
                || path.equals("values.yaml")
                || path.equals("Chart.yaml")
                || path.equals("Chart.lock");
    }

    private static String inside(String path) {
        return path.substring(path.indexOf('/') + 1);
    }

    private static JsonNode yaml(byte[] content) throws IOException {
        JsonNode read = content == null ? null : YAML.readTree(content);
        return read == null ? MissingNode.getInstance() : read;
    }

    /** The versions that were locked, where they were. */
    private static Set<String> dependencies(JsonNode lock, JsonNode metadata) {
        Set<String> found = new TreeSet<>();
        JsonNode listed =
                lock.path("dependencies").isEmpty() ? metadata.path("dependencies") : lock.path("dependencies");
        listed.forEach(each -> found.add(
                each.path("name").asText() + " " + each.path("version").asText()));
        return found;
    }
}
