package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.registry.DockerConfig;
import io.jenkins.plugins.ratchet.registry.ImageReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the pods of the new manifests pull their images with: their imagePullSecrets, else those of their service account,
 * as Kubernetes chooses. What the chart makes counts as it will be, the rest as it is live.
 */
final class PullLogins {
    private final Map<ObjectRef, JsonNode> made = new HashMap<>();
    private final Function<ObjectRef, Sight> live;

    PullLogins(List<ManifestObject> young, Function<ObjectRef, Sight> live) {
        young.forEach(object -> made.put(object.ref().unversioned(), object.body()));
        this.live = live;
    }

    /** The logins for one image, and what could not be read on the way to them. No record: it holds passwords. */
    static final class Logins {
        private final List<String> all = new ArrayList<>();
        private final List<String> unread = new ArrayList<>();

        /** {@code user:password}, in the order in which they are tried. */
        List<String> all() {
            return all;
        }

        /** In words. */
        List<String> unread() {
            return unread;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Logins logins && all.equals(logins.all) && unread.equals(logins.unread);
        }

        @Override
        public int hashCode() {
            return Objects.hash(all, unread);
        }
    }

    Logins of(ManifestObject object, String image) {
        Logins logins = new Logins();
        Optional<ImageReference> reference = ImageReference.parse(image);
        if (reference.isPresent()) {
            for (String name : secrets(object, logins)) {
                secret(new ObjectRef("v1", "Secret", object.ref().namespace(), name), logins)
                        .ifPresent(config -> logins.all.addAll(config.logins(reference.get())));
            }
        }
        return logins;
    }

    private List<String> secrets(ManifestObject object, Logins logins) {
        JsonNode pod = PodSpecs.of(object.body());
        List<String> own = names(pod);
        if (!own.isEmpty()) {
            return own;
        }
        String name = pod.path("serviceAccountName").asText("");
        ObjectRef account =
                new ObjectRef("v1", "ServiceAccount", object.ref().namespace(), name.isEmpty() ? "default" : name);
        List<String> charts = names(made.get(account.unversioned()));
        // Helm leaves alone what somebody else has added to an account on which the chart itself names none.
        return charts.isEmpty() ? names(seen(account, logins)) : charts;
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        if (node != null) {
            node.path("imagePullSecrets")
                    .forEach(each -> names.add(each.path("name").asText("")));
        }
        names.removeIf(String::isEmpty);
        return names;
    }

    private Optional<DockerConfig> secret(ObjectRef ref, Logins logins) {
        JsonNode secret = made.get(ref.unversioned());
        secret = secret == null ? seen(ref, logins) : secret;
        if (secret == null) {
            return Optional.empty();
        }
        String json = text(secret, ".dockerconfigjson");
        Optional<DockerConfig> config = DockerConfig.parse(json.isEmpty() ? text(secret, ".dockercfg") : json);
        if (config.isEmpty()) {
            logins.unread.add(ref + " holds no logins that can be read");
        }
        return config;
    }

    /** Null where it is not there, as where nobody may look. */
    private JsonNode seen(ObjectRef ref, Logins logins) {
        Sight sight = live.apply(ref);
        if (!sight.looked()) {
            logins.unread.add(ref + ": " + sight.problem());
        }
        return sight.exists() ? sight.object() : null;
    }

    private static String text(JsonNode secret, String key) {
        String plain = secret.path("stringData").path(key).asText("");
        if (!plain.isEmpty()) {
            return plain;
        }
        try {
            return new String(
                    Base64.getMimeDecoder().decode(secret.path("data").path(key).asText("")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
