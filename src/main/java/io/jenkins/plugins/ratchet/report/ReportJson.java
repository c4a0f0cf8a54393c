package io.jenkins.plugins.ratchet.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The report as JSON: complete, in the order of {@link Report}'s components, for programs. */
public final class ReportJson {
    private ReportJson() {}

    public static String render(Report report) {
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report cannot be written as JSON: " + e.getMessage(), e);
        }
    }

    public static Report read(String json) {
        try {
            return Json.mapper().readValue(json, Report.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("this is no report of Ratchet: " + e.getOriginalMessage(), e);
        }
    }

    /** The same report with every known secret masked, wherever it stands. */
    public static Report redacted(Report report, Redaction redaction) {
        return maskedBy(report, redaction::redact);
    }

    /** The same report with every text masked by this. */
    static Report maskedBy(Report report, UnaryOperator<String> mask) {
        try {
            return Json.mapper().treeToValue(masked(Json.mapper().valueToTree(report), mask), Report.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the report cannot be redacted: " + e.getOriginalMessage(), e);
        }
    }

    private static JsonNode masked(JsonNode node, UnaryOperator<String> mask) {
        if (node.isTextual()) {
            return TextNode.valueOf(mask.apply(node.asText()));
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, masked(array.get(i), mask));
            }
        }
        if (node instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            names.forEach(name -> object.set(name, masked(object.get(name), mask)));
        }
        return node;
    }
}
