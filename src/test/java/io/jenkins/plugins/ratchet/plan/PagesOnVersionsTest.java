package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.fine;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.ConfigLoader;
import io.jenkins.plugins.ratchet.config.Overrides;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.Severity;
import io.jenkins.plugins.ratchet.plan.path.PathReader;
import io.jenkins.plugins.ratchet.plan.path.VersionPath;
import io.jenkins.plugins.ratchet.released.ReleasedVersions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the vendors' pages say about versions, their order, their support and mirrors, a test a sentence, with the
 * built-in profiles and with repositories, registries and archives of the shape of the real ones.
 */
class PagesOnVersionsTest {
    @TempDir
    Path directory;

    private final Map<String, String> served = new HashMap<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String body = served.get(exchange.getRequestURI().getPath());
            byte[] bytes = (body == null ? "" : body).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** An index with a chart's versions: chart, application, day, and the minVersion that it asks for. */
    private void index(String chart, String... entries) {
        StringBuilder yaml = new StringBuilder("apiVersion: v1\nentries:\n  " + chart + ":\n");
        for (String entry : entries) {
            String[] words = entry.split(" ");
            yaml.append("  - {name: ").append(chart).append(", version: \"").append(words[0]);
            yaml.append("\", appVersion: \"")
                    .append(words[1])
                    .append("\", created: \"")
                    .append(words[2]);
            yaml.append("T10:00:00Z\"");
            if (words.length > 3) {
                yaml.append(", annotations: {minVersion: \"").append(words[3]).append("\"}");
            }
            yaml.append("}\n");
        }
        served.put("/charts/index.yaml", yaml.toString());
    }

    private Config load(String product, String more) {
        try {
            Path file = directory.resolve("ratchet.yaml");
            Files.writeString(file, "product: " + product + "\nrelease: carto\nnamespace: shop\n" + more);
            return new ConfigLoader(Rules.waivableIds()).load(file, Overrides.NONE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The situation of a release of that product, with the path read from the sources. */
    private SituationBuilder situation(Config config, String fromChart, String fromApp, String toChart, String toApp) {
        SituationBuilder situation = fine();
        situation.noRevisions().revision(7, ReleaseStatus.DEPLOYED, fromChart, fromApp);
        situation.mark(fromChart, fromApp, 7).to(toChart, toApp);
        situation.versions = config.versions();
        situation.chartReference = config.chart();
        situation.repository = config.repository();
        return situation;
    }

    private List<Finding> judge(Config config, SituationBuilder situation) {
        situation.outlook = new PathReader(new ReleasedVersions(config, directory, directory, null, Map.of()))
                .read(situation.build());
        return situation.findings();
    }

    private static List<Finding> of(String rule, List<Finding> findings) {
        return findings.stream().filter(each -> each.rule().equals(rule)).toList();
    }

    // Coder

    private Config coder() {
        index(
                "coder",
                "1.27.2 1.27.2 2022-01-10",
                "1.28.4 1.28.4 2022-02-10",
                "1.28.5 1.28.5 2022-02-20",
                "1.29.0 1.29.0 2022-03-10",
                "1.29.3 1.29.3 2022-03-20",
                "1.30.1 1.30.1 2022-04-10");
        return load("coder", "repository: http://" + address() + "/charts\n");
    }

    @Test
    void coder_is_updated_no_more_than_one_major_version_at_a_time() {
        Config config = coder();
        SituationBuilder situation = situation(config, "1.28.4", "1.28.4", "1.30.1", "1.30.1");
        List<Finding> found = of("version-path", judge(config, situation));
        assertThat(found).singleElement().satisfies(finding -> {
            assertThat(finding.blocks()).isTrue();
            assertThat(finding.seen()).contains("1.28.4 → 1.29.3 → 1.30.1");
            assertThat(finding.todo()).contains("1.29.3").contains("--through");
        });
    }

    @Test
    void coder_moves_from_1_28_to_1_29_only() {
        Config config = coder();
        SituationBuilder situation = situation(config, "1.28.4", "1.28.4", "1.29.0", "1.29.0");
        assertThat(of("version-path", judge(config, situation))).isEmpty();
        assertThat(situation.outlook.path().spelled()).isEqualTo("1.28.4 → 1.29.0");
    }

    @Test
    void coder_may_take_every_patch_of_its_major_version() {
        Config config = coder();
        assertThat(of("version-path", judge(config, situation(config, "1.28.4", "1.28.4", "1.28.5", "1.28.5"))))
                .isEmpty();
    }

    @Test
    void a_mirror_of_coder_is_one_release_behind_and_the_target_is_refused_with_what_it_has() {
        served.put(
                "/v2/ironbank/coder/tags/list",
                "{\"name\": \"ironbank/coder\", \"tags\": [\"1.28.5\", \"1.29.3\", \"latest\"]}");
        index("coder", "1.29.3 1.29.3 2022-03-20", "1.30.1 1.30.1 2022-04-10");
        Config config = load(
                "coder",
                "repository: http://" + address() + "/charts\nversions:\n  sources:\n  - { oci: \"oci://" + address()
                        + "/ironbank/coder\", required: true }\n");
        SituationBuilder situation = situation(config, "1.29.3", "1.29.3", "1.30.1", "1.30.1");
        assertThat(of("target-released", judge(config, situation)))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.blocks()).isTrue();
                    assertThat(finding.seen())
                            .contains("ironbank/coder does not have 1.30.1, its newest is 1.29.3")
                            .contains("charts has it");
                    assertThat(finding.todo()).contains("go to 1.29.3");
                });
        SituationBuilder there = situation(config, "1.28.5", "1.28.5", "1.29.3", "1.29.3");
        assertThat(of("target-released", judge(config, there))).isEmpty();
    }

