package io.jenkins.plugins.ratchet.plan.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.migration.pair.ChartDifference;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart that helm stored with a release, beside the one that is to be deployed. */
class ChartReaderTest {
    @TempDir
    Path directory;

    private final Map<String, String> chart = new TreeMap<>(Map.of(
            "Chart.yaml", "name: shop\nversion: 1.2.0\ndependencies:\n- { name: redis, version: 1.0.0 }\n",
            "values.yaml", "image: { tag: v2 }\n",
            "templates/web.yaml", "kind: Deployment",
            "crds/a.yaml", "kind: CustomResourceDefinition",
            "charts/redis-1.0.0.tgz", "zipped",
            "README.md", "new words"));

    @Test
    void a_patch_differs_from_what_helm_stored_in_image_tags_only() throws IOException {
        assertThat(difference().structure()).isEmpty();
        assertThat(difference().onlyImages()).isTrue();
        assertThat(difference().images()).containsExactly("image.tag");
    }

    @Test
    void templates_crds_and_charts_below_count_as_structure() throws IOException {
        chart.put("templates/web.yaml", "kind: StatefulSet");
        chart.put("templates/new.yaml", "kind: Job");
        chart.remove("crds/a.yaml");
        chart.put("charts/hidden/Chart.yaml", "name: hidden");
        chart.put("Chart.yaml", chart.get("Chart.yaml").replace("1.0.0", "1.0.1"));

        assertThat(difference().structure())
                .containsExactlyInAnyOrder(
                        "crds/a.yaml is gone",
                        "templates/new.yaml is new",
                        "templates/web.yaml changed",
                        "chart redis 1.0.0 is gone",
                        "chart redis 1.0.1 is new",
                        "chart hidden (in charts/ only) is new");
    }

    @Test
    void what_is_no_chart_is_an_error() {
        assertThatThrownBy(() -> ChartReader.local(directory))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("Chart.yaml");
    }

    private ChartDifference difference() throws IOException {
        ChartDifference ofDirectory =
                ChartDifference.between(ChartReader.stored(stored()), ChartReader.local(folder()));
        ChartDifference ofArchive = ChartDifference.between(ChartReader.stored(stored()), ChartReader.local(archive()));
        assertThat(ofArchive).isEqualTo(ofDirectory);
        return ofArchive;
    }

    private static JsonNode stored() throws IOException {
        return Json.mapper()
                .readTree("""
                {"chart": {"metadata": {"dependencies": [{"name": "redis", "version": "1.0.0"}]},
                  "values": {"image": {"tag": "v1"}},
                  "templates": [{"name": "templates/web.yaml", "data": "%s"}],
                  "files": [{"name": "crds/a.yaml", "data": "%s"}, {"name": "README.md", "data": "b2xk"}]}}
                """.formatted(base64("kind: Deployment"), base64("kind: CustomResourceDefinition")));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Path folder() throws IOException {
        Path folder = Files.createTempDirectory(directory, "chart");
        for (Map.Entry<String, String> file : chart.entrySet()) {
            Files.createDirectories(folder.resolve(file.getKey()).getParent());
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        return folder;
    }

    private Path archive() throws IOException {
        Path archive = directory.resolve("shop-1.2.0.tgz");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
            for (Map.Entry<String, String> file : chart.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry("shop/" + file.getKey());
                entry.setSize(file.getValue().length());
                tar.putArchiveEntry(entry);
                tar.write(file.getValue().getBytes(StandardCharsets.UTF_8));
                tar.closeArchiveEntry();
            }
        }
        return archive;
    }
}
