package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.ratchet.helm.Hook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Values and objects as tests write them down. */
final class Written {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private Written() {}

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<ManifestObject> objects(String text) {
        return new Manifests("shop").objects(text);
    }

    static ManifestObject object(String text) {
        return objects(text).get(0);
    }

    static ManifestObject hook(String event, int weight, String policies, String text) {
        ManifestObject object = object(text);
        List<String> words = policies.isEmpty() ? List.of() : List.of(policies.split(","));
        return new ManifestObject(
                object.ref(),
                object.body(),
                new Hook(object.ref().name(), object.ref().kind(), List.of(event), words),
                weight);
    }

    /** An object that is live as the deployed manifest has it. */
    static Comparison comparison(String old, String young) {
        ManifestObject before = old == null ? null : object(old);
        ManifestObject after = young == null ? null : object(young);
        return new Comparison(
                before == null ? after.ref() : before.ref(),
                before,
                after,
                before == null ? MissingNode.getInstance() : before.body(),
                true);
    }

    static Comparison comparison(String old, String young, String live) {
        Comparison plain = comparison(old, young);
        return new Comparison(plain.ref(), plain.old(), plain.young(), yaml(live), true);
    }
}
