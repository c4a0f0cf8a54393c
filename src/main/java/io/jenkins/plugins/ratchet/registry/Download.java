package io.jenkins.plugins.ratchet.registry;

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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Reads from HTTP servers, bounded in time and size; a login goes to no other server than the one it was meant for. */
public final class Download {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration WHOLE = Duration.ofMinutes(5);
    private static final int MOST_REDIRECTS = 5;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final String AUTHORIZATION = "Authorization";

    private final Duration timeout;
    private final Duration whole;
    private final HttpClient client;

    public Download() {
        this(TIMEOUT, WHOLE);
    }

    /**
     * @param timeout until an answer begins
     * @param whole until it has come, from when it began
     */
    public Download(Duration timeout, Duration whole) {
        this.timeout = timeout;
        this.whole = whole;
        // Redirects are followed here: the client would take the login along to wherever it is sent.
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** What a server answered. */
    public record Answer(int status, HttpHeaders headers, byte[] body) {}

    /** The body of a file that must be there. */
    public byte[] file(URI address, int most) {
        Answer answer = ask("GET", address, Map.of(), most);
        if (answer.status() != 200) {
            throw RunException.unavailable(shown(address) + " answers with status " + answer.status());
        }
        return answer.body();
    }

    /**
     * Asks, following redirects.
     *
     * @param most bytes that are read of a body
     * @throws RunException that an {@link IOException} caused where the server does not answer
     */
    public Answer ask(String method, URI address, Map<String, String> headers, int most) {
        Map<String, String> sent = new TreeMap<>(headers);
        if (address.getUserInfo() != null) {
            sent.putIfAbsent(AUTHORIZATION, basic(address.getUserInfo()));
        }
        URI place = bare(address);
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            Answer answer = once(method, place, sent, most);
            Optional<URI> next = redirect(place, answer);
            if (next.isEmpty()) {
                return answer;
            }
            if (!sameServer(place, next.get())) {
                sent.remove(AUTHORIZATION);
            }
            place = next.get();
        }
        throw RunException.unavailable(shown(address) + " redirects more than " + MOST_REDIRECTS + " times");
    }

    private Answer once(String method, URI address, Map<String, String> headers, int most) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(timeout);
        headers.forEach(request::header);
        try {
            HttpResponse<InputStream> response =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream in = response.body()) {
                byte[] body = read(in, most);
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

    /** The client's own timeout ends with the headers; a body that trickles is cut off. */
    private byte[] read(InputStream in, int most) throws IOException {
        CompletableFuture<Void> cutOff = CompletableFuture.runAsync(
                () -> close(in), CompletableFuture.delayedExecutor(whole.toMillis(), TimeUnit.MILLISECONDS));
        try {
            byte[] body = in.readNBytes(most + 1);
            if (cutOff.isDone()) {
                throw new IOException("the answer takes longer than " + whole.toSeconds() + " s");
            }
            return body;
        } finally {
            cutOff.cancel(false);
        }
    }

    private static void close(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            // Whoever reads it notices.
        }
    }

    /** Where the server sends us; never from an encrypted place, or this machine, to one that is neither. */
    private static Optional<URI> redirect(URI from, Answer answer) {
        Optional<String> location = answer.headers().firstValue("Location");
        if (!REDIRECTS.contains(answer.status()) || location.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI next = bare(from.resolve(location.get()));
            boolean open = "http".equals(from.getScheme()) && !isLoopback(from);
            boolean allowed = "https".equals(next.getScheme())
                    || "http".equals(next.getScheme()) && (open || "http".equals(from.getScheme()) && isLoopback(next));
            return allowed && next.getHost() != null ? Optional.of(next) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean sameServer(URI one, URI other) {
        return one.getScheme().equals(other.getScheme()) && one.getAuthority().equals(other.getAuthority());
    }

    /** Whether an address is of this machine: what goes there crosses no network. */
    static boolean isLoopback(URI address) {
        return address.getHost() != null && address.getHost().matches("localhost|127\\.0\\.0\\.1|\\[::1]");
    }

    static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    /** An address without the name and password that may be in it. */
    public static String shown(URI address) {
        return bare(address).toString().replaceFirst("\\?.*", "");
    }

    private static URI bare(URI address) {
        return address.getUserInfo() == null
                ? address
                : URI.create(address.toString().replaceFirst("//[^/@]*@", "//"));
    }
}
