package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Label selectors and field selectors, as query parameters and as {@code spec.selector}. */
final class KubeSelectors {
    private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
    private static final Pattern EQUALITY = Pattern.compile("([^=!\\s]+)\\s*(==|!=|=)\\s*([^=!\\s]*)");
    private static final Pattern EXISTS = Pattern.compile("(!?)\\s*([\\w./-]+)");

    /** The fields that an API server offers beside name and namespace, by resource. */
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "pods",
            Set.of(
                    "spec.nodeName",
                    "spec.restartPolicy",
                    "spec.schedulerName",
                    "spec.serviceAccountName",
                    "status.phase",
                    "status.podIP"),
            "events",
            Set.of(
                    "involvedObject.kind",
                    "involvedObject.namespace",
                    "involvedObject.name",
                    "involvedObject.uid",
                    "involvedObject.apiVersion",
                    "involvedObject.resourceVersion",
                    "involvedObject.fieldPath",
                    "reason",
                    "reportingComponent",
                    "source",
                    "type"),
            "secrets",
            Set.of("type"),
            "namespaces",
            Set.of("status.phase"),
            "jobs.batch",
            Set.of("status.successful"),
            "replicasets.apps",
            Set.of("status.replicas"),
            "nodes",
            Set.of("spec.unschedulable"));

    private KubeSelectors() {}

    static Predicate<JsonNode> labels(String selector) {
        Predicate<JsonNode> all = object -> true;
        // a comma inside parentheses belongs to a set
        for (String part : selector.split(",(?![^(]*\\))")) {
            if (!part.isBlank()) {
                Predicate<Map<String, String>> requirement = requirement(part.trim());
                all = all.and(object -> requirement.test(KubeJson.strings(KubeJson.at(object, "metadata", "labels"))));
            }
        }
        return all;
    }

    static Predicate<JsonNode> fields(KubeKind kind, String selector) {
        Predicate<JsonNode> all = object -> true;
        for (String part : selector.split(",")) {
            if (part.isBlank()) {
                continue;
            }
            Matcher matcher = EQUALITY.matcher(part.trim());
            if (!matcher.matches()) {
                throw KubeFault.badRequest("invalid field selector: " + selector);
            }
            String field = matcher.group(1);
            if (!Set.of("metadata.name", "metadata.namespace").contains(field)
                    && !FIELDS.getOrDefault(kind.resource(), Set.of()).contains(field)) {
                throw KubeFault.badRequest("field label not supported: " + field);
            }
            boolean wanted = !matcher.group(2).equals("!=");
            String value = matcher.group(3);
            all = all.and(object -> KubeJson.text(object, field.split("\\.")).equals(value) == wanted);
        }
        return all;
    }

    /** A LabelSelector of a workload. */
    static boolean matches(JsonNode selector, JsonNode labels) {
        Map<String, String> actual = KubeJson.strings(labels);
        boolean simple = KubeJson.strings(selector.path("matchLabels")).entrySet().stream()
                .allMatch(wanted -> wanted.getValue().equals(actual.get(wanted.getKey())));
        for (JsonNode expression : selector.path("matchExpressions")) {
            String value = actual.get(KubeJson.text(expression, "key"));
            List<String> values = KubeJson.items(expression.path("values")).stream()
                    .map(JsonNode::asText)
                    .toList();
            simple &= switch (KubeJson.text(expression, "operator")) {
                case "In" -> value != null && values.contains(value);
                case "NotIn" -> value == null || !values.contains(value);
                case "Exists" -> value != null;
                default -> value == null;
            };
        }
        return simple;
    }

    private static Predicate<Map<String, String>> requirement(String part) {
        Matcher set = SET.matcher(part);
        if (set.matches()) {
            List<String> values = List.of(set.group(3).trim().split("\\s*,\\s*"));
            boolean in = set.group(2).equals("in");
            return labels -> in == (labels.containsKey(set.group(1)) && values.contains(labels.get(set.group(1))));
        }
        Matcher equality = EQUALITY.matcher(part);
        if (equality.matches()) {
            boolean wanted = !equality.group(2).equals("!=");
            return labels -> equality.group(3).equals(labels.get(equality.group(1))) == wanted;
        }
        Matcher exists = EXISTS.matcher(part);
        if (exists.matches()) {
            return labels ->
                    labels.containsKey(exists.group(2)) == exists.group(1).isEmpty();
        }
        throw KubeFault.badRequest("unable to parse requirement: " + part);
    }
}
