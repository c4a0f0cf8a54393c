package io.jenkins.plugins.ratchet.backup.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * The Secrets and service accounts that the objects of a release name: in environment, volumes, pull secrets, Ingresses,
 * and in fields of that form that custom resources have.
 */
public final class SecretReferences {
    private static final int LARGEST = 64 << 20;
    /** A line of three dashes at its start separates documents wherever it stands. */
    private static final Pattern SEPARATOR = Pattern.compile("(?m)^---(?=\\s|$)");

    private static final ObjectMapper YAML = new ObjectMapper(
            YAMLFactory.builder().loaderOptions(loaderOptions()).build());

    private final Set<String> secrets = new TreeSet<>();
    private final Set<String> optional = new TreeSet<>();
    private final Set<String> accounts = new TreeSet<>();

    public SecretReferences(List<String> manifests) {
        for (String manifest : manifests) {
            for (String document : SEPARATOR.split(manifest)) {
                if (!document.isBlank()) {
                    read(document);
                }
            }
        }
    }

    /** Names of Secrets, those that may be missing included. */
    public Set<String> secrets() {
        return secrets;
    }

    /** Whether every reference to it allows that it is missing. */
    boolean mayBeMissing(String name) {
        return optional.contains(name);
    }

    /** Service accounts that pods run as. */
    Set<String> accounts() {
        return accounts;
    }

    /** The parser's own message would quote what it read, which may be a secret. */
    private void read(String document) {
        try {
            walk(YAML.readTree(document), "");
        } catch (JsonProcessingException e) {
            throw RunException.failed("the manifest of the release cannot be read as YAML"
                    + (e.getLocation() == null
                            ? ""
                            : " at line " + e.getLocation().getLineNr() + " of a document")
                    + ", so it is not known which Secrets it refers to; look at it with `helm get manifest`");
        }
    }

    private void walk(JsonNode node, String key) {
        if (node.isArray()) {
            node.forEach(item -> walk(item, key));
            return;
        }
        if (!node.isObject()) {
            return;
        }
        if (node.path("kind").asText().equals("Secret")
                && node.path("apiVersion").asText().equals("v1")) {
            add(node.at("/metadata/name"), false);
            return; // what is in it refers to nothing
        }
        boolean named = key.equals("imagePullSecrets") || key.endsWith("ecretKeyRef") || key.endsWith("ecretRef");
        if (named || key.equals("secret")) {
            add(node.path("name"), node.path("optional").asBoolean());
        }
        add(node.path("secretName"), node.path("optional").asBoolean());
        if (node.path("serviceAccountName").isTextual()) {
            accounts.add(node.path("serviceAccountName").asText());
        }
        if (node.path("containers").isArray() && !node.has("serviceAccountName")) {
            accounts.add("default");
        }
        node.properties().forEach(field -> walk(field.getValue(), field.getKey()));
    }

    private void add(JsonNode name, boolean mayBeMissing) {
        if (!name.isTextual() || name.asText().isEmpty()) {
            return;
        }
        boolean known = !secrets.add(name.asText());
        if (!mayBeMissing) {
            optional.remove(name.asText());
        } else if (!known) {
            optional.add(name.asText());
        }
    }

    private static LoaderOptions loaderOptions() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(LARGEST);
        return options;
    }
}
