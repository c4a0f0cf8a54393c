package io.jenkins.plugins.ratchet.released;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.registry.Download;
import io.jenkins.plugins.ratchet.registry.RegistryCalls;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tags of a chart, or of an image, in a registry, by the distribution API that all registries speak. */
final class OciTags implements VersionSource {
    private static final int MOST_PAGES = 100;
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CHART_CONFIG = "application/vnd.cncf.helm.config.v1+json";
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");

    private final String host;
    private final String repository;
    private final RegistryLogin login;
    private final RegistryCalls calls;

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
        this.calls = new RegistryCalls(host, repository, () -> login.of(host), http);
    }

    @Override
    public String name() {
        return "oci://" + host + "/" + repository;
    }

    @Override
    public List<Released> versions() {
        Set<String> tags = new LinkedHashSet<>();
        URI page = calls.address("tags/list?n=1000");
        for (int i = 0; page != null && i < MOST_PAGES; i++) {
            Download.Answer answer = get(page, "application/json");
            calls.json(answer).path("tags").forEach(tag -> tags.add(tag.asText()));
            page = next(page, answer);
        }
        // A tag cannot hold the + of build metadata; helm writes _ for it.
        return tags.stream().map(tag -> Released.named(tag.replace('_', '+'))).toList();
    }

    /** What the registry keeps beside the chart: the config blob is its Chart.yaml. */
    @Override
    public Released detailed(Released released) {
        try {
            JsonNode manifest = calls.json(
                    get(calls.address("manifests/" + released.version().replace('+', '_')), MANIFEST));
            JsonNode config = manifest.path("config");
            String created = manifest.path("annotations")
                    .path("org.opencontainers.image.created")
                    .asText("");
            if (!config.path("mediaType").asText().equals(CHART_CONFIG)) {
                return new Released(released.version(), null, ChartIndex.day(created), null);
            }
            JsonNode chart = calls.json(
                    get(calls.address("blobs/" + config.path("digest").asText()), "*/*"));
            String app = chart.path("appVersion").asText("");
            return new Released(released.version(), app.isEmpty() ? null : app, ChartIndex.day(created), chart);
        } catch (RunException e) {
            return released; // the tag is there; more than that is not needed to know that it is released
        }
    }

    private Download.Answer get(URI address, String accept) {
        Download.Answer answer = calls.ask("GET", address, accept);
        if (answer.status() == 401 || answer.status() == 403) {
            throw RunException.unavailable(name()
                    + (login.of(host).isPresent()
                            ? " refuses the login (status " + answer.status() + ")"
                            : " wants a login")
                    + "; run `helm registry login " + host + "`");
        }
        if (answer.status() != 200) {
            throw RunException.unavailable(name() + " answers with status " + answer.status());
        }
        return answer;
    }

    /** The next page; only one of the same registry, which is where the login belongs. */
    private static URI next(URI page, Download.Answer answer) {
        Matcher matcher = NEXT.matcher(answer.headers().firstValue("Link").orElse(""));
        URI next = matcher.find() ? page.resolve(matcher.group(1)) : null;
        return next != null
                        && page.getScheme().equals(next.getScheme())
                        && page.getAuthority().equals(next.getAuthority())
                ? next
                : null;
    }
}
