package io.jenkins.plugins.ratchet.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaterialTest {
    @Test
    void a_bundle_is_no_larger_than_20_mib_and_names_what_it_leaves_out() {
        String line = "ü".repeat(1000);
        List<ContainerLog> logs = IntStream.range(0, 60)
                .mapToObj(i -> new ContainerLog(
                        Place.CLUSTER,
                        "api-" + i,
                        "api",
                        false,
                        IntStream.range(0, 400).mapToObj(n -> n + line).toList()))
                .toList();
        Map<String, String> files =
                Material.of(new Observed(incident(), Place.CLUSTER, List.of(), logs, List.of(), null, null));

        assertThat(files.values().stream()
                        .mapToLong(content -> content.getBytes(StandardCharsets.UTF_8).length)
                        .sum())
                .isBetween(19L * 1024 * 1024, 20L * 1024 * 1024 + 64 * 1024);
        assertThat(files.get("left-out.txt").lines())
                .containsExactlyElementsOf(logs.stream()
                        .map(ContainerLog::file)
                        .filter(file -> !files.containsKey(file))
                        .toList());
    }

    @Test
    void of_a_long_file_the_end_is_kept() {
        ContainerLog log = new ContainerLog(
                Place.CLUSTER,
                "api-1",
                "api",
                false,
                IntStream.range(0, 400).mapToObj(n -> n + "x".repeat(1990)).toList());
        Map<String, String> files =
                Material.of(new Observed(incident(), Place.CLUSTER, List.of(), List.of(log), List.of(), null, null));

        assertThat(files.get(log.file()))
                .startsWith("(only the end)\n")
                .endsWith("399" + "x".repeat(1990) + "\n")
                .hasSizeLessThan(513 * 1024);
    }

    private static Incident incident() {
        return new Incident(
                "shop",
                "shop",
                "failed",
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                null,
                null,
                List.of(),
                null,
                Instant.EPOCH);
    }
}
