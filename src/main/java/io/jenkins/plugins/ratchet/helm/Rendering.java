package io.jenkins.plugins.ratchet.helm;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * What an upgrade would make, as helm's dry run says. It holds secrets.
 *
 * @param config the user's values as helm would store them, files and {@code --set} merged
 * @param manifest rendered manifests without hooks
 * @param encodedBytes size of the payload that helm would store for it
 */
public record Rendering(JsonNode config, String manifest, List<HookManifest> hooks, int encodedBytes) {

    /** A hook's manifest and when it runs. */
    public record HookManifest(Hook hook, int weight, String manifest) {}

    public Rendering {
        hooks = List.copyOf(hooks);
    }

    /** Of a release in helm's own JSON, be it stored or printed by a dry run. */
    public static Rendering of(JsonNode release) {
        List<HookManifest> hooks = new ArrayList<>();
        for (JsonNode hook : release.path("hooks")) {
            hooks.add(new HookManifest(
                    ReleasePayload.hook(hook),
                    hook.path("weight").asInt(),
                    hook.path("manifest").asText("")));
        }
        return new Rendering(
                release.path("config").isObject()
                        ? release.path("config")
                        : Json.mapper().createObjectNode(),
                release.path("manifest").asText(""),
                hooks,
                ReleasePayload.packedSize(release));
    }
}
