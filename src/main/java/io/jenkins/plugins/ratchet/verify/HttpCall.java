package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.cluster.PodForwards;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.Check;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Sends a request and takes its answer. What a check's headers and body hold may be secret and belongs to its own host:
 * they are not sent along when a redirect leads elsewhere.
 */
final class HttpCall {
    private final Check.Http check;
    private final Settings settings;
    private final Path directory;
    private final UnaryOperator<String> filled;

    /** @param filled puts values that were taken before into a text */
    HttpCall(Check.Http check, Settings settings, Path directory, UnaryOperator<String> filled) {
        this.check = check;
        this.settings = settings;
        this.directory = directory;
        this.filled = filled;
    }

    /** @throws RunException {@code USAGE} where the request cannot be made as it is written */
    HttpAnswer send(Duration limit) throws Exception {
        long end = System.nanoTime() + limit.toNanos();
        URI uri = uri();
        HttpClient client = client(limit);
        HttpRequest request = request(uri);
        List<String> hops = new ArrayList<>();
        HttpAnswer answer = answer(client, request, end);
        while (answer.redirects() && hops.size() < check.redirects()) {
            Optional<URI> next = answer.location(request.uri());
            if (next.isEmpty()) {
                break;
            }
            hops.add(next.get().toString());
            request = sameHost(uri, next.get()) ? repeated(next.get()) : plain(next.get());
            answer = answer(client, request, end);
        }
        return answer.after(hops);
    }

    private static HttpAnswer answer(HttpClient client, HttpRequest request, long end) throws Exception {
        CompletableFuture<HttpResponse<BoundedBody.Body>> answer =
                client.sendAsync(request, headers -> new BoundedBody());
        try {
            return HttpAnswer.of(answer.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS));
        } finally {
            answer.cancel(true);
        }
    }

    private static boolean sameHost(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && one.getPort() == other.getPort();
    }

    private static HttpRequest plain(URI uri) {
        return HttpRequest.newBuilder(uri).GET().build();
    }

    /** As browsers do: a redirected request is a GET, whatever it was before. */
    private HttpRequest repeated(URI uri) {
        return withHeaders(HttpRequest.newBuilder(uri).GET()).build();
    }

    private HttpRequest request(URI uri) {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(uri).method(check.method(), body());
        } catch (IllegalArgumentException e) {
            throw RunException.usage("the request cannot be made: " + Words.why(e));
        }
        if (!check.form().isEmpty()) {
            request.header("Content-Type", "application/x-www-form-urlencoded");
        }
        return withHeaders(request).build();
    }

    private BodyPublisher body() {
        if (!check.form().isEmpty()) {
            return BodyPublishers.ofString(new TreeMap<>(check.form())
                    .entrySet().stream()
                            .map(field -> encoded(field.getKey()) + "="
                                    + encoded(value(field.getValue(), "form field " + field.getKey())))
                            .collect(Collectors.joining("&")));
        }
        return check.payload() == null
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString(value(check.payload(), "payload"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private HttpRequest.Builder withHeaders(HttpRequest.Builder request) {
        for (Map.Entry<String, Setting> header : new TreeMap<>(check.headers()).entrySet()) {
            String value = value(header.getValue(), "header " + header.getKey());
            try {
                request.setHeader(header.getKey(), value);
            } catch (IllegalArgumentException e) {
                // The JDK's message would show the value, which may be secret.
                throw RunException.usage("header " + header.getKey() + " cannot be sent: its name is reserved or its"
                        + " value holds characters that HTTP does not allow");
            }
        }
        if (check.bearer() != null) {
            try {
                request.setHeader("Authorization", "Bearer " + value(check.bearer(), "bearer"));
            } catch (IllegalArgumentException e) {
                throw RunException.usage("bearer holds characters that HTTP does not allow, e.g. a line break");
            }
        }
        return request;
    }

    private String value(Setting setting, String what) {
        Optional<String> value = setting != null && setting.literal() != null
                ? settings.find(setting).map(filled)
                : settings.findSecret(setting);
        return value.orElseThrow(() -> RunException.usage(what + " has no value"));
    }

    private URI uri() {
        if (check.service() != null) {
            PodForwards.Forward forward = settings.forward(check.service(), "service");
            return parsed("http://" + PodForwards.HOST + ":" + forward.localPort() + path());
        }
        if (check.host() != null) {
            return parsed("https://" + settings.require(check.host(), "host") + path());
        }
        return parsed(filled.apply(String.valueOf(check.url())));
    }

    private String path() {
        return check.path() == null ? "/" : filled.apply(check.path());
    }

    private static URI parsed(String text) {
        try {
            URI uri = URI.create(text);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Falls through: the parser's message shows the whole text.
        }
        throw RunException.usage(
                "its url is not http://host… or https://host… (user and password belong into an Authorization header)");
    }

    private HttpClient client(Duration limit) throws GeneralSecurityException, IOException {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limit);
        if (check.caFile() != null) {
            client.sslContext(Tls.trusting(directory.resolve(check.caFile())));
        }
        return client.build();
    }
}
