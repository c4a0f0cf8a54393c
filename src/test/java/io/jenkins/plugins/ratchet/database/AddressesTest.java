package io.jenkins.plugins.ratchet.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.event.Redaction;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AddressesTest {
    private static final Setting NONE = null;

    private final Redaction redaction = new Redaction();
    private final Addresses addresses = new Addresses(new Settings(
            Path.of("."),
            Map.of(
                    "URL", "postgres://coder:p%40ss%2Bword@db_host:5433/coder?sslmode=verify-full&x=y",
                    "PW", "hidden-word"),
            null,
            "ns",
            MissingNode.getInstance(),
            redaction));

    @Test
    void aUrlGivesAllPartsAndItsPasswordIsASecret() {
        DatabaseAddress address = addresses.of(database(url(env("URL")), null));

        assertThat(address)
                .isEqualTo(new DatabaseAddress(
                        "main", "db_host", 5433, "coder", "coder", "p@ss+word", "verify-full", null));
        assertThat(redaction.redact("it is p@ss+word")).isEqualTo("it is ****");
        assertThat(address.toString()).doesNotContain("p@ss");
    }

    @Test
    void singleSettingsOverrideTheUrl() {
        Connection connection = new Connection(
                env("URL"),
                Setting.of("other"),
                Setting.of("6000"),
                NONE,
                NONE,
                env("PW"),
                Setting.of("require"),
                NONE,
                NONE);

        assertThat(addresses.of(database(connection, null)))
                .isEqualTo(
                        new DatabaseAddress("main", "other", 6000, "coder", "coder", "hidden-word", "require", null));
    }

    @Test
    void thePortIs5432AndThePasswordOptional() {
        DatabaseAddress address = addresses.of(database(plain("host", "db", "user"), null));

        assertThat(address.port()).isEqualTo(5432);
        assertThat(address.password()).isNull();
    }

    @Test
    void aMissingPartIsNamedByItsKey() {
        assertThatThrownBy(() -> addresses.of(database(plain(null, "db", "user"), null)))
                .hasMessageContaining("databases.main.connection.host");
        assertThatThrownBy(() -> addresses.of(database(url(Setting.of("postgresql://host/")), null)))
                .hasMessageContaining("databases.main.connection.database");
        assertThatThrownBy(() -> addresses.of(database(null, null))).hasMessageContaining("databases.main.connection");
    }

    @Test
    void aPasswordInALiteralUrlIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> addresses.of(database(url(Setting.of("postgresql://u:s3cret@h/db")), null)))
                .hasMessageContaining("databases.main.connection.url holds a password")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void wrongValuesAreNamed() {
        assertThatThrownBy(() -> addresses.of(database(url(Setting.of("mysql://h/db")), null)))
                .hasMessageContaining("connection.url is not of the form");
        assertThatThrownBy(() -> addresses.of(database(url(Setting.of("postgres://u@h:99999/db?sslmode=maybe")), null)))
                .hasMessageContaining("sslmode is maybe");
        Connection badPort = new Connection(
                NONE, Setting.of("h"), Setting.of("70000"), Setting.of("d"), Setting.of("u"), NONE, NONE, NONE, NONE);
        assertThatThrownBy(() -> addresses.of(database(badPort, null))).hasMessageContaining("port is 70000");
        assertThatThrownBy(() -> addresses.of(database(plain("/run/postgresql", "db", "user"), null)))
                .hasMessageContaining("Unix sockets");
    }

    @Test
    void theScratchServerInheritsWhatItDoesNotSay() {
        Connection scratch = new Connection(NONE, NONE, NONE, NONE, Setting.of("admin"), NONE, NONE, NONE, NONE);

        DatabaseAddress address =
                addresses.scratchOf(database(url(env("URL")), scratch)).orElseThrow();

        assertThat(address.host()).isEqualTo("db_host");
        assertThat(address.port()).isEqualTo(5433);
        assertThat(address.user()).isEqualTo("admin");
        assertThat(address.password()).as("of another user").isNull();
        assertThat(addresses.scratchOf(database(url(env("URL")), null))).isEmpty();
    }

    @Test
    void thePasswordNeverGoesToAnotherHost() {
        Connection scratch = new Connection(NONE, Setting.of("elsewhere"), NONE, NONE, NONE, NONE, NONE, NONE, NONE);

        assertThat(addresses
                        .scratchOf(database(url(env("URL")), scratch))
                        .orElseThrow()
                        .password())
                .isNull();
    }

    @Test
    void anIpv6AddressIsAHost() {
        assertThat(addresses
                        .of(database(url(Setting.of("postgresql://u@[::1]:5/d")), null))
                        .host())
                .isEqualTo("::1");
    }

    private static Setting env(String name) {
        return new Setting(null, name, null, null, null, null, null);
    }

    private static Connection url(Setting url) {
        return new Connection(url, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE);
    }

    private static Connection plain(String host, String database, String user) {
        return new Connection(
                NONE,
                host == null ? null : Setting.of(host),
                NONE,
                Setting.of(database),
                Setting.of(user),
                NONE,
                NONE,
                NONE,
                NONE);
    }

    private static Database database(Connection connection, Connection scratch) {
        return DatabaseFixture.postgres("main", connection, scratch, null);
    }
}
