package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The values that somebody else holds and will give to helm.
 *
 * @param files each laid over those before it
 * @param secrets texts that are shown nowhere
 * @param secretPaths JSON pointers to values that are shown nowhere, as they are or as they were
 * @param unknown why it cannot be said what they are; null where the files hold all of them
 */
public record HeldValues(List<Path> files, List<String> secrets, List<String> secretPaths, String unknown) {
    public HeldValues {
        files = List.copyOf(files);
        secrets = List.copyOf(secrets);
        secretPaths = List.copyOf(secretPaths);
    }

    public static HeldValues in(Path file) {
        return new HeldValues(List.of(file), List.of(), List.of(), null);
    }

    /** @param why nothing can be rendered truthfully */
    public static HeldValues unknown(String why) {
        return new HeldValues(List.of(), List.of(), List.of(), why);
    }

    /** What is to be masked, that which the values had until now included. */
    List<String> secretsAnd(JsonNode deployed) {
        List<String> all = new ArrayList<>(secrets);
        secretPaths.forEach(path -> all.add(deployed.at(path).asText("")));
        return all;
    }
}
