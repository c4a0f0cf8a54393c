package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.helm.ChartContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesSchemaTest {
    private static final String SCHEMA = """
            {%s "type": "object", "required": ["host"], "properties": {
              "host": {"type": "string"}, "port": {"type": "integer"}, "password": {"type": "string", "pattern": "^x"}}}
            """;

    @TempDir
    Path chart;

    private List<String> violations(String schema, String values) throws IOException {
        Files.writeString(chart.resolve("Chart.yaml"), "{name: c, version: 1.0.0}");
        Files.writeString(chart.resolve("values.schema.json"), schema);
        return ValuesSchema.violations(ChartContent.read(chart), Written.yaml(values));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"$schema\": \"http://json-schema.org/draft-04/schema#\",",
                "\"$schema\": \"http://json-schema.org/draft-07/schema#\",",
                "\"$schema\": \"https://json-schema.org/draft-07/schema\",",
                "\"$schema\": \"https://json-schema.org/draft/2019-09/schema\",",
                "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\","
            })
    void every_draft_that_charts_use_is_understood(String draft) throws IOException {
        assertThat(violations(SCHEMA.formatted(draft), "{host: a, port: 1}")).isEmpty();
        assertThat(violations(SCHEMA.formatted(draft), "{port: x}"))
                .hasSize(2)
                .anySatisfy(text -> assertThat(text).startsWith("port: "))
                .anySatisfy(text -> assertThat(text).contains("host"));
    }

    @Test
    void a_violation_never_repeats_the_value() throws IOException {
        assertThat(violations(SCHEMA.formatted(""), "{host: a, password: very-secret}"))
                .singleElement()
                .asString()
                .startsWith("password")
                .doesNotContain("very-secret");
    }

    @Test
    void a_subchart_s_schema_counts_below_its_key() throws IOException {
        Path sub = Files.createDirectories(chart.resolve("charts/redis"));
        Files.writeString(sub.resolve("Chart.yaml"), "{name: redis, version: 1.0.0}");
        Files.writeString(sub.resolve("values.schema.json"), SCHEMA.formatted(""));
        Files.writeString(
                chart.resolve("Chart.yaml"),
                "{name: c, version: 1.0.0, dependencies: [{name: redis, alias: cache, condition: cache.enabled}]}");

        assertThat(ValuesSchema.violations(ChartContent.read(chart), Written.yaml("{cache: {host: 1, enabled: true}}")))
                .singleElement()
                .asString()
                .startsWith("cache.host");
        assertThat(ValuesSchema.violations(
                        ChartContent.read(chart), Written.yaml("{cache: {host: 1, enabled: false}}")))
                .isEmpty();
    }

    @Test
    void a_schema_that_is_none_is_said() throws IOException {
        assertThat(violations("{nonsense", "{}")).singleElement().asString().contains("cannot be applied");
    }
}
