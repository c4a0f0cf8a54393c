package io.jenkins.plugins.ratchet.released;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tags of a chart, or of an image, in a registry, by the distribution API that all registries speak. */
final class OciTags implements VersionSource {
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final int MOST_PAGES = 100;
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CHART_CONFIG = "application/vnd.cncf.helm.config.v1+json";
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:.*)?");

    private final String host;
    private final String repository;
    private final RegistryLogin login;
    private final Download http;
    private String authorization;

    /** @param reference {@code oci://host/path} */
    OciTags(String reference, RegistryLogin login, Download http) {
        String path = reference.substring("oci://".length());
        int slash = path.indexOf('/');
        if (slash < 1 || slash == path.length() - 1) {
            throw RunException.usage(reference + " names no repository of a registry; expected oci://host/path");
        }
        this.host = path.substring(0, slash);
        this.repository = path.substring(slash + 1).replaceFirst("/+$", "");
        this.login = login;
        this.http = http;
    }

    @Override
    public String name() {
        return "oci://" + host + "/" + repository;
    }

    @Override
    public List<Released> versions() {
        Set<String> tags = new LinkedHashSet<>();
        URI page = address("tags/list?n=1000");
        for (int i = 0; page != null && i < MOST_PAGES; i++) {
            Download.Answer answer = get(page, "application/json");
            json(answer).path("tags").forEach(tag -> tags.add(tag.asText()));
            page = next(page, answer);
        }
        // A tag cannot hold the + of build metadata; helm writes _ for it.
        return tags.stream().map(tag -> Released.named(tag.replace('_', '+'))).toList();
    }

    /** What the registry keeps beside the chart: the config blob is its Chart.yaml. */
    @Override
    public Released detailed(Released released) {
        try {
            JsonNode manifest =
                    json(get(address("manifests/" + released.version().replace('+', '_')), MANIFEST));
            JsonNode config = manifest.path("config");
            String created = manifest.path("annotations")
                    .path("org.opencontainers.image.created")
                    .asText("");
            if (!config.path("mediaType").asText().equals(CHART_CONFIG)) {
                return new Released(released.version(), null, ChartIndex.day(created), null);
            }
            JsonNode chart = json(get(address("blobs/" + config.path("digest").asText()), "*/*"));
            String app = chart.path("appVersion").asText("");
            return new Released(released.version(), app.isEmpty() ? null : app, ChartIndex.day(created), chart);
        } catch (RunException e) {
            return released; // the tag is there; more than that is not needed to know that it is released
        }
    }

    private Download.Answer get(URI address, String accept) {
        Download.Answer answer = ask(address, accept);
        if (answer.status() == 401) {
            authorization = authorize(answer);
            answer = ask(address, accept);
        }
        if (answer.status() == 401 || answer.status() == 403) {
            throw refused(answer.status());
        }
        if (answer.status() != 200) {
            throw RunException.unavailable(name() + " answers with status " + answer.status());
        }
        return answer;
    }

    private RunException refused(int status) {
        return RunException.unavailable(
                name() + " refuses the login (status " + status + "); run `helm registry login " + host + "`");
    }

    private Download.Answer ask(URI address, String accept) {
        Map<String, String> headers = new HashMap<>(Map.of("Accept", accept));
        if (authorization != null) {
            headers.put("Authorization", authorization);
        }
        return http.get(address, headers, MAX_BYTES);
    }

    /** By name and password, or with a token from where the registry says that one is to be had. */
    private String authorize(Download.Answer refused) {
        String challenge = refused.headers().firstValue("WWW-Authenticate").orElse("");
        Optional<String> basic = login.of(host).map(Download::basic);
        if (!challenge.regionMatches(true, 0, "Bearer", 0, "Bearer".length())) {
            return basic.orElseThrow(
                    () -> RunException.unavailable(name() + " wants a login; run `helm registry login " + host + "`"));
        }
        Map<String, String> parameters = new HashMap<>();
        for (Matcher matcher = PARAMETER.matcher(challenge); matcher.find(); ) {
            parameters.put(matcher.group(1), matcher.group(2));
        }
        URI realm = URI.create(parameters.getOrDefault("realm", ""));
        boolean safe = "https".equals(realm.getScheme())
                || realm.getHost() != null && LOOPBACK.matcher(realm.getHost()).matches();
        if (!safe) {
            throw RunException.unavailable(name() + " names no safe place to log in at: " + realm);
        }
        String query = "scope=" + encoded(parameters.getOrDefault("scope", "repository:" + repository + ":pull"))
                + (parameters.containsKey("service") ? "&service=" + encoded(parameters.get("service")) : "");
        Download.Answer answer = http.get(
                URI.create(realm + (realm.getQuery() == null ? "?" : "&") + query),
                basic.map(value -> Map.of("Authorization", value)).orElse(Map.of()),
                MAX_BYTES);
        if (answer.status() != 200) {
            throw refused(answer.status());
        }
        JsonNode token = json(answer);
        return "Bearer " + token.path("token").asText(token.path("access_token").asText(""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The next page; only one of the same registry, which is where the login belongs. */
    private static URI next(URI page, Download.Answer answer) {
        Matcher matcher = NEXT.matcher(answer.headers().firstValue("Link").orElse(""));
        URI next = matcher.find() ? page.resolve(matcher.group(1)) : null;
        return next != null && page.getAuthority().equals(next.getAuthority()) ? next : null;
    }

    private URI address(String path) {
        String scheme = LOOPBACK.matcher(host).matches() ? "http" : "https";
        return URI.create(scheme + "://" + host + "/v2/" + repository + "/" + path);
    }

    private JsonNode json(Download.Answer answer) {
        try {
            JsonNode node = Json.mapper().readTree(answer.body());
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (IOException e) {
            // Said below.
        }
        throw RunException.unavailable(name() + " answers with something that is no JSON of a registry");
    }
}
