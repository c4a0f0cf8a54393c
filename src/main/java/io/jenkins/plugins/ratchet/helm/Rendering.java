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
 * @param encodedBytes size of the payload that helm would store for it; 0 where it is stored already
 */
public record Rendering(JsonNode config, String manifest, List<HookManifest> hooks, int encodedBytes) {

    /** A hook's manifest and when it runs. */
    public record HookManifest(Hook hook, int weight, String manifest) {}

    public Rendering {
        hooks = List.copyOf(hooks);
    }

    /** Of a revision that helm has stored: how large it is, its Secret tells. */
    public static Rendering stored(JsonNode release) {
        return of(release, 0);
    }

    /** Of a dry run, in helm's own JSON. */
    static Rendering tried(JsonNode release) {
        return of(release, ReleasePayload.packedSize(release));
    }

    private static Rendering of(JsonNode release, int encodedBytes) {
        List<HookManifest> hooks = new ArrayList<>();
        for (JsonNode hook : release.path("hooks")) {
            hooks.add(new HookManifest(
                    withPolicy(ReleasePayload.hook(hook)),
                    hook.path("weight").asInt(),
                    hook.path("manifest").asText("")));
        }
        return new Rendering(
                release.path("config").isObject()
                        ? release.path("config")
                        : Json.mapper().createObjectNode(),
                release.path("manifest").asText(""),
                hooks,
                encodedBytes);
    }

    /** Helm writes its default down only when it runs a hook. */
    private static Hook withPolicy(Hook hook) {
        return hook.deletePolicies().isEmpty()
                ? new Hook(hook.name(), hook.kind(), hook.events(), List.of("before-hook-creation"))
                : hook;
    }
}
