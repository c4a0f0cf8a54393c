package io.jenkins.plugins.ratchet.verify;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSession;

/**
 * What came back.
 *
 * @param hops where redirects led to on the way, in their order
 */
record HttpAnswer(
        int status, HttpHeaders headers, String body, boolean tooLarge, Optional<SSLSession> tls, List<String> hops) {
    private static final Pattern CHARSET = Pattern.compile("charset\\s*=\\s*\"?([\\w.:-]+)", Pattern.CASE_INSENSITIVE);

    static HttpAnswer of(HttpResponse<BoundedBody.Body> response) {
        return new HttpAnswer(
                response.statusCode(),
                response.headers(),
                new String(response.body().bytes(), charset(response.headers())),
                response.body().tooLarge(),
                response.sslSession(),
                List.of());
    }

    HttpAnswer after(List<String> redirects) {
        return new HttpAnswer(status, headers, body, tooLarge, tls, List.copyOf(redirects));
    }

    boolean redirects() {
        return status / 100 == 3 && status != 304;
    }

    /** Where it redirects to; empty where that is nowhere to go to. */
    Optional<URI> location(URI from) {
        try {
            return headers.firstValue("Location")
                    .map(from::resolve)
                    .filter(uri -> uri.getHost() != null
                            && uri.getScheme().toLowerCase().startsWith("http"));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code status 302}, and what led there. */
    String told() {
        String way = hops.isEmpty()
                ? ""
                : " after " + (hops.size() == 1 ? "a redirect" : hops.size() + " redirects") + " to "
                        + Words.cut(hops.get(hops.size() - 1));
        return "status " + status + way;
    }

    /** What an unexpected answer says of itself. */
    String detail() {
        if (redirects()) {
            return headers.firstValue("Location")
                            .map(location -> " to " + Words.cut(location))
                            .orElse("")
                    + (hops.isEmpty() ? "; redirects are not followed" : "; no more redirects are followed");
        }
        return body.isBlank() ? "" : ", body " + Words.quote(body);
    }

    private static Charset charset(HttpHeaders headers) {
        Matcher named = CHARSET.matcher(headers.firstValue("Content-Type").orElse(""));
        if (named.find()) {
            try {
                return Charset.forName(named.group(1));
            } catch (IllegalArgumentException e) {
                return StandardCharsets.UTF_8;
            }
        }
        return StandardCharsets.UTF_8;
    }
}
