package io.jenkins.plugins.ratchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigPrinterTest {
    static List<String> everyProfile() {
        return Profiles.names();
    }

    private static Config load(String yaml) {
        return new ConfigLoader(Set.of("same-chart"))
                .load("ratchet.yaml", yaml.getBytes(StandardCharsets.UTF_8), Overrides.NONE);
    }

    @ParameterizedTest
    @MethodSource("everyProfile")
    void what_is_printed_loads_to_the_same_configuration(String product) {
        String rest = product.endsWith("-compose")
                ? "compose: {files: [compose.yml]}\n"
                : "namespace: apps\n" + (product.endsWith("-kots") ? "" : "chart: ./chart\n");
        Config config = load("product: " + product + "\nrelease: prod\n" + rest);
        String printed = ConfigPrinter.toYaml(config);
        assertThat(load(printed)).isEqualTo(config);
        assertThat(ConfigPrinter.toYaml(load(printed))).isEqualTo(printed);
    }

    @Test
    void values_that_look_like_something_else_survive() {
        Config config = load("""
                release: "1"
                namespace: "0x1"
                chart: "true"
                kubeContext: "no"
                values: ["1.10", "2026-01-01", "~", "null", "a: b", "# c", " d ", "1:30", "on", "0o7", "1_000", "=", "<<"]
                notes: { "on": "off", multi: "a\\nb\\ttab", "empty ": " " , unicode: "ä\\u2028" }
                """.replace("\" \"", "\"x \""));
        assertThat(load(ConfigPrinter.toYaml(config))).isEqualTo(config);
    }

    @Test
    void prints_times_as_people_write_them_and_settings_as_scalars() {
        String printed = ConfigPrinter.toYaml(load("""
                release: shop
                namespace: apps
                chart: ./chart
                databases:
                  - name: main
                    connection: { host: db, database: shop, user: app, password: { env: DB_PASSWORD } }
                """));
        assertThat(printed)
                .contains("maxAge: 24h", "timeout: 30m", "host: db\n", "env: DB_PASSWORD")
                .startsWith("installer: helm\nrelease: shop\nnamespace: apps\nchart: ./chart\n");
    }

    @Test
    void masks_secrets_even_where_the_loader_was_not_asked() throws Exception {
        Check check = Binding.mapper().readValue("""
                {"name": "health", "http": {"url": "https://me:hunter2@shop.example.com/", "headers": {
                "Authorization": "Bearer hunter2", "X-Auth-Token": "hunter2", "Cookie": "id=hunter2",
                "Accept": "text/html"}, "form": {"client_secret": "hunter2", "subject_token_type": "urn:of:tokens"}}}
                """, Check.class);
        Connection connection = new Connection(
                Setting.of("postgresql://app:hunter2@db/shop"),
                null,
                null,
                null,
                null,
                new Setting(null, "DB_PASSWORD", null, null, null, null, "hunter2"),
                null,
                null,
                null);
        Config config = new Config(
                null,
                null,
                null,
                null,
                null,
                "shop",
                "apps",
                null,
                "./chart",
                "https://u:hunter2@charts.example.com",
                null,
                null,
                null,
                List.of(DatabaseFixture.postgres("main", connection, null, null)),
                null,
                null,
                null,
                null,
                null,
                List.of(check),
                null,
                null,
                null,
                Map.of("password", "hunter2"));
        assertThat(ConfigPrinter.toYaml(config))
                .doesNotContain("hunter2")
                .contains("Accept: text/html", "urn:of:tokens", "****");
    }
}
