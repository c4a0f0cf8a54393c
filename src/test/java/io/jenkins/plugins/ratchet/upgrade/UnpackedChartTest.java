package io.jenkins.plugins.ratchet.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The vendor's page: extract alongside the current chart, never over it. */
class UnpackedChartTest {
    @TempDir
    private Path dir;

    private Path top(String version, String values) throws IOException {
        Path top = Files.createDirectories(dir.resolve("work/" + version + values.hashCode()));
        Path chart = Files.createDirectories(top.resolve("jitera/templates")).getParent();
        Files.writeString(chart.resolve("Chart.yaml"), "{ apiVersion: v2, name: jitera, version: " + version + " }");
        Files.writeString(chart.resolve("values.yaml"), values);
        Files.writeString(chart.resolve("templates/a.yaml"), "a: b");
        return top;
    }

    private ChartInfo unpack(String zip, Path top) throws IOException {
        Path archive = Files.createDirectories(dir.resolve("charts")).resolve(zip);
        return UnpackedChart.beside(archive, ChartInfo.read(top.resolve("jitera")), top);
    }

    @Test
    void each_version_gets_a_directory_of_its_own_and_those_before_stay() throws IOException {
        unpack("jitera-helm-v26.5.12.zip", top("26.5.12", "old: 1"));
        ChartInfo chart = unpack("jitera-helm-v26.6.1.zip", top("26.6.1", "new: 1"));

        assertThat(chart.path()).isEqualTo(dir.resolve("charts/jitera-helm-v26.6.1/jitera"));
        assertThat(chart.path().resolve("templates/a.yaml")).hasContent("a: b");
        assertThat(ChartInfo.read(chart.path()).sha256()).isEqualTo(chart.sha256());
        assertThat(dir.resolve("charts/jitera-helm-v26.5.12/jitera/values.yaml"))
                .hasContent("old: 1");
        try (Stream<Path> left = Files.list(dir.resolve("charts"))) {
            assertThat(left).as("nothing half done").hasSize(2);
        }
    }

    @Test
    void the_same_once_more_is_taken_as_it_is() throws IOException {
        Path first = unpack("jitera-helm-v26.6.1.zip", top("26.6.1", "new: 1")).path();
        assertThat(unpack("jitera-helm-v26.6.1.zip", top("26.6.1", "new: 1")).path())
                .isEqualTo(first);
    }

    @Test
    void other_content_of_the_same_name_is_never_written_over() throws IOException {
        unpack("jitera-helm-v26.6.1.zip", top("26.6.1", "new: 1"));
        Path other = top("26.6.1", "new: 2");
        assertThatThrownBy(() -> unpack("jitera-helm-v26.6.1.zip", other))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("is there already, with other content than jitera-helm-v26.6.1.zip")
                .satisfies(e -> assertThat(((RunException) e).exitCode()).isEqualTo(ExitCode.USAGE));
        assertThat(dir.resolve("charts/jitera-helm-v26.6.1/jitera/values.yaml")).hasContent("new: 1");
    }
}
