package io.jenkins.plugins.ratchet.terraform;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A copy of a state, as {@code state pull} printed it; it holds secrets, of which none is taken from it. */
public final class KeptState {
    private final JsonNode json;

    private KeptState(JsonNode json) {
        this.json = json;
    }

    /** Empty where it is not there any more, or cannot be read. */
    public static Optional<KeptState> read(Path file) {
        try {
            return Files.isReadable(file)
                    ? Optional.of(new KeptState(Json.mapper().readTree(file.toFile())))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What the release was made from; empty where the state does not know the address. */
    public Optional<PlannedRelease> release(String address) {
        for (JsonNode resource : json.path("resources")) {
            for (JsonNode instance : resource.path("instances")) {
                if (address(resource, instance).equals(address)) {
                    return Optional.of(release(address, instance.path("attributes")));
                }
            }
        }
        return Optional.empty();
    }

    private static PlannedRelease release(String address, JsonNode attributes) {
        return new PlannedRelease(
                address,
                attributes.path("name").asText(null),
                attributes.path("namespace").asText(null),
                attributes.path("chart").asText(null),
                attributes.path("repository").asText(null),
                attributes.path("version").asText(null),
                false,
                null,
                0,
                null);
    }

    private static String address(JsonNode resource, JsonNode instance) {
        String module = resource.path("module").asText("");
        JsonNode key = instance.path("index_key");
        return (module.isEmpty() ? "" : module + ".")
                + resource.path("type").asText() + "."
                + resource.path("name").asText()
                + (key.isMissingNode() ? "" : "[" + key + "]");
    }
}
