package io.jenkins.plugins.ratchet.released;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/** Reads from HTTP servers, bounded in time and size. */
final class Download {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    /** What a server answered. */
    record Answer(int status, HttpHeaders headers, byte[] body) {}

    /** The body of a file that must be there. */
    byte[] file(URI address, int most) {
        Answer answer = get(address, Map.of(), most);
        if (answer.status() != 200) {
            throw RunException.unavailable(shown(address) + " answers with status " + answer.status());
        }
        return answer.body();
    }

    Answer get(URI address, Map<String, String> headers, int most) {
        HttpRequest.Builder request = HttpRequest.newBuilder(bare(address)).timeout(TIMEOUT);
        headers.forEach(request::header);
        if (address.getUserInfo() != null && !headers.containsKey("Authorization")) {
            request.header("Authorization", basic(address.getUserInfo()));
        }
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                byte[] body = in.readNBytes(most + 1);
                if (body.length > most) {
                    throw RunException.unavailable(shown(address) + " answers with more than " + most + " bytes");
                }
                return new Answer(response.statusCode(), response.headers(), body);
            }
        } catch (IOException e) {
            throw RunException.unavailable(
                    shown(address) + " does not answer: "
                            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RunException.unavailable("interrupted while " + shown(address) + " was read", e);
        }
    }

    static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    /** An address without the name and password that may be in it. */
    static String shown(URI address) {
        return bare(address).toString().replaceFirst("\\?.*", "");
    }

    private static URI bare(URI address) {
        return address.getUserInfo() == null
                ? address
                : URI.create(address.toString().replaceFirst("//[^/@]*@", "//"));
    }
}
