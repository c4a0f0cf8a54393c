package io.jenkins.plugins.ratchet.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.ChartZips;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartSourceTest {
    @TempDir
    Path directory;

    @TempDir
    Path work;

    private ChartInfo fetch(String reference, String version) {
        return new ChartSource(reference, null, directory).fetch(null, version, work);
    }

    @Test
    void a_vendors_zip_is_unpacked_and_its_chart_found() throws IOException {
        ChartZips.write(directory.resolve("jitera-helm-v26.05.12.1.zip"), "26.5.12", null);
        ChartInfo chart = fetch("jitera-helm-v26.05.12.1.zip", null);
        assertThat(chart.path()).endsWith(Path.of("charts", "jitera"));
        assertThat(chart.version()).isEqualTo("26.5.12");
        assertThat(chart.product()).as("a chart's version has no fourth number").isEqualTo("v26.05.12.1");
        assertThat(fetch("jitera-helm-v26.05.12.1.zip", "26.05.12.1").sha256())
                .as("unpacked twice")
                .isEqualTo(chart.sha256());
    }

    @Test
    void another_versions_archive_is_found_beside_the_current_one() throws IOException {
        ChartZips.write(directory.resolve("jitera-helm-v26.04.07.zip"), "26.4.7", "v26.04.07");
        ChartZips.write(directory.resolve("jitera-helm-v26.05.12.zip"), "26.5.12", "v26.05.12");
        assertThat(fetch("jitera-helm-v26.05.12.zip", "v26.04.07").version()).isEqualTo("26.4.7");
        assertThat(fetch("jitera-helm-v{version}.zip", "26.04.07").version()).isEqualTo("26.4.7");
        assertThatThrownBy(() -> fetch("jitera-helm-v26.05.12.zip", "v26.06.01"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("not v26.06.01");
    }

    @Test
    void a_zip_with_several_charts_wants_one_named() throws IOException {
        Map<String, String> files = Map.of(
                "a/Chart.yaml", "name: a\nversion: 1.0.0\n",
                "b/Chart.yaml", "name: b\nversion: 1.0.0\n");
        ChartZips.write(directory.resolve("both.zip"), files);
        assertThatThrownBy(() -> fetch("both.zip", null))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("several charts (a, b)");
        assertThat(fetch("both.zip//b", null).name()).isEqualTo("b");
    }

    @Test
    void a_zip_that_reaches_outside_of_itself_is_refused_and_writes_nothing_there() throws IOException {
        for (String name : List.of("../evil", "a/../../evil", "/../evil", "..\\evil")) {
            ChartZips.write(directory.resolve("evil.zip"), Map.of(name, "x"));
            assertThatThrownBy(() -> fetch("evil.zip", null))
                    .as(name)
                    .isInstanceOf(RunException.class)
                    .hasMessageContaining("outside of itself");
        }
        assertThat(work.resolve("evil")).doesNotExist();
        assertThat(work.getParent().resolve("evil")).doesNotExist();
    }

    @Test
    void a_zip_that_is_none_or_holds_no_chart_is_named() throws IOException {
        Files.writeString(directory.resolve("text.zip"), "no zip");
        assertThatThrownBy(() -> fetch("text.zip", null)).hasMessageContaining("text.zip cannot be unpacked");
        ChartZips.write(directory.resolve("empty.zip"), Map.of("README.md", ""));
        assertThatThrownBy(() -> fetch("empty.zip", null)).hasMessageContaining("holds no Chart.yaml");
    }

    @Test
    void a_chart_in_a_git_repository_is_checked_out_at_its_tag() throws Exception {
        Path repository = directory.resolve("repository");
        git(null, "init", "-q", repository.toString());
        for (String version : List.of("1.0.0", "1.1.0")) {
            Path chart = repository.resolve("infra/helm/caracal/Chart.yaml");
            Files.createDirectories(chart.getParent());
            Files.writeString(chart, "apiVersion: v2\nname: caracal\nversion: " + version + "\n");
            git(repository, "add", ".");
            git(repository, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", version);
            git(repository, "tag", "v" + version);
        }
        String reference = "git+file://" + repository + "//infra/helm/caracal";
        ChartInfo chart = fetch(reference, "1.0.0");
        assertThat(chart.version()).isEqualTo("1.0.0");
        Path again = Files.createDirectory(work.resolve("again"));
        assertThat(new ChartSource(reference + "?ref=v1.0.0", null, directory)
                        .fetch(null, null, again)
                        .sha256())
                .isEqualTo(chart.sha256());
        Path other = Files.createDirectory(work.resolve("other"));
        assertThatThrownBy(() -> new ChartSource(reference, null, directory).fetch(null, "2.0.0", other))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("no tag for version 2.0.0 among its 2 tags");
        assertThat(Git.tags("file://" + repository)).containsExactly("v1.0.0", "v1.1.0");
    }

    @Test
    void an_address_that_would_run_a_program_is_none_for_git() {
        assertThatThrownBy(() -> fetch("git+ext::sh -c evil", null)).isInstanceOf(RunException.class);
        assertThatThrownBy(() -> fetch("git+ext://sh", "1.0.0"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("git ls-remote");
    }

    @Test
    void the_version_in_a_name_is_what_it_ends_with() {
        assertThat(VersionInName.of("jitera-helm-v26.05.12.1")).contains("v26.05.12.1");
        assertThat(VersionInName.stem("jitera-helm-v26.05.12.1")).contains("jitera-helm");
        assertThat(VersionInName.of("release/1.2.3")).contains("1.2.3");
        assertThat(VersionInName.of("caracal-1.2.3-rc.1")).contains("1.2.3-rc.1");
        assertThat(VersionInName.of("1.2.3-4.5")).contains("1.2.3-4.5");
        assertThat(VersionInName.of("latest")).isEmpty();
        assertThat(VersionInName.of("charts")).isEmpty();
    }

    private static void git(Path directory, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(directory == null ? null : directory.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }
}
