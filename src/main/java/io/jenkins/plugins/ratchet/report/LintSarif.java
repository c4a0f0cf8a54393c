package io.jenkins.plugins.ratchet.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.migration.LintFinding;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The lint's findings as SARIF 2.1.0 (OASIS), which code hosts show beside the lines. */
final class LintSarif {
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

    private LintSarif() {}

    static String render(LintReport report) {
        ObjectNode log = Json.mapper().createObjectNode();
        log.put("$schema", SCHEMA).put("version", "2.1.0");
        ObjectNode run = log.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver").put("name", "ratchet lint");
        Map<String, LintFinding> rules = new LinkedHashMap<>();
        report.findings().forEach(finding -> rules.putIfAbsent(finding.rule(), finding));
        ArrayNode declared = driver.putArray("rules");
        rules.forEach((id, finding) -> {
            ObjectNode rule = declared.addObject().put("id", id);
            rule.putObject("shortDescription").put("text", finding.why());
            rule.putObject("help").put("text", finding.instead());
        });
        ArrayNode results = run.putArray("results");
        for (LintFinding finding : report.findings()) {
            ObjectNode result = results.addObject()
                    .put("ruleId", finding.rule())
                    .put("level", finding.severity().name().toLowerCase(Locale.ROOT));
            result.putObject("message")
                    .put("text", finding.seen() + "\n" + finding.why() + " Instead: " + finding.instead());
            ObjectNode place = result.putArray("locations").addObject().putObject("physicalLocation");
            place.putObject("artifactLocation").put("uri", uri(finding.file()));
            place.putObject("region").put("startLine", finding.line());
        }
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(log) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Relative to the repository where the file was named so; spaces and the like escaped. */
    private static String uri(String file) {
        String place = file.replaceFirst(" \\(ConfigMap .*", "");
        String absolute = Path.of(place).toUri().getRawPath();
        String here = Path.of("").toAbsolutePath().toUri().getRawPath();
        return !Path.of(place).isAbsolute() && absolute.startsWith(here) ? absolute.substring(here.length()) : absolute;
    }
}
