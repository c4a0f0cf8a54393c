package io.jenkins.plugins.ratchet.compose;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where a project's {@code secrets} come from.
 *
 * @param files absolute
 * @param elsewhere those that are in no file, a sentence each
 */
public record ComposeSecrets(List<Path> files, List<String> elsewhere) {

    public ComposeSecrets {
        files = List.copyOf(files);
        elsewhere = List.copyOf(elsewhere);
    }

    /** @param model as {@code docker compose config} prints it */
    public static ComposeSecrets of(JsonNode model) {
        List<Path> files = new ArrayList<>();
        List<String> elsewhere = new ArrayList<>();
        for (Map.Entry<String, JsonNode> secret : model.path("secrets").properties()) {
            JsonNode source = secret.getValue();
            String file = source.path("file").asText("");
            if (!file.isEmpty()) {
                files.add(Path.of(file));
            } else {
                elsewhere.add("secret " + secret.getKey() + " is in no file, but "
                        + (source.hasNonNull("environment")
                                ? "in variable " + source.get("environment").asText() + " of the environment"
                                : "kept by the engine"));
            }
        }
        return new ComposeSecrets(files, elsewhere);
    }
}
