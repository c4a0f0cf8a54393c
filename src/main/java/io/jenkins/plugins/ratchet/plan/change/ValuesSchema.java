package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.jenkins.plugins.ratchet.helm.ChartContent;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Validates values against the schemas of a chart and its subcharts, as helm does when it upgrades. */
final class ValuesSchema {
    private static final int MOST = 20;

    private ValuesSchema() {}

    /**
     * What does not fit, a sentence each, without the values themselves: they may be secrets.
     *
     * @param values the user's, merged over the chart's defaults
     */
    static List<String> violations(ChartContent chart, JsonNode values) {
        List<String> violations = new ArrayList<>();
        collect("", chart, values, violations);
        return violations;
    }

    private static void collect(String prefix, ChartContent chart, JsonNode values, List<String> violations) {
        chart.schema().ifPresent(schema -> validate(prefix, schema, values, violations));
        for (Map.Entry<String, ChartContent> each :
                chart.enabledSubcharts(values).entrySet()) {
            JsonNode own = values.path(each.getKey());
            ObjectNode below = own.isObject() ? own.deepCopy() : Json.mapper().createObjectNode();
            if (values.path("global").isObject()) {
                below.set("global", values.get("global"));
            }
            collect(prefix + each.getKey() + ".", each.getValue(), below, violations);
        }
    }

    private static void validate(String prefix, String text, JsonNode values, List<String> violations) {
        List<Error> errors;
        try {
            JsonNode parsed = Json.mapper().readTree(text);
            // Draft 7 is what helm takes where a schema names none; nothing is ever fetched for a reference.
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(parsed);
            errors = schema.validate(values);
        } catch (Exception e) {
            violations.add("values.schema.json of the chart" + (prefix.isEmpty() ? "" : " below " + prefix)
                    + " cannot be applied: " + firstLine(e));
            return;
        }
        for (Error error : errors) {
            if (violations.size() == MOST) {
                return;
            }
            violations.add(sentence(prefix, error));
        }
    }

    private static String sentence(String prefix, Error error) {
        String place =
                error.getInstanceLocation().toString().replaceFirst("^/", "").replace('/', '.');
        String where = prefix + place;
        String keyword = error.getKeyword();
        // Messages of these repeat the value or what it was compared with.
        String what = switch (keyword == null ? "" : keyword) {
            case "required",
                    "type",
                    "minimum",
                    "maximum",
                    "minLength",
                    "maxLength",
                    "additionalProperties",
                    "minItems",
                    "maxItems",
                    "enum" -> error.getMessage();
            case "pattern", "format", "const" -> "does not fit the schema's " + keyword;
            default -> "does not fit the schema (" + keyword + ")";
        };
        return (where.isEmpty() ? "the values" : where.replaceFirst("\\.$", "")) + ": "
                + firstLine(what).replaceFirst("^\\S*: ", "");
    }

    private static String firstLine(Exception e) {
        return firstLine(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }

    private static String firstLine(String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }
}
