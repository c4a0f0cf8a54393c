package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.Check;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Sends an HTTP request and compares the answer.
 *
 * <p>Redirects are not followed: a check's headers may hold secrets that belong to its own host, and a product that
 * redirects to an error page answers 200 there. A check that wants a redirect expects its status, e.g. 302. At most 1 MiB
 * of a body is read; a larger one fails the check.
 */
final class HttpProbe implements Probe {
    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*\"?([\\w.:-]+)", Pattern.CASE_INSENSITIVE);

    private final Check.Http check;
    private final Settings settings;
    private final Path directory;

    HttpProbe(Check.Http check, Settings settings, Path directory) {
        this.check = check;
        this.settings = settings;
        this.directory = directory;
    }

    @Override
    public Attempt attempt(Duration limit) throws Exception {
        Pattern body = check.body() == null ? null : pattern(check.body());
        HttpRequest request = request();
        boolean secure = "https".equalsIgnoreCase(request.uri().getScheme());
        if (check.certificateDays() != null && !secure) {
            return Attempt.hopeless("the URL is not https, so there is no certificate", "an https URL");
        }
        CompletableFuture<HttpResponse<BoundedBody.Body>> answer =
                client(limit).sendAsync(request, headers -> new BoundedBody());
        try {
            return judge(answer.get(limit.toNanos(), TimeUnit.NANOSECONDS), body);
        } finally {
            answer.cancel(true);
        }
    }

    private Attempt judge(HttpResponse<BoundedBody.Body> answer, Pattern pattern) throws IOException {
        String seen = "status " + answer.statusCode();
        if (answer.statusCode() != check.status()) {
            return Attempt.failed(seen + detail(answer), "status " + check.status());
        }
        if (answer.body().tooLarge()) {
            return Attempt.failed(seen + ", a body of more than 1 MiB", "a body of at most 1 MiB");
        }
        String body = text(answer);
        if (pattern != null && !pattern.matcher(new Interruptible(body)).find()) {
            return Attempt.failed(
                    seen + ", " + (body.isEmpty() ? "an empty body" : "body " + Words.quote(body)),
                    "a body that contains " + Words.quote(check.body()));
        }
        if (pattern != null) {
            seen += ", body contains " + Words.quote(check.body());
        }
        if (!check.json().isEmpty()) {
            Attempt json = JsonAnswer.judge(body, check.json());
            if (!json.passed()) {
                return new Attempt(false, seen + ", " + json.seen(), json.expected(), json.again());
            }
            seen += ", " + json.seen();
        }
        return certificate(answer, seen);
    }

    private Attempt certificate(HttpResponse<?> answer, String seen) throws IOException {
        if (answer.sslSession().isEmpty()) {
            return Attempt.passed(seen);
        }
        long days = Tls.daysLeft(answer.sslSession().get(), Instant.now());
        String all = seen + ", certificate valid for " + days + " days";
        int wanted = check.certificateDays() == null ? 0 : check.certificateDays();
        return days >= wanted ? Attempt.passed(all) : Attempt.failed(all, "at least " + wanted + " days");
    }

    private static String detail(HttpResponse<BoundedBody.Body> answer) {
        if (answer.statusCode() / 100 == 3) {
            return answer.headers()
                            .firstValue("Location")
                            .map(location -> " to " + Words.cut(location))
                            .orElse("")
                    + "; redirects are not followed";
        }
        String body = text(answer);
        return body.isBlank() ? "" : ", body " + Words.quote(body);
    }

    private static String text(HttpResponse<BoundedBody.Body> answer) {
        Charset charset = StandardCharsets.UTF_8;
        Matcher named =
                CHARSET.matcher(answer.headers().firstValue("Content-Type").orElse(""));
        if (named.find()) {
            try {
                charset = Charset.forName(named.group(1));
            } catch (IllegalArgumentException e) {
                charset = StandardCharsets.UTF_8;
            }
        }
        return new String(answer.body().bytes(), charset);
    }

    private HttpRequest request() {
        URI uri = uri();
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(uri).method(check.method(), HttpRequest.BodyPublishers.noBody());
        } catch (IllegalArgumentException e) {
            throw RunException.usage("the request cannot be made: " + Words.why(e));
        }
        for (Map.Entry<String, Setting> header : new TreeMap<>(check.headers()).entrySet()) {
            Setting setting = header.getValue();
            String value = (setting != null && setting.literal() != null
                            ? settings.find(setting)
                            : settings.findSecret(setting))
                    .orElseThrow(() -> RunException.usage("header " + header.getKey() + " has no value"));
            try {
                request.header(header.getKey(), value);
            } catch (IllegalArgumentException e) {
                // The JDK's message would show the value, which may be secret.
                throw RunException.usage("header " + header.getKey() + " cannot be sent: its name is reserved or its"
                        + " value holds characters that HTTP does not allow");
            }
        }
        return request.build();
    }

    private URI uri() {
        try {
            URI uri = URI.create(String.valueOf(check.url()));
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

    private static Pattern pattern(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw RunException.usage("body is no regular expression: " + e.getDescription() + " at character "
                    + Math.max(0, e.getIndex()) + " of " + Words.quote(expression));
        }
    }
}
