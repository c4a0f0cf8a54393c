package io.jenkins.plugins.ratchet.kots;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/**
 * Presses Deploy in an admin console, as its page does: {@code kubectl kots} deploys what was uploaded to a console without a
 * way to the vendor only in the moment of the upload, before its preflight checks. A process of its own, which says what
 * {@code kubectl kots} would say, so that it is followed and found again in the same way.
 */
final class DeployCall {
    /** Variable that holds the login: it never is an argument. */
    static final String LOGIN = "RATCHET_KOTS_LOGIN";

    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final String REQUEST =
            "{\"isSkipPreflights\":false,\"continueWithFailedPreflights\":false,\"isCli\":true}";

    private DeployCall() {}

    /** @param argv the address to post to, and what this process is known by */
    public static void main(String[] argv) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(argv[0]))
                .timeout(TIMEOUT)
                .header("Authorization", System.getenv(LOGIN))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(REQUEST))
                .build();
        try {
            HttpResponse<String> answer =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println(said(answer.statusCode(), answer.body()));
        } catch (ConnectException e) {
            System.out.println("the admin console cannot be reached");
            System.exit(1); // as kubectl kots, before anything was asked
        } catch (IOException e) {
            System.out.println(failure("the admin console broke off: " + e.getMessage()));
        }
    }

    private static String said(int status, String body) throws IOException {
        JsonNode json = Json.mapper().createObjectNode();
        try {
            json = Json.mapper().readTree(body);
        } catch (IOException e) {
            // Its status says enough.
        }
        return status == 200 && json.path("success").asBoolean()
                ? "{\"success\":true}"
                : failure("Unexpected response from the API: " + status + " "
                        + json.path("error").asText(""));
    }

    private static String failure(String why) throws IOException {
        return Json.mapper().writeValueAsString(Map.of("success", false, "error", why.strip()));
    }
}
