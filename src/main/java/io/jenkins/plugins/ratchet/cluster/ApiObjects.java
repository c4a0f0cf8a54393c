package io.jenkins.plugins.ratchet.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads objects of any kind as JSON, and tries changes to them in dry runs. Nothing here changes the cluster. */
public final class ApiObjects {
    private static final int TIMEOUT_SECONDS = 30;
    private static final int PAGE = 500;
    private static final String JSON = "application/json";

    private final Cluster cluster;
    private final Map<String, Answer> discovered = new ConcurrentHashMap<>();

    public ApiObjects(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * What the API server answered.
     *
     * @param status of HTTP; 0 where there was no answer
     * @param body as JSON; missing where there was none
     */
    public record Answer(int status, JsonNode body) {
        public boolean ok() {
            return status >= 200 && status < 300;
        }

        /** The API server's own words for a refusal, on one line. */
        public String message() {
            String said = body.path("message").asText("");
            return said.isEmpty() ? (status == 0 ? "no answer" : "answer " + status) : said.replaceAll("\\s+", " ");
        }
    }

    /**
     * Where objects of a kind are.
     *
     * @param path with the group and version, e.g. {@code apis/apps/v1}
     */
    public record Resource(String path, String plural, boolean namespaced) {}

    /**
     * Where objects of this kind are.
     *
     * @return an answer of 404 where the API server does not know the kind; null beside {@code resource} is never given
     */
    public Found resource(String apiVersion, String kind) {
        String path = (apiVersion.contains("/") ? "apis/" : "api/") + apiVersion;
        Answer list = discovered.computeIfAbsent(path, any -> request("GET", path, null));
        for (JsonNode each : list.body().path("resources")) {
            if (kind.equals(each.path("kind").asText())
                    && !each.path("name").asText().contains("/")) {
                return new Found(
                        new Resource(
                                path,
                                each.path("name").asText(),
                                each.path("namespaced").asBoolean()),
                        list);
            }
        }
        return new Found(null, list.ok() ? new Answer(404, MissingNode.getInstance()) : list);
    }

    /**
     * The outcome of looking for a kind.
     *
     * @param resource null where it was not found
     * @param answer what the API server said
     */
    public record Found(Resource resource, Answer answer) {}

    public Answer get(Resource resource, String namespace, String name) {
        return request("GET", path(resource, namespace) + "/" + encoded(name), null);
    }

    /**
     * One page of objects.
     *
     * @param from where the page before ended; null for the first
     */
    public Answer page(Resource resource, String namespace, String labels, String from) {
        return request(
                "GET",
                path(resource, namespace) + "?limit=" + PAGE
                        + (labels == null ? "" : "&labelSelector=" + encoded(labels))
                        + (from == null || from.isEmpty() ? "" : "&continue=" + encoded(from)),
                null);
    }

    /** What would become of an object if it were replaced by this one. */
    public Answer tryUpdate(Resource resource, String namespace, String name, JsonNode object) {
        return request("PUT", path(resource, namespace) + "/" + encoded(name) + "?dryRun=All", object);
    }

    /** What would become of this object if it were made. */
    public Answer tryCreate(Resource resource, String namespace, JsonNode object) {
        return request("POST", path(resource, namespace) + "?dryRun=All", object);
    }

    private static String path(Resource resource, String namespace) {
        String place = resource.namespaced() ? "/namespaces/" + encoded(namespace) : "";
        return resource.path() + place + "/" + resource.plural();
    }

    private Answer request(String method, String path, JsonNode body) {
        try {
            HttpRequest.Builder request = cluster.client()
                    .getHttpClient()
                    .newHttpRequestBuilder()
                    .uri(URI.create(cluster.client().getMasterUrl() + path))
                    .header("Accept", JSON);
            if (body != null) {
                request.method(method, JSON, Json.mapper().writeValueAsString(body));
            }
            HttpResponse<byte[]> response = cluster.client()
                    .getHttpClient()
                    .sendAsync(request.build(), byte[].class)
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return new Answer(response.code(), parsed(response.body()));
        } catch (IOException | ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String reason = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            return new Answer(0, Json.mapper().createObjectNode().put("message", "no answer: " + reason));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(0, Json.mapper().createObjectNode().put("message", "interrupted"));
        }
    }

    private static JsonNode parsed(byte[] body) {
        try {
            JsonNode node =
                    body == null || body.length == 0 ? null : Json.mapper().readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (IOException e) {
            return Json.mapper().createObjectNode().put("message", new String(body, StandardCharsets.UTF_8).strip());
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