    @Test
    void a_mirror_that_does_not_answer_is_named_and_refuses_nothing() {
        index("coder", "1.29.3 1.29.3 2022-03-20", "1.30.1 1.30.1 2022-04-10");
        Config config = load(
                "coder",
                "repository: http://" + address() + "/charts\nversions:\n  sources:\n  - { oci: \"oci://" + address()
                        + "/gone\", required: true }\n");
        assertThat(of("target-released", judge(config, situation(config, "1.29.3", "1.29.3", "1.30.1", "1.30.1"))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.WARN);
                    assertThat(finding.seen()).contains("gone").contains("404");
                });
    }

    @Test
    void a_way_that_nobody_can_tell_is_refused_and_a_neighbour_passes_all_the_same() {
        Config config = load("coder", "repository: http://" + address() + "/nothing\n");
        assertThat(of("version-path", judge(config, situation(config, "1.28.4", "1.28.4", "1.30.1", "1.30.1"))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.blocks()).isTrue();
                    assertThat(finding.seen()).contains("nobody says which versions were released");
                });
        assertThat(of("version-path", judge(config, situation(config, "1.28.4", "1.28.4", "1.29.0", "1.29.0"))))
                .isEmpty();
    }

    // Jitera

    private Config jitera(String... versions) throws IOException {
        for (String version : versions) {
            ChartZips.write(directory.resolve("jitera-helm-" + version + ".zip"), "26.1.1", version);
        }
        return load("jitera", "chart: ./jitera-helm-" + versions[versions.length - 1] + ".zip\n");
    }

    @Test
    void jitera_goes_one_released_minor_version_at_a_time() throws IOException {
        Config config = jitera("v26.03.02", "v26.04.07", "v26.04.07.2", "v26.05.12.1");
        SituationBuilder situation = situation(config, "26.3.2", "v26.03.02", "26.5.12", "v26.05.12.1");
        assertThat(of("version-path", judge(config, situation))).singleElement().satisfies(finding -> {
            assertThat(finding.blocks()).isTrue();
            assertThat(finding.seen()).contains("v26.03.02 → v26.04.07.2 → v26.05.12.1");
        });
    }

    @Test
    void jitera_patches_are_taken_freely() throws IOException {
        Config config = jitera("v26.05.12", "v26.05.12.1", "v26.05.12.2");
        assertThat(of(
                        "version-path",
                        judge(config, situation(config, "26.5.12", "v26.05.12", "26.5.12", "v26.05.12.2"))))
                .isEmpty();
    }

    @Test
    void archives_are_only_what_was_downloaded_and_the_plan_says_so() throws IOException {
        Config config = jitera("v26.04.07", "v26.05.12");
        assertThat(of("version-path", judge(config, situation(config, "26.4.7", "v26.04.07", "26.5.12", "v26.05.12"))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.WARN);
                    assertThat(finding.seen()).contains("downloaded");
                });
    }

    @Test
    void an_archive_that_lies_alone_cannot_tell_what_was_skipped() throws IOException {
        Config config = jitera("v26.05.12");
        assertThat(of("version-path", judge(config, situation(config, "26.3.2", "v26.03.02", "26.5.12", "v26.05.12"))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.blocks()).isTrue());
    }

    @Test
    void the_vendors_list_of_releases_closes_the_gap() throws IOException {
        Files.writeString(
                directory.resolve("releases.txt"),
                "# the vendor's releases\nv26.03.02 2026-03-02\nv26.04.07 2026-04-07\nv26.05.12\n");
        jitera("v26.05.12");
        Config config = load(
                "jitera", "chart: ./jitera-helm-v26.05.12.zip\nversions:\n  sources: [ { list: releases.txt } ]\n");
        assertThat(of("version-path", judge(config, situation(config, "26.3.2", "v26.03.02", "26.5.12", "v26.05.12"))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("v26.03.02 → v26.04.07 → v26.05.12"));
    }

    // CARTO

    private Config carto(String more) {
        index(
                "carto",
                "1.270.0 2025.6.2 2025-06-02",
                "1.280.0 2025.12.9 2025-12-09 2025.6.1",
                "1.287.1 2026.3.10 2026-03-10 2025.12.1");
        return load("carto", "repository: http://" + address() + "/charts\n" + more);
    }

    private SituationBuilder cartoTo(Config config, String fromChart, String fromApp) {
        SituationBuilder situation = situation(config, fromChart, fromApp, "1.287.1", "2026.3.10");
        situation.metadata.putObject("annotations").put("minVersion", "2025.12.1");
        return situation;
    }

    @Test
    void carto_passes_through_the_version_that_its_chart_demands() {
        Config config = carto("");
        List<Finding> found = of("version-path", judge(config, cartoTo(config, "1.270.0", "2025.6.2")));
        assertThat(found).singleElement().satisfies(finding -> {
            assertThat(finding.blocks()).isTrue();
            assertThat(finding.seen()).contains("2025.6.2 → 2025.12.9 (chart 1.280.0) → 2026.3.10 (chart 1.287.1)");
            assertThat(finding.todo()).contains("go to 1.280.0 first");
        });
    }

    @Test
    void what_the_chart_in_between_demands_counts_too() {
        Config config = carto("");
        SituationBuilder situation = cartoTo(config, "1.200.0", "2024.1.1");
        judge(config, situation);
        assertThat(situation.outlook.path().hops())
                .extracting(VersionPath.Hop::version)
                .containsExactly("2025.6.2", "2025.12.9", "2026.3.10");
    }

    @Test
    void carto_from_the_demanded_version_on_goes_at_once() {
        Config config = carto("");
        assertThat(of("version-path", judge(config, cartoTo(config, "1.280.0", "2025.12.9"))))
                .isEmpty();
    }

    @Test
    void carto_is_supported_within_twelve_months_of_its_release() {
        Config config = carto("");
        SituationBuilder situation = cartoTo(config, "1.280.0", "2025.12.9");
        assertThat(of("support-window", judge(config, situation))).isEmpty();
        assertThat(situation.outlook.support().until()).hasToString("2027-03-10");
        situation.now = Instant.parse("2027-03-11T00:00:00Z");
        assertThat(of("support-window", judge(config, situation)))
                .extracting(Finding::severity, Finding::seen)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                Severity.WARN, "2026.3.10 of 2026-03-10 is out of support since 2027-03-10"),
                        org.assertj.core.groups.Tuple.tuple(
                                Severity.WARN, "the version that runs is out of support since 2026-12-09"));
    }

    @Test
    void a_carto_that_runs_out_of_support_is_warned_of() {
        Config config = carto("");
        SituationBuilder situation = cartoTo(config, "1.270.0", "2025.6.2");
        assertThat(of("support-window", judge(config, situation)))
                .extracting(Finding::seen)
                .containsExactly("the version that runs is out of support since 2026-06-02");
    }

    @Test
    void going_to_an_unsupported_version_blocks_where_the_policy_says_so() {
        Config config = carto("versions: { unsupported: block }\n");
        SituationBuilder situation = cartoTo(config, "1.280.0", "2025.12.9");
        situation.now = Instant.parse("2027-06-01T00:00:00Z");
        assertThat(of("support-window", judge(config, situation)).get(0).blocks())
                .isTrue();
    }

    @Test
    void a_version_without_a_calendar_is_dated_by_the_repository() {
        Config config = carto("versions: { scheme: semver }\n");
        SituationBuilder situation = cartoTo(config, "1.280.0", "2025.12.9");
        judge(config, situation);
        assertThat(situation.outlook.support().until()).hasToString("2027-03-10");
        assertThat(situation.outlook.support().known()).isEqualTo("where it was released from");
    }

    // Caracal

    @Test
    void caracal_moves_freely_between_its_releases() {
        Config config = load("caracal", "chart: ./infra/helm/caracal\n");
        assertThat(of("version-path", judge(config, situation(config, "0.4.0", "0.4.0", "0.9.0", "0.9.0"))))
                .isEmpty();
    }
}
