package io.jenkins.plugins.ratchet.compose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A project as Compose understands it: files, variables and profiles resolved. It holds secrets where the files do.
 *
 * @param json as {@code docker compose config} prints it
 * @param services by name, in the order of the alphabet
 * @param unset variables without a value, for which Compose has put nothing
 */
public record ComposeModel(JsonNode json, Map<String, Service> services, List<String> unset) {
    /** On this condition a service waits until another one has done its work and ended. */
    private static final String COMPLETED = "service_completed_successfully";

    /** Where containers find secrets. */
    static final String SECRETS = "/run/secrets/";

    public ComposeModel {
        services = java.util.Collections.unmodifiableMap(new TreeMap<>(services));
        unset = List.copyOf(unset);
    }

    /**
     * One service.
     *
     * @param image never null: Compose names what it builds after project and service
     * @param built whether it is built from sources
     * @param dependsOn the services that come before it, with the condition that it waits for
     * @param environment what its containers are given; null values come from where Compose runs
     * @param buildArguments what its build is given, of which builders print what a step uses; null as above
     * @param files that it is given, secrets and configs, as far as they are files: by where they are in its containers,
     *     where they come from
     * @param replicas how many containers are to run
     */
    public record Service(
            String name,
            String image,
            boolean built,
            Map<String, String> dependsOn,
            Map<String, String> environment,
            Map<String, String> buildArguments,
            Map<String, Path> files,
            int replicas) {}

    /** @throws RunException as unavailable where it is no model: another program answers to Compose's name */
    static ComposeModel parse(String text, List<String> unset, String project) {
        JsonNode json = tree(text, "config");
        if (!json.path("services").isObject()) {
            throw RunException.unavailable("docker compose config answers without services; is it Compose v2?");
        }
        Map<String, Service> services = new TreeMap<>();
        json.get("services")
                .properties()
                .forEach(entry ->
                        services.put(entry.getKey(), service(entry.getKey(), entry.getValue(), json, project)));
        return new ComposeModel(json, services, unset);
    }

    private static Service service(String name, JsonNode node, JsonNode project, String projectName) {
        Map<String, String> dependsOn = new TreeMap<>();
        node.path("depends_on")
                .properties()
                .forEach(other -> dependsOn.put(
                        other.getKey(), other.getValue().path("condition").asText("")));
        int replicas =
                node.path("scale").asInt(node.path("deploy").path("replicas").asInt(1));
        return new Service(
                name,
                node.path("image").asText(projectName + "-" + name),
                node.has("build"),
                dependsOn,
                texts(node.path("environment")),
                texts(node.path("build").path("args")),
                files(node, project),
                replicas);
    }

    private static Map<String, Path> files(JsonNode service, JsonNode project) {
        Map<String, Path> files = new TreeMap<>();
        for (String kind : List.of("secrets", "configs")) {
            service.path(kind).forEach(use -> {
                String source = use.path("source").asText(use.asText());
                String file = project.path(kind).path(source).path("file").asText("");
                String target = use.path("target").asText(source);
                String inside = target.startsWith("/") ? target : (kind.equals("secrets") ? SECRETS : "/") + target;
                if (!file.isEmpty()) {
                    files.put(inside, Path.of(file));
                }
            });
        }
        return files;
    }

    /** All secrets that are files, used or not. */
    List<Path> secretFiles() {
        return ComposeSecrets.of(json).files();
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new TreeMap<>();
        node.properties()
                .forEach(each -> texts.put(
                        each.getKey(),
                        each.getValue().isNull() ? null : each.getValue().asText()));
        return texts;
    }

    private static JsonNode tree(String text, String verb) {
        try {
            JsonNode json = Json.mapper().readTree(text);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // Its words may quote what the answer holds.
        }
        throw RunException.unavailable("docker compose " + verb + " answers with what is no JSON object"
                + (text.isBlank() ? ", but nothing" : ""));
    }

    /** Names of the variables that the files require, as {@code config --variables} prints them. */
    static Set<String> requiredVariables(String text) {
        Set<String> names = new LinkedHashSet<>();
        tree(text, "config --variables").properties().forEach(variable -> {
            if (variable.getValue().path("Required").asBoolean()) {
                names.add(variable.getKey());
            }
        });
        return names;
    }

    /** Lines of {@code NAME=value}, as {@code config --environment} prints them. */
    static Map<String, String> variables(String text) {
        Map<String, String> variables = new LinkedHashMap<>();
        text.lines()
                .filter(line -> line.indexOf('=') > 0)
                .forEach(line ->
                        variables.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
        return variables;
    }

    public Optional<Service> service(String name) {
        return Optional.ofNullable(services.get(name));
    }

    /** The ports of its machine that a service answers at. */
    public Set<Integer> published(String service) {
        Set<Integer> ports = new TreeSet<>();
        json.at("/services").path(service).path("ports").forEach(port -> {
            String[] range = port.path("published").asText("").split("-");
            if (Arrays.stream(range).allMatch(each -> each.matches("\\d{1,5}"))) {
                int last = Integer.parseInt(range[range.length - 1]);
                for (int each = Integer.parseInt(range[0]); each <= last; each++) {
                    ports.add(each);
                }
            }
        });
        return ports;
    }

    /** Whether other services wait for it to end: it is no service that runs on. */
    public boolean endsByItself(String service) {
        return services.values().stream()
                .anyMatch(other -> COMPLETED.equals(other.dependsOn().get(service)));
    }

    /** Each service after those that it depends on; the order of the alphabet where nothing else decides. */
    public List<String> inOrder() {
        Set<String> order = new LinkedHashSet<>();
        services.keySet().forEach(name -> add(name, order, new LinkedHashSet<>()));
        return List.copyOf(order);
    }

    private void add(String name, Set<String> order, Set<String> path) {
        if (order.contains(name) || !services.containsKey(name) || !path.add(name)) {
            return; // Compose itself refuses a circle
        }
        services.get(name).dependsOn().keySet().forEach(before -> add(before, order, path));
        order.add(name);
    }

    /** The services that a service needs, directly or not. */
    public List<String> neededBy(String service) {
        Set<String> order = new LinkedHashSet<>();
        add(service, order, new LinkedHashSet<>());
        List<String> needed = new ArrayList<>(order);
        needed.remove(service);
        return needed;
    }

    /** Of the whole model; it tells one configuration from another, and nothing of what is in it. */
    public String sha256() {
        try {
            return Sha256.of(Json.mapper().writeValueAsString(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as JSON can be written", e);
        }
    }
}
