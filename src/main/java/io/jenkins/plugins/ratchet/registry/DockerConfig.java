package io.jenkins.plugins.ratchet.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The logins in an image pull secret, found for an image as the kubelet finds them. */
public final class DockerConfig {
    private final List<Entry> entries = new ArrayList<>();

    /** A login, and the registry and the beginning of the repositories that it is for. No record: those tell all. */
    private static final class Entry {
        private final String host;
        private final String path;
        private final String login;

        Entry(String host, String path, String login) {
            this.host = host;
            this.path = path;
            this.login = login;
        }
    }

    private DockerConfig() {}

    /**
     * Empty where the text is none. What is wrong with it is not told: it is a secret.
     *
     * @param json a {@code .dockerconfigjson}, or the older {@code .dockercfg}
     */
    public static Optional<DockerConfig> parse(String json) {
        try {
            JsonNode root = Json.mapper().readTree(json);
            if (root == null || !root.isObject()) {
                return Optional.empty();
            }
            DockerConfig config = new DockerConfig();
            (root.path("auths").isObject() ? root.path("auths") : root)
                    .properties()
                    .forEach(entry -> config.add(entry.getKey(), entry.getValue()));
            config.entries.sort(Comparator.comparingInt((Entry entry) -> entry.path.length())
                    .reversed());
            return Optional.of(config);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private void add(String place, JsonNode entry) {
        String plain = place.replaceFirst("^https?://", "");
        int slash = plain.indexOf('/');
        String host = slash < 0 ? plain : plain.substring(0, slash);
        String path = slash < 0 ? "" : plain.substring(slash + 1);
        String login = entry.path("username").isTextual()
                ? entry.path("username").asText() + ":" + entry.path("password").asText("")
                : decoded(entry.path("auth").asText(""));
        if (!host.isEmpty() && login.contains(":")) {
            // The path of a registry's API, as docker writes it for its own, is none of a repository.
            entries.add(new Entry(host, path.matches("v[12](/.*)?") ? "" : path, login));
        }
    }

    private static String decoded(String auth) {
        try {
            return new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** {@code user:password} of each that fits, the one for the longest path first. */
    public List<String> logins(ImageReference image) {
        return entries.stream()
                .filter(entry ->
                        fits(entry.host, image.host()) && image.repository().startsWith(entry.path))
                .map(entry -> entry.login)
                .toList();
    }

    /** {@code *} stands for what is between two dots. */
    private static boolean fits(String pattern, String host) {
        if (host.equals("docker.io") && pattern.matches("index\\.docker\\.io|registry-1\\.docker\\.io")) {
            return true;
        }
        String[] wanted = pattern.split("[.:]", -1);
        String[] given = host.split("[.:]", -1);
        boolean fits = wanted.length == given.length && pattern.contains(":") == host.contains(":");
        for (int i = 0; fits && i < wanted.length; i++) {
            fits = matches(wanted[i], given[i]);
        }
        return fits;
    }

    private static boolean matches(String pattern, String text) {
        int star = pattern.indexOf('*');
        return star < 0
                ? pattern.equalsIgnoreCase(text)
                : text.length() >= pattern.length() - 1
                        && text.startsWith(pattern.substring(0, star))
                        && text.endsWith(pattern.substring(star + 1));
    }
}
