package io.jenkins.plugins.ratchet.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.config.ConfigLoader;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.Overrides;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RepointTest {
    @TempDir
    private Path directory;

    private Database database(String connection) throws IOException {
        Path file = Files.writeString(directory.resolve("ratchet.yaml"), """
                release: shop
                namespace: shop
                chart: ./chart
                databases:
                  - name: main
                    connection: { %s }
                """.formatted(connection));
        return new ConfigLoader(Set.of())
                .load(file, new Overrides(null, null, null, List.of(), null, List.of()))
                .databases()
                .get(0);
    }

    private static DatabaseAddress address(String host, int port, String name, String password) {
        return new DatabaseAddress("main", host, port, name, "shop", password, null, null);
    }

    @Test
    void what_comes_from_values_is_changed_there() throws IOException {
        Database database =
                database("host: { values: db.host }, port: { values: db.port }, database: { values: db.name },"
                        + " user: shop, password: { env: P }");

        Repoint repoint = Repoint.of(database, address("old", 5432, "shop", "p"), address("new", 5433, "shop2", "p"));

        assertThat(repoint.values()).isEqualTo(Map.of("db.host", "new", "db.port", "5433", "db.name", "shop2"));
        assertThat(repoint.byHand()).isEmpty();
    }

    @Test
    void what_comes_from_a_secret_is_told_with_its_name() throws IOException {
        Database database = database("host: { secret: shop-db, key: host }, database: shop, user: shop");

        Repoint repoint = Repoint.of(database, address("old", 5432, "shop", "p"), address("new", 5432, "shop", "q"));

        assertThat(repoint.values()).isEmpty();
        assertThat(repoint.byHand())
                .anyMatch(text -> text.contains("host from old to new") && text.contains("Secret shop-db, key host"))
                .anyMatch(text -> text.contains("the password of user shop at new:5432"))
                .noneMatch(text -> text.contains("q\""));
    }

    @Test
    void values_are_set_where_they_are_and_a_number_stays_one() throws IOException {
        ObjectNode given = (ObjectNode) Json.mapper().readTree("{\"db\":{\"name\":\"shop\",\"user\":\"u\"},\"x\":1}");

        Repoint.apply(
                given,
                Map.of("db.name", "shop2", "db.port", "5433", "other.deep", "7"),
                Json.mapper().readTree("{\"db\":{\"port\":5432}}"));

        assertThat(given)
                .isEqualTo(Json.mapper()
                        .readTree("{\"db\":{\"name\":\"shop2\",\"user\":\"u\",\"port\":5433},\"x\":1,"
                                + "\"other\":{\"deep\":\"7\"}}"));
    }
}
