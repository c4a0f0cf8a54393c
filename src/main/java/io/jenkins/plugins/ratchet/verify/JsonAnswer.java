package io.jenkins.plugins.ratchet.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.InvalidPathException;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonNodeJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Compares values that JSON paths find with those expected. A path that may find several (a wildcard, a filter) passes
 * where it finds at least one and all of them are as expected.
 */
final class JsonAnswer {
    /** Named in full: the library's own default would load json-smart, which is not there. */
    private static final Configuration JACKSON = Configuration.builder()
            .jsonProvider(new JacksonJsonNodeJsonProvider(Json.mapper()))
            .mappingProvider(new JacksonMappingProvider(Json.mapper()))
            .build();

    private JsonAnswer() {}

    static Attempt judge(String body, Map<String, String> expectations) {
        JsonNode root;
        try {
            root = Json.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            return Attempt.failed("the body is no JSON (" + Words.cut(e.getOriginalMessage()) + ")", "JSON");
        }
        if (root.isMissingNode()) {
            return Attempt.failed("the body is empty", "JSON");
        }
        for (Map.Entry<String, String> each : new TreeMap<>(expectations).entrySet()) {
            Attempt attempt = judge(root, each.getKey(), each.getValue());
            if (!attempt.passed()) {
                return attempt;
            }
        }
        return Attempt.passed(
                expectations.size() == 1
                        ? "1 JSON value as expected"
                        : expectations.size() + " JSON values as expected");
    }

    /** The one value at a path, as text; empty where there is none, or no JSON. */
    static Optional<String> find(String body, String path) {
        try {
            JsonPath compiled = JsonPath.compile(path);
            JsonNode found = compiled.read(Json.mapper().readTree(body), JACKSON);
            JsonNode one = compiled.isDefinite() || found.isEmpty() ? found : found.get(0);
            boolean nothing = one == null || one.isNull() || one.isMissingNode() || one.isArray() && one.isEmpty();
            return nothing ? Optional.empty() : Optional.of(text(one));
        } catch (JsonProcessingException | RuntimeException | LinkageError e) {
            return Optional.empty(); // no such path; what is no JSON at all has no path either
        }
    }

    private static Attempt judge(JsonNode root, String path, String expected) {
        String wanted = path + " is " + Words.quote(expected);
        try {
            JsonPath compiled = JsonPath.compile(path);
            JsonNode found = compiled.read(root, JACKSON);
            if (compiled.isDefinite()) {
                return matches(found, expected)
                        ? Attempt.passed(wanted)
                        : Attempt.failed(path + " is " + Words.quote(text(found)), wanted);
            }
            for (JsonNode each : found) {
                if (!matches(each, expected)) {
                    return Attempt.failed(path + " finds " + Words.quote(text(each)), wanted);
                }
            }
            return found.isEmpty() ? Attempt.failed(path + " finds nothing", wanted) : Attempt.passed(wanted);
        } catch (PathNotFoundException e) {
            return Attempt.failed(path + " is not in the body", wanted);
        } catch (InvalidPathException | IllegalArgumentException | LinkageError e) {
            // LinkageError: JSON literals inside a filter are the one thing that needs json-smart.
            return Attempt.hopeless(
                    "JSON path " + Words.quote(path) + " is not supported: "
                            + Words.cut(String.valueOf(e.getMessage())),
                    "a path such as $.status or $.items[*].state");
        }
    }

    private static boolean matches(JsonNode node, String expected) {
        return text(node).equals(expected);
    }

    /** A scalar as it reads, anything else as compact JSON. */
    private static String text(JsonNode node) {
        return node == null ? "null" : node.isValueNode() ? node.asText() : node.toString();
    }
}
