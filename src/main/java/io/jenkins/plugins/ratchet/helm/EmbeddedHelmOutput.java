package io.jenkins.plugins.ratchet.helm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.ratchet.helm.EmbeddedHelmArguments.Unusable;
import java.io.PrintStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Prints helm-java's answers as helm does, as text or JSON. */
final class EmbeddedHelmOutput {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final DateTimeFormatter GO_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss '+0000 UTC'");

    private final EmbeddedHelmArguments arguments;
    private final PrintStream out;
    private final boolean json;

    EmbeddedHelmOutput(EmbeddedHelmArguments arguments, PrintStream out) {
        this.arguments = arguments;
        this.out = out;
        String format = arguments.value("--output");
        this.json = "json".equals(format);
        boolean yamlValues = "yaml".equals(format) && arguments.command().equals("get values");
        if (format != null && !json && !yamlValues && !format.equals("table")) {
            throw new Unusable("the embedded helm prints -o table and json, not " + format);
        }
    }

    void text(String text) {
        out.println(text);
    }

    void json(JsonNode node) {
        out.println(node);
    }

    void upgraded(String report) {
        if (!json) {
            out.println("Release \"" + arguments.word(0, "a release name") + "\" has been upgraded. Happy Helming!");
        }
        release(report);
    }

    /** The report that helm-java writes of a release: lines of NAME: value, then the notes. */
    void release(String report) {
        if (!json) {
            out.println(report);
            return;
        }
        Map<String, String> facts = new LinkedHashMap<>();
        int notes = report.indexOf("\nNOTES:\n");
        String head = notes < 0 ? report : report.substring(0, notes);
        head.lines().filter(line -> line.contains(": ")).forEach(line -> {
            int colon = line.indexOf(": ");
            facts.putIfAbsent(line.substring(0, colon), line.substring(colon + 2));
        });
        ObjectNode release = JSON.createObjectNode().put("name", facts.get("NAME"));
        ObjectNode info = release.putObject("info").put("status", facts.get("STATUS"));
        if (facts.containsKey("LAST DEPLOYED")) {
            info.put("last_deployed", time(facts.get("LAST DEPLOYED")).toString());
        }
        if (facts.containsKey("DESCRIPTION")) {
            // it is the last of the head and may have several lines
            info.put(
                    "description",
                    head.substring(head.indexOf("\nDESCRIPTION: ") + "\nDESCRIPTION: ".length())
                            .strip());
        }
        if (notes >= 0) {
            info.put("notes", report.substring(notes + "\nNOTES:\n".length()));
        }
        release.put("version", Integer.parseInt(facts.get("REVISION"))).put("namespace", facts.get("NAMESPACE"));
        out.println(release);
    }

    void releases(String lines) {
        Pattern filter = arguments.value("--filter") == null ? null : Pattern.compile(arguments.value("--filter"));
        ArrayNode releases = JSON.createArrayNode();
        for (Map<String, String> line : decode(lines)) {
            if (filter == null || filter.matcher(line.get("name")).find()) {
                releases.addObject()
                        .put("name", line.get("name"))
                        .put("namespace", line.get("namespace"))
                        .put("revision", line.get("revision"))
                        .put(
                                "updated",
                                line.containsKey("lastDeployed") ? GO_TIME.format(time(line.get("lastDeployed"))) : "")
                        .put("status", line.get("status"))
                        .put("chart", line.get("chart"))
                        .put("app_version", line.getOrDefault("appVersion", ""));
            }
        }
        if (arguments.flag("--short") == 1) {
            releases.forEach(release -> out.println(release.get("name").asText()));
        } else {
            print(releases, List.of("name", "namespace", "revision", "updated", "status", "chart", "app_version"));
        }
    }

    void history(String lines) {
        ArrayNode revisions = JSON.createArrayNode();
        for (Map<String, String> line : decode(lines)) {
            revisions
                    .addObject()
                    .put("revision", Integer.parseInt(line.get("revision")))
                    .put(
                            "updated",
                            line.containsKey("updated")
                                    ? time(line.get("updated")).toString()
                                    : "")
                    .put("status", line.get("status"))
                    .put("chart", line.get("chart"))
                    .put("app_version", line.getOrDefault("appVersion", ""))
                    .put("description", line.getOrDefault("description", ""));
        }
        print(revisions, List.of("revision", "updated", "status", "chart", "app_version", "description"));
    }

    void values(String yaml) throws JsonProcessingException {
        if (json) {
            out.println(YAML.readTree(yaml));
        } else {
            if (!"yaml".equals(arguments.value("--output"))) {
                out.println(arguments.flag("--all") == 1 ? "COMPUTED VALUES:" : "USER-SUPPLIED VALUES:");
            }
            out.println(yaml);
        }
    }

    void version(String version) {
        String template = arguments.value("--template");
        if (template != null && !template.replace(" ", "").equals("{{.Version}}")) {
            throw new Unusable("the embedded helm knows the template {{.Version}} only");
        }
        boolean plain = template != null || arguments.flag("--short") == 1;
        out.println(plain ? version : "version.BuildInfo{Version:\"" + version + "\"}");
    }

    void repositories(String lines) {
        ArrayNode repositories = JSON.createArrayNode();
        for (Map<String, String> line : decode(lines)) {
            // helm-java tells the password too; it goes no further
            repositories.addObject().put("name", line.get("name")).put("url", line.get("url"));
        }
        print(repositories, List.of("name", "url"));
    }

    private void print(ArrayNode rows, List<String> columns) {
        if (json) {
            out.println(rows);
            return;
        }
        out.println(String.join(
                "\t",
                columns.stream()
                        .map(column -> column.replace('_', ' ').toUpperCase(java.util.Locale.ROOT))
                        .toList()));
        for (JsonNode row : rows) {
            out.println(String.join(
                    "\t",
                    columns.stream().map(column -> row.get(column).asText()).toList()));
        }
    }

    private static OffsetDateTime time(String rfc1123) {
        return OffsetDateTime.parse(rfc1123, DateTimeFormatter.RFC_1123_DATE_TIME)
                .withOffsetSameInstant(ZoneOffset.UTC);
    }

    private static List<Map<String, String>> decode(String lines) {
        return lines.lines()
                .filter(line -> !line.isBlank())
                .map(line -> {
                    Map<String, String> fields = new LinkedHashMap<>();
                    for (String pair : line.split("&")) {
                        int equals = pair.indexOf('=');
                        fields.put(
                                pair.substring(0, equals),
                                URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                    }
                    return fields;
                })
                .toList();
    }
}
