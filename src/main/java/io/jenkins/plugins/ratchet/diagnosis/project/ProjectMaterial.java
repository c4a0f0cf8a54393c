package io.jenkins.plugins.ratchet.diagnosis.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.compose.ContainerDetail;
import io.jenkins.plugins.ratchet.compose.ServiceContainer;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What of a project goes into a bundle, before secrets are masked. */
public final class ProjectMaterial {
    private ProjectMaterial() {}

    /** Files by name: what the engine tells of each container, without the values of its variables. */
    public static Map<String, String> files(ProjectFacts project) {
        Map<String, String> files = new LinkedHashMap<>();
        project.containers()
                .forEach(
                        detail -> files.put("containers/" + detail.container().name() + ".json", plain(detail.json())));
        return files;
    }

    private static String plain(JsonNode container) {
        JsonNode copy = container.deepCopy();
        if (copy.path("Config") instanceof ObjectNode config && config.path("Env") instanceof ArrayNode variables) {
            ArrayNode names = config.putArray("Env");
            variables.forEach(variable -> {
                String text = variable.asText();
                int sign = text.indexOf('=');
                names.add(
                        sign < 0 ? text : text.substring(0, sign) + " (" + (text.length() - sign - 1) + " characters)");
            });
        }
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(copy);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as JSON can be written", e);
        }
    }

    /** Services and containers, for people to read. */
    public static String describe(ProjectFacts project) {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(project.services()).values().forEach(service -> {
            text.append("\nservice ").append(service.name()).append(", image ").append(service.image());
            if (project.older().containsKey(service.name())) {
                text.append(", runs ").append(project.older().get(service.name()));
            }
            if (!service.needs().isEmpty()) {
                text.append(", needs ").append(String.join(", ", service.needs()));
            }
            text.append('\n');
            service.changes()
                    .forEach(change -> text.append("  changed: ").append(change).append('\n'));
            project.containers().stream()
                    .filter(detail -> detail.container().service().equals(service.name()))
                    .forEach(detail -> describe(detail, text));
        });
        project.absentFiles().forEach(file -> text.append('\n').append(file).append('\n'));
        return text.toString();
    }

    private static void describe(ContainerDetail detail, StringBuilder text) {
        ServiceContainer container = detail.container();
        text.append("  container ").append(container.name()).append(": ").append(container.status());
        if (container.health() != null) {
            text.append(", ").append(container.health());
        }
        if (!container.running()) {
            text.append(", exit code ").append(container.exitCode());
        }
        if (detail.outOfMemory()) {
            text.append(", OOMKilled");
        }
        text.append(", image ")
                .append(container.image())
                .append(", memory limit ")
                .append(detail.memory())
                .append(", ")
                .append(container.restarts())
                .append(" restarts\n");
        if (detail.error() != null) {
            text.append("    the engine: ").append(detail.error()).append('\n');
        }
        detail.checks()
                .forEach(
                        check -> text.append("    health check: ").append(check).append('\n'));
    }
}
