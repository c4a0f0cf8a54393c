package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.helm.ChartContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartStructureTest {
    @TempDir
    Path chart;

    private ChartStructure between(String before, String template, String after, String newTemplate)
            throws IOException {
        Files.createDirectories(chart.resolve("templates"));
        Files.writeString(chart.resolve("Chart.yaml"), "{name: jitera, version: 26.5.13}");
        Files.writeString(chart.resolve("values.yaml"), after);
        Files.writeString(chart.resolve("templates/app.yaml"), newTemplate);
        ObjectNode stored =
                (ObjectNode) Written.yaml("{metadata: {name: jitera}, templates: [{name: templates/app.yaml}]}");
        ((ObjectNode) stored.at("/templates/0"))
                .put("data", Base64.getEncoder().encodeToString(template.getBytes(StandardCharsets.UTF_8)));
        JsonNode old = Written.yaml(before);
        ChartContent content = ChartContent.read(chart);
        return ChartStructure.between(
                stored,
                content,
                DefaultChanges.between(
                        old,
                        content.defaults(Written.yaml("{}")),
                        Written.yaml("{}"),
                        new Watched(List.of()),
                        new Masks()));
    }

    @Test
    void a_patch_that_only_moves_image_tags_is_no_structural_change() throws IOException {
        ChartStructure structure = between(
                "{app: {image: {tag: '1'}}, rails: {imageTag: a}}",
                "x\n",
                "{app: {image: {tag: '2'}}, rails: {imageTag: b}}",
                "x");

        assertThat(structure.structural()).isFalse();
        assertThat(structure.imagesOnly()).isTrue();
    }

    @Test
    void a_template_or_a_key_that_changes_is_structural() throws IOException {
        ChartStructure structure = between("{a: 1, gone: 2}", "x", "{a: 1, fresh: {b: 1}}", "y");

        assertThat(structure.structural()).isTrue();
        assertThat(structure.templates()).containsExactly("~templates/app.yaml");
        assertThat(structure.keys()).containsExactlyInAnyOrder("-gone", "+fresh");
    }

    @Test
    void another_default_is_no_structure_but_more_than_images() throws IOException {
        ChartStructure structure = between("{replicas: 1}", "x", "{replicas: 2}", "x");

        assertThat(structure.structural()).isFalse();
        assertThat(structure.imagesOnly()).isFalse();
        assertThat(structure.values()).containsExactly("replicas");
    }
}
