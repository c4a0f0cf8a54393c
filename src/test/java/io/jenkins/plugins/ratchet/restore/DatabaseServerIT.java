package io.jenkins.plugins.ratchet.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.RestoredDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Exchanging databases on a real server. */
class DatabaseServerIT {
    private static final Instant BEGAN = Instant.parse("2026-11-21T09:30:15Z");
    private static PostgresServer postgres;

    @BeforeAll
    static void open() {
        postgres = PostgresServer.start();
    }

    @AfterAll
    static void close() {
        postgres.stop();
    }

    private static DatabaseServer server() {
        return DatabaseServer.open(new Postgres(), postgres.address("main", "postgres"), Set.of());
    }

    private static RestoredDatabase names(String name) {
        return new RestoredDatabase(
                "main", "/b", "00", BEGAN, "1", name, "ratchet_copy_" + name.substring(0, 2), Names.kept(name, BEGAN));
    }

    private static void sql(String database, String... statements) {
        PostgresServer.run(postgres.address("main", database), statements);
    }

    private static String only(String database, String query) {
        return new Postgres()
                .singleValue(postgres.address("main", database), query)
                .orElse(null);
    }

    @Test
    void a_copy_takes_the_place_with_all_that_belongs_to_the_database() {
        String name = "o".repeat(50) + " \"ü\" 'x'";
        postgres.create(name, "CREATE TABLE t (a int)", "INSERT INTO t VALUES (1)");
        String quoted = Sql.identifier(name);
        sql(
                "postgres",
                "CREATE ROLE \"the owner\"",
                "CREATE ROLE reader",
                "ALTER DATABASE " + quoted + " OWNER TO \"the owner\"",
                "GRANT CONNECT ON DATABASE " + quoted + " TO reader WITH GRANT OPTION",
                "REVOKE CONNECT ON DATABASE " + quoted + " FROM PUBLIC",
                "ALTER DATABASE " + quoted + " SET search_path = \"$user\", \"a, b\", public",
                "ALTER DATABASE " + quoted + " SET app.note = 'it''s, \"so\"'",
                "ALTER ROLE reader IN DATABASE " + quoted + " SET statement_timeout = '5s'",
                "ALTER DATABASE " + quoted + " CONNECTION LIMIT 7",
                "COMMENT ON DATABASE " + quoted + " IS 'ours''s'");
        RestoredDatabase names = names(name);
        postgres.create(names.copy(), "CREATE TABLE t (a int)", "INSERT INTO t VALUES (2)");

        try (DatabaseServer server = server()) {
            DatabaseProperties before = server.properties(name);
            server.allowConnections(names.copy(), false);

            assertThat(server.exchange(List.of(names), Map.of(), "kept")).isTrue();

            assertThat(server.properties(name)).isEqualTo(before);
            assertThat(before.settings()).hasSize(3);
            assertThat(server.exists(names.copy())).isFalse();
            assertThat(server.comment(names.kept())).isEqualTo("kept; it was: ours's");
        }
        assertThat(only(name, "SELECT a FROM t")).isEqualTo("2");
        assertThat(only(name, "SHOW search_path")).isEqualTo("\"$user\", \"a, b\", public");
        assertThat(only(name, "SHOW app.note")).isEqualTo("it's, \"so\"");
        assertThat(only(names.kept(), "SELECT a FROM t")).isEqualTo("1");
    }

    @Test
    void nothing_is_exchanged_while_somebody_is_connected_and_all_of_it_or_nothing() throws SQLException {
        postgres.create("aa");
        postgres.create("bb");
        postgres.create("ratchet_copy_aa");
        postgres.create("ratchet_copy_bb");
        List<RestoredDatabase> both = List.of(names("aa"), names("bb"));
        try (DatabaseServer server = server()) {
            try (Connection client = new Postgres().connect(postgres.address("main", "bb"))) {
                server.allowConnections("bb", false);
                assertThat(client.isValid(1)).isTrue();
                assertThatThrownBy(() -> new Postgres().connect(postgres.address("main", "bb")))
                        .isInstanceOf(RunException.class)
                        .hasMessageContaining("not currently accepting connections");

                assertThat(server.exchange(both, Map.of(), "kept")).isFalse();
                assertThat(server.exists("aa")).isTrue();
                assertThat(server.exists("ratchet_copy_aa")).isTrue();
                assertThat(server.clients("bb")).singleElement().satisfies(found -> {
                    assertThat(found.mayEnd()).isTrue();
                    assertThat(found.toString()).startsWith("ratchet (postgres@");
                });

                server.endClients("bb");
            }
            assertThat(server.exchange(both, Map.of(), "kept")).isTrue();
            assertThat(server.exists("ratchet_copy_aa")).isFalse();
            assertThat(server.exists(Names.kept("bb", BEGAN))).isTrue();
        }
        assertThat(only("bb", "SELECT 1")).isEqualTo("1");
    }

    @Test
    void what_a_user_may_not_do_is_told_before() {
        postgres.create("cc");
        sql("postgres", "CREATE ROLE plain LOGIN CREATEDB");
        DatabaseAddress plain =
                new DatabaseAddress("main", "127.0.0.1", postgres.port(), "postgres", "plain", null, "disable", null);
        try (DatabaseServer server = DatabaseServer.open(new Postgres(), plain, Set.of());
                Connection client = new Postgres().connect(postgres.address("main", "cc"))) {
            assertThat(server.notOurs("cc"))
                    .hasValueSatisfying(
                            text -> assertThat(text).contains("user plain may not rename database cc", "postgres"));
            assertThat(server.clients("cc"))
                    .singleElement()
                    .satisfies(found -> assertThat(found.mayEnd()).isFalse());
            assertThat(client).isNotNull();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_copy_that_is_still_being_made_for_a_run_that_died_does_not_appear_later() throws Exception {
        String copy = "ratchet_copy_late_00";
        DatabaseServer dead = server();
        dead.worksOn(copy);
        Thread creation = new Thread(() -> {
            try (java.sql.Statement statement = dead.session().createStatement()) {
                statement.execute("SELECT pg_sleep(60)"); // stands for a slow disk
                statement.execute("CREATE DATABASE " + copy);
            } catch (SQLException e) {
                // Ended by the next run, as it should be.
            }
        });
        creation.start();
        try (DatabaseServer server = server()) {
            server.drop(copy);
            creation.join(30_000);
            assertThat(creation.isAlive()).isFalse();
            assertThat(server.exists(copy)).isFalse();
        }
    }

    @Test
    void the_database_that_ratchet_itself_would_use_is_left_for_another_one() {
        try (DatabaseServer server =
                DatabaseServer.open(new Postgres(), postgres.address("main", "postgres"), Set.of("postgres"))) {
            assertThat(server.address().database()).isEqualTo("template1");
        }
    }

    @Test
    void a_list_of_identifiers_is_taken_apart_as_it_was_put_together() {
        assertThat(DatabaseProperties.elements("\"$user\", public")).containsExactly("$user", "public");
        assertThat(DatabaseProperties.elements("\"a, \"\"b\"\"\",c")).containsExactly("a, \"b\"", "c");
        assertThat(DatabaseProperties.elements("\"\"")).containsExactly("");
        assertThat(DatabaseProperties.elements("")).isEmpty();
    }
}
