package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Refuses what an API server refuses, in its words, as far as charts and Ratchet run into it. */
final class KubeValidation {
    /** Of all values of a Secret or ConfigMap together, in bytes after base64 decoding. */
    static final int DATA_LIMIT = 1_048_576;

    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final Pattern LABEL_VALUE = Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
    private static final Set<String> TEMPLATED = Set.of("deployments", "replicasets", "statefulsets", "daemonsets");
    private static final Map<String, List<String>> FIXED = Map.of(
            "deployments", List.of("selector"),
            "replicasets", List.of("selector"),
            "daemonsets", List.of("selector"),
            "jobs", List.of("selector", "template", "completions", "completionMode"),
            "statefulsets", List.of("selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates"));

    private KubeValidation() {}

    static void check(KubeKind kind, ObjectNode object) {
        String name = KubeJson.name(object);
        if (!kind.group().startsWith("rbac.")
                && (name.length() > 253 || !SUBDOMAIN.matcher(name).matches())) {
            throw KubeFault.invalid(
                    kind,
                    name,
                    "metadata.name: Invalid value: \"" + name + "\": a lowercase RFC 1123 subdomain must consist of"
                            + " lower case alphanumeric characters, '-' or '.', and must start and end with an"
                            + " alphanumeric character");
        }
        KubeJson.strings(KubeJson.at(object, "metadata", "labels")).forEach((label, value) -> {
            if (value.length() > 63 || !LABEL_VALUE.matcher(value).matches()) {
                throw KubeFault.invalid(kind, name, "metadata.labels: Invalid value: \"" + value + "\"");
            }
        });
        mustBeStrings(KubeJson.at(object, "metadata", "labels"), "ObjectMeta.metadata.labels");
        mustBeStrings(KubeJson.at(object, "metadata", "annotations"), "ObjectMeta.metadata.annotations");
        if (kind.is("secrets") || kind.is("configmaps")) {
            checkData(kind, object);
        } else if (TEMPLATED.contains(kind.plural())) {
            checkTemplate(kind, object);
            JsonNode selector = KubeJson.at(object, "spec", "selector");
            if (selector.isMissingNode()
                    || !KubeSelectors.matches(
                            selector, KubeJson.at(object, "spec", "template", "metadata", "labels"))) {
                throw KubeFault.invalid(
                        kind,
                        name,
                        "spec.template.metadata.labels: Invalid value: `selector` does not match template `labels`");
            }
        } else if (kind.is("jobs")) {
            checkTemplate(kind, object);
            String policy = KubeJson.text(object, "spec", "template", "spec", "restartPolicy");
            if (!Set.of("Never", "OnFailure").contains(policy)) {
                throw KubeFault.invalid(
                        kind,
                        name,
                        "spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"");
            }
        } else if (kind.is("pods")) {
            checkPod(kind, name, object.path("spec"), "spec");
        }
    }

    static void checkUpdate(KubeKind kind, ObjectNode before, ObjectNode after) {
        String name = KubeJson.name(before);
        for (String field : FIXED.getOrDefault(kind.plural(), List.of())) {
            JsonNode was = KubeJson.at(before, "spec", field);
            if (!KubeJson.essence(was).equals(KubeJson.essence(KubeJson.at(after, "spec", field)))) {
                throw KubeFault.invalid(
                        kind, name, "spec." + field + ": Invalid value: " + was + ": field is immutable");
            }
        }
        if (kind.is("services")
                && !KubeJson.text(after, "spec", "type").equals("ExternalName")
                && !KubeJson.text(before, "spec", "clusterIP").isEmpty()
                && !KubeJson.at(before, "spec", "clusterIP").equals(KubeJson.at(after, "spec", "clusterIP"))) {
            throw KubeFault.invalid(kind, name, "spec.clusterIPs[0]: Invalid value: field is immutable");
        }
        if ((kind.is("secrets") || kind.is("configmaps"))
                && before.path("immutable").asBoolean()
                && !before.path("data").equals(after.path("data"))) {
            throw KubeFault.invalid(kind, name, "data: Forbidden: field is immutable when `immutable` is set");
        }
        if (kind.is("secrets") && !before.path("type").equals(after.path("type"))) {
            throw KubeFault.invalid(kind, name, "type: Invalid value: " + after.path("type") + ": field is immutable");
        }
    }

    private static void checkData(KubeKind kind, ObjectNode object) {
        mustBeStrings(object.path("data"), kind.kind() + ".data");
        long size = 0;
        for (var entry : object.path("data").properties()) {
            String value = entry.getValue().asText("");
            if (kind.is("configmaps")) {
                size += value.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
            } else {
                try {
                    size += Base64.getDecoder().decode(value).length;
                } catch (IllegalArgumentException e) {
                    throw KubeFault.badRequest("Secret in version \"v1\" cannot be handled as a Secret: illegal base64"
                            + " data in key " + entry.getKey());
                }
            }
        }
        if (size > DATA_LIMIT) {
            throw KubeFault.invalid(
                    kind, KubeJson.name(object), "data: Too long: must have at most " + DATA_LIMIT + " bytes");
        }
    }

    private static void checkTemplate(KubeKind kind, ObjectNode object) {
        checkPod(kind, KubeJson.name(object), KubeJson.at(object, "spec", "template", "spec"), "spec.template.spec");
    }

    private static void checkPod(KubeKind kind, String name, JsonNode spec, String path) {
        if (!spec.path("containers").isArray() || spec.path("containers").isEmpty()) {
            throw KubeFault.invalid(kind, name, path + ".containers: Required value");
        }
        for (JsonNode container : spec.path("containers")) {
            if (KubeJson.text(container, "name").isEmpty()) {
                throw KubeFault.invalid(kind, name, path + ".containers[0].name: Required value");
            }
            for (JsonNode variable : container.path("env")) {
                JsonNode value = variable.path("value");
                if (value.isNumber() || value.isBoolean()) {
                    throw KubeFault.badRequest(kind.kind() + " cannot be handled: json: cannot unmarshal "
                            + (value.isNumber() ? "number" : "bool")
                            + " into Go struct field EnvVar." + path + ".containers.env.value of type string");
                }
            }
        }
    }

    private static void mustBeStrings(JsonNode map, String path) {
        map.properties().forEach(entry -> {
            if (!entry.getValue().isTextual() && !entry.getValue().isNull()) {
                throw KubeFault.badRequest("json: cannot unmarshal "
                        + entry.getValue().getNodeType().name().toLowerCase(java.util.Locale.ROOT)
                        + " into Go struct field " + path + " of type string");
            }
        });
    }
}
