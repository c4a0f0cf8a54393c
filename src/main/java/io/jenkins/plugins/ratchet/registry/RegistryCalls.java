package io.jenkins.plugins.ratchet.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a registry about one repository by the OCI distribution API, and logs in when it is asked to: by name and
 * password, or with a token from where the registry says that one is to be had. Plain HTTP is spoken with this machine
 * alone.
 */
public final class RegistryCalls {
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final int LONGEST = 200;
    private static final Pattern PARAMETER = Pattern.compile("(\\w+)=\"([^\"]*)\"");
    private static final Set<Integer> REFUSALS = Set.of(400, 401, 403);

    private final String host;
    private final String repository;
    private final Supplier<Optional<String>> login;
    private final Download http;
    private String authorization;

    /**
     * @param host of the registry, with its port where it has one
     * @param login {@code user:password}, asked for when the registry wants one; empty for nobody
     */
    public RegistryCalls(String host, String repository, Supplier<Optional<String>> login, Download http) {
        this.host = host;
        this.repository = repository;
        this.login = login;
        this.http = http;
    }

    /** The address of something of the repository, e.g. {@code tags/list}. */
    public URI address(String path) {
        String rest = "://" + host + "/v2/" + repository + "/" + path;
        return URI.create((Download.isLoopback(URI.create("https" + rest)) ? "http" : "https") + rest);
    }

    /** What the registry answers, logged in where it asks for that; status 401 where it does not take the login. */
    public Download.Answer ask(String method, URI address, String accept) {
        Download.Answer answer = once(method, address, accept);
        if (answer.status() == 401) {
            Optional<String> granted = authorize(answer);
            if (granted.isPresent()) {
                authorization = granted.get();
                return once(method, address, accept);
            }
        }
        return answer;
    }

    private Download.Answer once(String method, URI address, String accept) {
        Map<String, String> headers = new HashMap<>(Map.of("Accept", accept));
        if (authorization != null) {
            headers.put("Authorization", authorization);
        }
        return http.ask(method, address, headers, MAX_BYTES);
    }

    /** Empty where there is nothing to log in with, or no token is given for it. */
    private Optional<String> authorize(Download.Answer refused) {
        List<String> challenges = refused.headers().allValues("WWW-Authenticate");
        Optional<String> basic = login.get().map(Download::basic);
        Optional<String> bearer = challenges.stream()
                .filter(each -> each.regionMatches(true, 0, "Bearer", 0, "Bearer".length()))
                .findFirst();
        return bearer.isEmpty() ? basic : token(bearer.get(), basic);
    }

    private Optional<String> token(String challenge, Optional<String> basic) {
        Map<String, String> parameters = new HashMap<>();
        for (Matcher matcher = PARAMETER.matcher(challenge); matcher.find(); ) {
            parameters.put(matcher.group(1), matcher.group(2));
        }
        URI realm = realm(parameters.getOrDefault("realm", ""));
        String query = "scope=" + encoded(parameters.getOrDefault("scope", "repository:" + repository + ":pull"))
                + (parameters.containsKey("service") ? "&service=" + encoded(parameters.get("service")) : "");
        Download.Answer answer = http.ask(
                "GET",
                URI.create(realm + (realm.getQuery() == null ? "?" : "&") + query),
                basic.map(value -> Map.of("Authorization", value)).orElse(Map.of()),
                MAX_BYTES);
        if (REFUSALS.contains(answer.status())) {
            return Optional.empty();
        }
        if (answer.status() != 200) {
            throw RunException.unavailable(
                    Download.shown(realm) + ", where " + host + " logs in, answers with status " + answer.status());
        }
        JsonNode token = json(answer);
        return Optional.of("Bearer "
                + token.path("token").asText(token.path("access_token").asText("")));
    }

    private URI realm(String text) {
        try {
            URI realm = URI.create(text);
            boolean near = Download.isLoopback(realm) && Download.isLoopback(address(""));
            if (realm.getUserInfo() == null && ("https".equals(realm.getScheme()) || near)) {
                return realm;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw RunException.unavailable(host + " names no safe place to log in at: "
                + (text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text));
    }

    /** The object that an answer holds. */
    public JsonNode json(Download.Answer answer) {
        try {
            JsonNode node = Json.mapper().readTree(answer.body());
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (IOException e) {
            // Said below.
        }
        throw RunException.unavailable(host + " answers with something that is no JSON of a registry");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
