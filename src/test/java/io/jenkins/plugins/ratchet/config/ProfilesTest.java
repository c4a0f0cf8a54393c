package io.jenkins.plugins.ratchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.config.VersionPolicy.Scheme;
import io.jenkins.plugins.ratchet.config.VersionPolicy.Stepping;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProfilesTest {
    private static Config load(String product) {
        String file = "product: " + product + "\nrelease: prod\n" + rest(product);
        return new ConfigLoader(Set.of()).load("ratchet.yaml", file.getBytes(StandardCharsets.UTF_8), Overrides.NONE);
    }

    private static String rest(String product) {
        if (product.endsWith("-compose")) {
            return "compose: {files: [compose.yml]}\n";
        }
        return product.endsWith("-kots") ? "namespace: apps\n" : "namespace: apps\nchart: ./chart\n";
    }

    private static Database database(Config config, String name) {
        return config.databases().stream()
                .filter(database -> database.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> names(List<Preparation> preparations) {
        return preparations.stream().map(Preparation::name).toList();
    }

    static List<String> everyProfile() {
        return Profiles.names();
    }

    @ParameterizedTest
    @MethodSource("everyProfile")
    void every_profile_says_whom_to_ask_and_which_page_it_follows(String product) {
        Config config = load(product);
        assertThat(config.support().vendor()).isNotBlank();
        assertThat(config.support().contact()).isNotBlank();
        assertThat(config.support().onFailure()).isNotBlank();
        assertThat(config.support().page()).startsWith("https://");
        assertThat(config.databases()).isNotEmpty();
        assertThat(config.checks()).isNotEmpty();
        assertThat(config.prepare()).isNotEmpty();
        assertThat(ConfigPrinter.toYaml(config)).doesNotContain("{release}", "{namespace}");
    }

    @Test
    void carto_backs_up_metadata_always_and_aiproxy_where_ai_features_are_enabled() {
        Config config = load("carto");
        Database metadata = database(config, "metadata");
        assertThat(metadata.when()).isNull();
        assertThat(metadata.kind()).isEqualTo(Database.Kind.postgres);
        assertThat(metadata.connection().host().values()).isEqualTo("externalPostgresql.host");
        assertThat(metadata.connection().database().values()).isEqualTo("externalPostgresql.database");
        assertThat(metadata.connection().password().secret()).isEqualTo("prod-externalpostgresql");

        Database aiproxy = database(config, "aiproxy");
        assertThat(aiproxy.when().text()).isEqualTo("values.appConfigValues.aiFeaturesEnabled");
        assertThat(aiproxy.connection().database().values()).isEqualTo("externalPostgresql.aiProxyDatabaseName");

        assertThat(config.versions().scheme()).isEqualTo(Scheme.calver);
        assertThat(config.versions().supportMonths()).isEqualTo(12);
        assertThat(VersionScheme.of(config.versions()).isOlder("2026.3.9", "2026.3.10"))
                .isTrue();
        assertThat(VersionScheme.of(config.versions()).isOlder("1.99.1", "1.287.1"))
                .isTrue();
        assertThat(names(config.prepare())).contains("customer-package");
        assertThat(config.support().onFailure()).contains("Contact CARTO Support at once");
    }

    @Test
    void caracal_with_compose_knows_its_version_variable_and_migration_and_smoke_tests_every_service() {
        Config config = load("caracal-compose");
        assertThat(config.installer()).isEqualTo(Config.Installer.compose);
        assertThat(config.namespace()).isEqualTo("compose");
        assertThat(config.compose().versionVariable()).isEqualTo("CARACAL_VERSION");
        assertThat(config.compose().migration()).isEqualTo("dbMigrate");
        assertThat(config.compose().images()).isEqualTo(ComposeSettings.Images.pull);
        assertThat(config.upgrade().healthyBefore()).isTrue();
        assertThat(config.checks().stream().map(Check::name))
                .contains("ready-api", "health-api", "ready-sts", "ready-gateway", "ready-audit", "ready-coordinator");
        assertThat(database(config, "auth").when().text()).isEqualTo("values.services.web");
    }

    @Test
    void carto_with_kots_names_its_application_and_leaves_chart_and_values_to_the_admin_console() {
        Config config = load("carto-kots");
        assertThat(config.installer()).isEqualTo(Config.Installer.kots);
        assertThat(database(config, "carto").when()).isNull();
        assertThat(database(config, "aiproxy").when().text()).isEqualTo("values.appConfigValues.aiFeaturesEnabled");
        assertThat(names(config.prepare())).containsExactly("release-notes");
        assertThat(config.kots().app()).isEqualTo("carto");
        assertThat(config.kots().checkForUpdates()).isTrue();
        assertThat(config.chart()).isNull();
        assertThat(config.versions().supportMonths()).isEqualTo(12);
    }

    @Test
    void caracal_backs_up_postgres_and_runtime_secrets_and_checks_what_its_table_lists() {
        Config config = load("caracal");
        assertThat(database(config, "caracal").connection().host().values()).isEqualTo("secrets.database.host");
        assertThat(database(config, "caracal").schemaVersion()).contains("schema_migrations");
        assertThat(database(config, "auth").when().text()).isEqualTo("values.services.web.enabled");
        assertThat(database(config, "runtime-secrets").kind()).isEqualTo(Database.Kind.secrets);
        assertThat(names(config.prepare())).containsExactly("release-notes", "render", "service-config", "canary");
        assertThat(config.upgrade().healthyBefore()).isTrue();
        assertThat(config.checks())
                .extracting(Check::name)
                .containsExactly(
                        "migrations",
                        "schema",
                        "ready-api",
                        "ready-sts",
                        "ready-gateway",
                        "ready-audit",
                        "ready-coordinator",
                        "redis",
                        "audit",
                        "audit-replay",
                        "token-exchange",
                        "gateway",
                        "images",
                        "restarts");
        assertThat(config.checks().get(0).sql().versions()).containsExactly("0001_baseline");
        assertThat(config.support().onFailure()).contains("Restore only where no migration committed");
    }

    @Test
    void coder_goes_one_major_at_a_time_which_is_the_second_number() {
        Config config = load("coder");
        assertThat(config.versions().stepping()).isEqualTo(Stepping.EACH_MAJOR);
        assertThat(config.versions().stepParts()).isEqualTo(2);
        assertThat(database(config, "coder").connection().url().secret()).isEqualTo("coder-db-url");
        assertThat(names(config.prepare())).contains("considerations", "current-values");
    }

    @Test
    void jitera_backs_up_three_stores_freezes_work_and_watches_the_keys_that_change() {
        Config config = load("jitera");
        assertThat(config.databases())
                .extracting(Database::name, Database::kind)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("automation", Database.Kind.postgres),
                        org.assertj.core.groups.Tuple.tuple("pgvector", Database.Kind.postgres),
                        org.assertj.core.groups.Tuple.tuple("mongodb", Database.Kind.mongodb));
        assertThat(config.databases())
                .allSatisfy(database -> assertThat(database.when()).isNull());
        assertThat(config.versions().scheme()).isEqualTo(Scheme.date);
        assertThat(config.versions().stepping()).isEqualTo(Stepping.EACH_MINOR);
        assertThat(config.freeze())
                .extracting(FreezeStep::name)
                .containsExactly("pipelines", "background-jobs", "users");
        assertThat(config.watch())
                .containsExactly(
                        "externalPostgres.*",
                        "externalPgvector.*",
                        "externalMongodb.*",
                        "kong.proxy.annotations",
                        "boost.api_config.*",
                        "credentials.*");
        assertThat(config.checks())
                .extracting(Check::name)
                .containsExactly(
                        "schema", "images", "restarts", "cli-authentication", "studio", "invitation", "jitera-init");
    }
}
