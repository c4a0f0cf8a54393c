package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One request, taken apart: path segments behind the server's prefix, query and body. */
record KubeRequest(
        String method, List<String> path, Map<String, String> query, String accept, String contentType, byte[] body) {
    /** As an API server: what is larger is refused before it is parsed. */
    private static final int BODY_LIMIT = 3 * 1024 * 1024;

    static KubeRequest read(HttpExchange exchange, String prefix) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(BODY_LIMIT + 1);
        if (body.length > BODY_LIMIT) {
            throw new KubeFault(
                    413, "RequestEntityTooLarge", "Request entity too large: limit is " + BODY_LIMIT + " bytes");
        }
        String path = exchange.getRequestURI().getRawPath().substring(prefix.length());
        return new KubeRequest(
                exchange.getRequestMethod(),
                Stream.of(path.split("/"))
                        .filter(segment -> !segment.isEmpty())
                        .map(KubeRequest::decode)
                        .toList(),
                parseQuery(exchange.getRequestURI().getRawQuery()),
                header(exchange, "Accept"),
                header(exchange, "Content-Type"),
                body);
    }

    String query(String name) {
        return query.getOrDefault(name, "");
    }

    boolean flag(String name) {
        return List.of("true", "1", "t", "True").contains(query(name));
    }

    boolean dryRun() {
        return "All".equals(query("dryRun"));
    }

    /** True where the client wants metadata only, of objects or of a list. */
    boolean metadataOnly() {
        return accept.contains("as=PartialObjectMetadata");
    }

    long number(String name, long otherwise) {
        try {
            return query(name).isEmpty() ? otherwise : Long.parseLong(query(name));
        } catch (NumberFormatException e) {
            throw KubeFault.badRequest(name + ": invalid number \"" + query(name) + "\"");
        }
    }

    JsonNode document() {
        if (contentType.startsWith("application/vnd.kubernetes.protobuf")) {
            return KubeProtobuf.decode(body);
        }
        if (!contentType.isEmpty() && !contentType.contains("json") && !contentType.contains("yaml")) {
            throw KubeFault.unsupportedMedia(contentType);
        }
        try {
            JsonNode document =
                    contentType.contains("yaml") ? KubeJson.YAML.readTree(body) : KubeJson.JSON.readTree(body);
            if (document == null || document.isMissingNode()) {
                throw KubeFault.badRequest("the request has no body");
            }
            return document;
        } catch (JsonProcessingException e) {
            throw KubeFault.badRequest("the body cannot be parsed: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw KubeFault.badRequest("the body cannot be parsed: " + e.getMessage());
        }
    }

    ObjectNode object() {
        if (document() instanceof ObjectNode object) {
            return object;
        }
        throw KubeFault.badRequest("the body must be an object");
    }

    private static String header(HttpExchange exchange, String name) {
        List<String> values = exchange.getRequestHeaders().get(name);
        return values == null ? "" : String.join(",", values);
    }

    private static Map<String, String> parseQuery(String raw) {
        Map<String, String> query = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                query.put(
                        decode(equals < 0 ? pair : pair.substring(0, equals)),
                        equals < 0 ? "true" : decode(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw KubeFault.badRequest("malformed escape in \"" + text + "\"");
        }
    }
}
