package io.jenkins.plugins.ratchet.compose;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * An image on the engine's machine.
 *
 * @param id digest of its configuration
 * @param digest of its manifest in the repository that its name is of; null for one that no registry has given
 * @param variables names of those that it sets itself
 */
public record LocalImage(String name, String id, String digest, Set<String> variables) {
    public LocalImage {
        variables = Set.copyOf(variables);
    }

    static LocalImage of(String name, JsonNode node) {
        String repository = repository(name);
        String digest = StreamSupport.stream(node.path("RepoDigests").spliterator(), false)
                .map(JsonNode::asText)
                .filter(each -> each.startsWith(repository + "@"))
                .map(each -> each.substring(repository.length() + 1))
                .findFirst()
                .orElse(null);
        Set<String> variables = StreamSupport.stream(
                        node.path("Config").path("Env").spliterator(), false)
                .map(variable -> variable.asText().replaceFirst("=.*", ""))
                .collect(Collectors.toSet());
        return new LocalImage(name, node.path("Id").asText(), digest, variables);
    }

    /** What tells it from every other image: its digest where a registry knows it, else its id. */
    public String identity() {
        return digest == null ? id : digest;
    }

    /** The name without tag and digest. */
    public static String repository(String name) {
        String plain = name.contains("@") ? name.substring(0, name.indexOf('@')) : name;
        int colon = plain.lastIndexOf(':');
        return colon > plain.lastIndexOf('/') ? plain.substring(0, colon) : plain;
    }

    /** The tag; null where the name has none. */
    public static String tag(String name) {
        String plain = name.contains("@") ? name.substring(0, name.indexOf('@')) : name;
        int colon = plain.lastIndexOf(':');
        return colon > plain.lastIndexOf('/') ? plain.substring(colon + 1) : null;
    }
}
