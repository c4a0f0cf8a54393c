package io.jenkins.plugins.ratchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.plan.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExampleFilesTest {
    private static final Path EXAMPLES = Path.of("examples");

    static List<Path> everyExample() throws IOException {
        try (Stream<Path> files = Files.walk(EXAMPLES)) {
            return files.filter(file -> file.endsWith("ratchet.yaml")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("everyExample")
    void every_example_loads_with_the_profile_of_its_product(Path file) {
        Config config = new ConfigLoader(Rules.ids()).load(file, Overrides.NONE);
        assertThat(config.product())
                .isEqualTo(EXAMPLES.relativize(file).getName(0).toString());
        assertThat(config.release()).isEqualTo(config.product());
        if (config.installer() == Config.Installer.compose) {
            assertThat(config.compose().files()).isNotEmpty();
        } else {
            assertThat(config.chart()).isNotBlank();
        }
        assertThat(config.databases()).isNotEmpty();
        assertThat(config.checks()).anyMatch(check -> check.http() != null);
    }
}
