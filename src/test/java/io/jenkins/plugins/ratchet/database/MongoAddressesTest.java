package io.jenkins.plugins.ratchet.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.Connection;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MongoAddressesTest {
    private static final Setting PASSWORD = new Setting(null, "PASSWORD", null, null, null, null, null);

    private final Redaction redaction = new Redaction();

    private Addresses addresses() {
        return new Addresses(new Settings(
                Path.of("."), Map.of("PASSWORD", "s3cret/"), null, null, MissingNode.getInstance(), redaction));
    }

    private static Connection url(String url) {
        return connection(url, null, null, null, null);
    }

    private static Connection connection(String url, String host, String database, String user, Setting password) {
        return new Connection(
                setting(url), setting(host), null, setting(database), setting(user), password, null, null, null);
    }

    private static Setting setting(String text) {
        return text == null ? null : Setting.of(text);
    }

    private MongoAddress of(Connection connection) {
        return addresses().mongo(DatabaseFixture.mongo("documents", connection, null, null));
    }

    private RunException refused(Connection connection) {
        return catchThrowableOfType(RunException.class, () -> of(connection));
    }

    @Test
    void severalHostsAReplicaSetAndWhereTheUserIsKnown() {
        MongoAddress address = of(new Connection(
                Setting.of("mongodb://backup@b:27018,a/shop?replicaSet=rs0&readPreference=secondary"),
                null,
                null,
                null,
                null,
                PASSWORD,
                null,
                null,
                null));

        assertThat(address.hosts()).containsExactly("b:27018", "a:27017");
        assertThat(address.server()).isEqualTo("address:a:27017,b:27018");
        assertThat(address.database()).isEqualTo("shop");
        assertThat(address.uri(true, false))
                .isEqualTo("mongodb://backup:s3cret%2F@b:27018,a:27017/?replicaSet=rs0&readPreference=secondary"
                        + "&authSource=shop");
        assertThat(address.uri(false, false)).doesNotContain("s3cret");
        assertThat(address.toString()).doesNotContain("s3cret");
        assertThat(redaction.redact("s3cret/")).doesNotContain("s3cret");
    }

    @Test
    void aNameInTheDnsHasNoPortAndMaySayThereWhereUsersAreKnown() {
        MongoAddress address = of(url("mongodb+srv://backup@cluster.example.com/shop"));

        assertThat(address.uri(true, false)).isEqualTo("mongodb+srv://backup@cluster.example.com/");
        assertThat(address.server()).isEqualTo("srv:cluster.example.com");
    }

    @Test
    void singleSettingsMeanUsersOfAdmin() {
        MongoAddress address = of(connection(null, "db.example.com", "shop", "backup", null));

        assertThat(address.uri(true, false)).isEqualTo("mongodb://backup@db.example.com:27017/?authSource=admin");
    }

    @Test
    void sslmodeOverridesWhatTheUrlSaysOfTls() {
        MongoAddress address = of(new Connection(
                Setting.of("mongodb://h/shop?tls=false"),
                null,
                null,
                null,
                null,
                null,
                Setting.of("verify-ca"),
                Setting.of("/etc/ca.pem"),
                null));

        assertThat(address.uri(true, true))
                .isEqualTo("mongodb://h:27017/?tls=true&tlsAllowInvalidHostnames=true&tlsCAFile=%2Fetc%2Fca.pem");
        assertThat(address.uri(true, false)).doesNotContain("tlsCAFile");
    }

    @Test
    void aPasswordNeverGoesToAnotherScratchServerOrUser() {
        Connection source = connection("mongodb://backup@a/shop", null, null, null, PASSWORD);

        assertThat(scratch(source, url("mongodb://backup@elsewhere")).password())
                .isNull();
        assertThat(scratch(source, connection(null, null, null, "another", null))
                        .password())
                .isNull();
        assertThat(scratch(source, url("mongodb://backup@a/other")).password()).isEqualTo("s3cret/");
        assertThat(scratch(source, url("mongodb://backup@elsewhere")).database())
                .isEqualTo("shop");
    }

    private MongoAddress scratch(Connection source, Connection scratch) {
        return addresses()
                .mongoScratch(DatabaseFixture.mongo("documents", source, scratch, null))
                .orElseThrow();
    }

    @Test
    void whatIsWrongIsNamedAndNoValueThatMayHoldAPasswordIsShown() {
        assertThat(refused(url("mongodb://u:hidden@h/shop")))
                .hasMessageContaining("holds a password")
                .hasMessageNotContaining("hidden");
        assertThat(refused(url("postgresql://u@h/shop"))).hasMessageContaining("is not of the form mongodb://");
        assertThat(refused(url("mongodb+srv://a,b/shop"))).hasMessageContaining("is not of the form");
        assertThat(refused(url("mongodb://h"))).hasMessageContaining("connection.database");
        assertThat(refused(url("mongodb://h/a.b"))).hasMessageContaining("no name of a MongoDB database");
    }
}
