package io.jenkins.plugins.ratchet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
    private static final String MINIMAL = "release: shop\nnamespace: apps\nchart: ./chart\n";
    private static final String CARTO = "product: carto\nrelease: carto\nnamespace: carto\n";

    private static Config load(String yaml) {
        return load(yaml, Overrides.NONE);
    }

    @Test
    void a_job_needs_an_image_and_a_claim_and_a_base_backup_no_scratch_database() {
        String database = MINIMAL + "databases: [{name: a, connection: {url: postgresql://u@h/d}, method: ";

        JobSettings job = load(database + "job, job: {image: postgres:17, claim: backups}}]")
                .databases()
                .get(0)
                .job();

        assertThat(job.mountPath()).isEqualTo("/ratchet");
        assertThat(load(database + "base}]").databases().get(0).proof()).isEqualTo(Database.Proof.restore);
        assertThatThrownBy(() -> load(database + "job}]")).hasMessageContaining("method job needs it");
        assertThatThrownBy(() -> load(MINIMAL
                        + "databases: [{name: a, kind: mongodb, method: job, job: {image: mongo:7, claim: c}}]"))
                .hasMessageContaining("connection: is missing; it says what mongodump dumps");
        assertThatThrownBy(() ->
                        load(MINIMAL + "databases: [{name: a, kind: redis, method: job, job: {image: i, claim: c}}]"))
                .hasMessageContaining("job goes with kind postgres and kind mongodb only");
        assertThatThrownBy(() -> load(database + "job, job: {image: postgres:17}}]"))
                .hasMessageContaining("claim");
        assertThatThrownBy(() -> load(database + "job, proof: state, job: {image: i, claim: c}}]"))
                .hasMessageContaining("state does not go with method job; expected restore or read");
        assertThatThrownBy(() -> load(MINIMAL + "databases: [{name: a, method: job, job: {image: i, claim: c}}]"))
                .hasMessageContaining("it says how a is reached");
        assertThatThrownBy(() -> load(database + "base, base: {directory: here}}]"))
                .hasMessageContaining("is no absolute path of this machine");
        assertThatThrownBy(() -> load(database + "dump, base: {directory: /here}}]"))
                .hasMessageContaining("goes with method base only");
        assertThatThrownBy(() -> load(database + "base, scratch: local}]"))
                .hasMessageContaining("has no meaning for method base");
    }

    @Test
    void a_job_leaves_its_dump_either_on_a_claim_or_on_a_remote_with_a_secret_for_rclone() {
        String job = MINIMAL + "databases: [{name: a, connection: {url: postgresql://u@h/d}, method: job,"
                + " job: {image: i, ";

        JobSettings remote = load(job + "rclone: 's3:acme/dumps', rcloneConfigSecret: rclone}}]")
                .databases()
                .get(0)
                .job();

        assertThat(remote.rclone()).isEqualTo("s3:acme/dumps");
        assertThat(remote.claim()).isNull();
        assertThatThrownBy(() -> load(job + "claim: c, rclone: 's3:acme/dumps', rcloneConfigSecret: rclone}}]"))
                .hasMessageContaining("does not go with claim");
        assertThatThrownBy(() -> load(job + "rclone: 's3:acme/dumps'}}]")).hasMessageContaining("rcloneConfigSecret");
        assertThatThrownBy(() -> load(job + "claim: c, rcloneConfigSecret: rclone}}]"))
                .hasMessageContaining("goes with rclone only");
        assertThatThrownBy(() -> load(job + "rclone: ':s3,secret_access_key=hidden:acme', rcloneConfigSecret: r}}]"))
                .hasMessageContaining("listremotes")
                .hasMessageNotContaining("hidden");
        assertThatThrownBy(() -> load(job + "timeout: 1h}}]")).hasMessageContaining("either by claim or by rclone");
    }

    @Test
    void a_scratch_database_is_on_a_named_server_or_on_one_of_this_machine() {
        String database = MINIMAL + "databases: [{name: a, connection: {url: postgresql://u@h/d}, scratch: ";

        Scratch local = load(database + "local}]\nbackups: {localServer: {directory: big}}")
                .databases()
                .get(0)
                .scratch();
        Scratch server = load(database + "{host: other}}]").databases().get(0).scratch();

        assertThat(local.local()).isTrue();
        assertThat(server.local()).isFalse();
        assertThat(server.at().host().literal()).isEqualTo("other");
        assertThatThrownBy(() -> load(database + "here}]"))
                .hasMessageContaining("\"here\" is no place for a scratch database; expected local, or a connection");
        assertThatThrownBy(() -> load(MINIMAL
                        + "databases: [{name: a, kind: mongodb, connection: {url: mongodb://h/d}, scratch: local}]"))
                .hasMessageContaining("local goes with kind postgres only");
    }

    private static Config load(String yaml, Overrides overrides) {
        return new ConfigLoader(Set.of("same-chart"))
                .load("ratchet.yaml", yaml.getBytes(StandardCharsets.UTF_8), overrides);
    }

    private static List<String> names(List<Database> databases) {
        return databases.stream().map(Database::name).toList();
    }

    @Test
    void three_keys_are_enough_and_the_rest_has_defaults() {
        Config config = load(MINIMAL);
        assertThat(config.release()).isEqualTo("shop");
        assertThat(config.installer()).isEqualTo(Config.Installer.helm);
        assertThat(config.backups().maxAge()).isEqualTo(Duration.ofHours(24));
        assertThat(config.upgrade().timeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(config.versions().scheme()).isEqualTo(VersionPolicy.Scheme.semver);
        assertThat(config.databases()).isEmpty();
    }

    @Test
    void reads_every_kind_of_value() {
        Config config = load(MINIMAL + """
                values: [a.yaml, b.yaml]
                versions: { scheme: list, list: [1.9, 1.10, "2"], stepping: required-stops, stops: [1.10] }
                databases:
                  - name: main
                    when: values.a == "x"
                    connection:
                      host: { values: db.host }
                      port: 5433
                      database: no
                      user: { env: DB_USER, default: app }
                      password: { secret: shop-db, key: password }
                backups: { maxAge: 1h30m, parallel: 3 }
                prepare:
                  - { name: package, run: [./package.sh, "1.10"], timeout: 5m }
                checks:
                  - name: health
                    http:
                      url: https://shop.example.com/health
                      headers:
                        Accept: application/json
                        Authorization: { env: SHOP_TOKEN }
                      json: { "$.status": ok, "$['a.b'][0]": 1.0 }
                allow:
                  - { rule: same-chart, reason: Renamed by the vendor. }
                notes: { owner: team-a }
                """);
        assertThat(config.versions().list()).containsExactly("1.9", "1.10", "2");
        Connection connection = config.databases().get(0).connection();
        assertThat(connection.port().literal()).isEqualTo("5433");
        assertThat(connection.database().literal()).isEqualTo("no");
        assertThat(connection.user()).isEqualTo(new Setting(null, "DB_USER", null, null, null, null, "app"));
        assertThat(connection.password().key()).isEqualTo("password");
        assertThat(config.databases().get(0).when().text()).isEqualTo("values.a == \"x\"");
        assertThat(config.backups().maxAge()).isEqualTo(Duration.ofMinutes(90));
        assertThat(config.prepare().get(0).run()).containsExactly("./package.sh", "1.10");
        Check.Http http = config.checks().get(0).http();
        assertThat(http.headers().get("Authorization").env()).isEqualTo("SHOP_TOKEN");
        assertThat(http.json()).containsEntry("$['a.b'][0]", "1.0");
    }

    @Test
    void a_profile_is_overridden_key_by_key() {
        Config config = load(CARTO + """
                versions: { supportMonths: 6 }
                databases:
                  - name: metadata
                    connection: { host: db.example.com, password: { env: DB_PASSWORD } }
                  - name: extra
                    connection: { url: postgresql://app@db/extra }
                """);
        assertThat(config.versions().scheme()).isEqualTo(VersionPolicy.Scheme.calver);
        assertThat(config.versions().supportMonths()).isEqualTo(6);
        assertThat(names(config.databases())).containsExactly("metadata", "aiproxy", "accounts", "extra");
        Connection metadata = config.databases().get(0).connection();
        assertThat(metadata.host().literal()).isEqualTo("db.example.com");
        assertThat(metadata.password()).isEqualTo(new Setting(null, "DB_PASSWORD", null, null, null, null, null));
        assertThat(metadata.database().values()).isEqualTo("externalPostgresql.database");
    }

    @Test
    void a_url_replaces_the_parts_that_a_profile_gives() {
        Connection connection = load(CARTO + """
                databases:
                  - name: metadata
                    connection: { url: postgresql://me@db/shop, user: other }
                """).databases().get(0).connection();
        assertThat(connection.url().literal()).isEqualTo("postgresql://me@db/shop");
        assertThat(connection.host()).isNull();
        assertThat(connection.database()).isNull();
        assertThat(connection.user().literal()).isEqualTo("other");
        assertThat(connection.password().secret()).isEqualTo("carto-externalpostgresql");
    }

    @Test
    void an_entry_of_a_profile_can_be_removed() {
        Config config = load(CARTO + "databases:\n  - { name: accounts, remove: true }\n");
        assertThat(names(config.databases())).containsExactly("metadata", "aiproxy");
        assertThat(load(CARTO + "databases:\n  - { name: accounts, remove: false }\n")
                        .databases())
                .hasSize(3);
    }

    @Test
    void a_real_check_takes_the_place_of_a_manual_one() {
        Check check = load(CARTO + "checks:\n  - name: platform\n    http: { url: https://carto.example.com/ }\n")
                .checks()
                .get(0);
        assertThat(check.manual()).isNull();
        assertThat(check.http().url()).isEqualTo("https://carto.example.com/");
    }

    @Test
    void a_command_takes_the_place_of_a_manual_preparation() {
        Preparation preparation = load(CARTO + "prepare:\n  - { name: customer-package, run: [./get.sh] }\n")
                .prepare()
                .get(0);
        assertThat(preparation.manual()).isNull();
        assertThat(preparation.run()).containsExactly("./get.sh");
    }

    @Test
    void a_plain_list_is_replaced() {
        Config config = load("product: jitera\nrelease: j\nnamespace: j\nchart: ./c\nwatch: [only.this]\n");
        assertThat(config.watch()).containsExactly("only.this");
    }

    @Test
    void a_fault_in_what_a_profile_and_a_file_make_together_names_the_user_s_place() {
        assertThatThrownBy(() -> load(CARTO + "databases:\n  - { name: metadata, kind: secrets }\nchecks:\n"
                        + "  - name: x\n    sql: { database: metdata, query: SELECT 1, equals: 1 }\n"))
                .hasMessageStartingWith(
                        "ratchet.yaml:8:22: checks[0].sql.database: no postgres database is called \"metdata\"");
    }

    @Test
    void the_command_line_overrides_the_file() {
        Overrides overrides =
                new Overrides("other", "elsewhere", "repo/chart", List.of("c.yaml"), "prod", List.of("--debug"));
        Config config = load(MINIMAL + "values: [a.yaml]\nhelmArgs: [--no-hooks]\n", overrides);
        assertThat(config.release()).isEqualTo("other");
        assertThat(config.namespace()).isEqualTo("elsewhere");
        assertThat(config.chart()).isEqualTo("repo/chart");
        assertThat(config.kubeContext()).isEqualTo("prod");
        assertThat(config.values()).containsExactly("c.yaml");
        assertThat(config.helmArgs()).containsExactly("--no-hooks", "--debug");
        assertThat(load("chart: x\n", overrides).release()).isEqualTo("other");
    }

    @Test
    void a_fault_on_the_command_line_says_so() {
        Overrides overrides = new Overrides("Shop", null, null, null, null, null);
        assertThatThrownBy(() -> load(MINIMAL, overrides))
                .hasMessageStartingWith("command line: release: \"Shop\" is no name of a Helm release");
    }

    @Test
    void a_missing_file_is_told_with_a_way_to_start(@TempDir Path directory) {
        Path file = directory.resolve("ratchet.yaml");
        ConfigLoader loader = new ConfigLoader(Set.of());
        assertThatThrownBy(() -> loader.load(file, Overrides.NONE))
                .isInstanceOf(RunException.class)
                .hasMessageStartingWith(file + ": no such file; write one with at least `release`");
        assertThatThrownBy(() -> loader.load(directory, Overrides.NONE)).hasMessageContaining("is a directory");
    }

    @Test
    void reads_a_file_with_byte_order_mark_and_windows_line_ends(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("r.yaml"), "\uFEFF" + MINIMAL.replace("\n", "\r\n"));
        assertThat(new ConfigLoader(Set.of()).load(file, Overrides.NONE).chart())
                .isEqualTo("./chart");
    }

    @Test
    void a_file_of_more_than_a_mebibyte_is_refused() {
        assertThatThrownBy(() -> load(MINIMAL + "# x\n".repeat(300_000)))
                .hasMessage("ratchet.yaml:1:1: is larger than 1 MiB; a configuration has a few hundred lines");
    }

    @Test
    void aliases_are_expanded() {
        Config config = load(MINIMAL + """
                databases:
                  - { name: a, connection: &c { url: postgresql://app@db/a } }
                  - { name: b, connection: *c }
                """);
        assertThat(config.databases().get(1).connection())
                .isEqualTo(config.databases().get(0).connection());
    }

    @Test
    @Timeout(300) // what would be computed would take days
    void hostile_input_is_refused_and_not_computed() {
        List<String> hostile = List.of(
                "kubeContext: " + "a".repeat(900_000) + "\n",
                "x".repeat(900_000) + ": y\n",
                "databases:\n  - { name: a, when: values" + ".a".repeat(400_000) + " }\n",
                "checks:\n  - { name: a, http: { url: 'http://a', body: '" + "(".repeat(400_000) + "' } }\n",
                "checks:\n  - { name: a, http: { url: 'http://a', json: { \"$" + "[".repeat(900) + "\": x } } }\n",
                "chart2: " + "[".repeat(400_000) + "\n",
                "backups: { maxAge: " + "9".repeat(400_000) + "d }\n",
                "helmArgs: ['" + "://:".repeat(200_000) + "']\n",
                "repository: " + "http://" + ":".repeat(400_000) + "\n",
                "allow: [{ rule: " + "same-chart".repeat(40_000) + ", reason: x }]\n");
        for (String text : hostile) {
            try {
                load(MINIMAL + text);
            } catch (RunException e) {
                assertThat(e.getMessage()).hasSizeLessThan(1000).doesNotContain("\n");
            }
        }
    }

    @Test
    void names_of_secrets_in_arguments_are_no_secrets() {
        assertThat(load(MINIMAL + "helmArgs: [--set, auth.existingSecretKey=pw, --set, auth.existingSecret=db]\n")
                        .helmArgs())
                .hasSize(4);
    }
}
