package io.jenkins.plugins.ratchet.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real server's catalogs and locks show of what migrations do. */
class CatalogDifferenceIT {
    private static final Postgres POSTGRES = new Postgres();

    private final DatabaseAddress database = PostgresServer.shared()
            .createFresh(
                    "CREATE SCHEMA other",
                    "CREATE TYPE mood AS ENUM ('sad', 'happy')",
                    "CREATE DOMAIN positive AS int CHECK (VALUE > 0)",
                    "CREATE TABLE users (id int PRIMARY KEY, name text, mail varchar(20), age int DEFAULT 1,"
                            + " mood mood, CONSTRAINT adult CHECK (age > 0))",
                    "CREATE TABLE reports (id int, body text)",
                    "CREATE INDEX reports_id ON reports (id)",
                    "CREATE VIEW named AS SELECT name FROM users",
                    "CREATE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT 1'",
                    "INSERT INTO users SELECT i, 'n', 'm', i FROM generate_series(1, 10) i");

    @Test
    void each_change_that_the_old_version_may_notice_is_named() throws SQLException {
        Map<String, String> changes = new LinkedHashMap<>();
        changes.put("DROP TABLE reports", "dropped table public.reports");
        changes.put("CREATE TABLE reports (id bigint)", "");
        changes.put(
                "DROP TABLE reports; CREATE TABLE reports (id bigint, x int)",
                "dropped table public.reports, and made anew");
        changes.put("ALTER TABLE reports RENAME TO accounts", "renamed table public.reports to public.accounts");
        changes.put("ALTER TABLE accounts SET SCHEMA other", "renamed table public.accounts to other.accounts");
        changes.put("DROP VIEW named", "dropped view public.named");
        changes.put("ALTER TABLE users DROP COLUMN mail", "dropped column public.users.mail");
        changes.put("ALTER TABLE users RENAME name TO title", "renamed column public.users.name to title");
        changes.put(
                "ALTER TABLE users ALTER title SET NOT NULL",
                "tightened column public.users.title: takes no NULL any more");
        changes.put(
                "ALTER TABLE users ALTER age DROP DEFAULT",
                "tightened column public.users.age: has no default any more");
        changes.put("ALTER TABLE users DROP CONSTRAINT adult", "dropped constraint adult of public.users");
        changes.put("ALTER TABLE users ADD CHECK (id > 0)", "tightened public.users: CHECK ((id > 0))");
        changes.put("CREATE UNIQUE INDEX one ON users (id)", "tightened public.users: unique index public.one");
        changes.put("CREATE TABLE fresh (id int PRIMARY KEY); CREATE UNIQUE INDEX two ON fresh (id)", "");
        changes.put("ALTER TABLE users ADD COLUMN note text", "");
        changes.put(
                "ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'",
                "renamed value public.mood 'sad' to public.mood 'blue'");
        changes.put("ALTER DOMAIN positive SET NOT NULL", "replaced domain public.positive");
        changes.put(
                "CREATE OR REPLACE FUNCTION f(x int) RETURNS int LANGUAGE sql AS 'SELECT 2'",
                "replaced function public.f(x integer)");
        changes.put("DROP FUNCTION f(int)", "dropped function public.f(x integer)");
        try (Connection connection = POSTGRES.connectForLongWork(database);
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> change : changes.entrySet()) {
                CatalogState before = CatalogState.read(connection);
                statement.execute(change.getKey());
                CatalogDifference difference = CatalogDifference.between(before, CatalogState.read(connection));
                assertThat(difference.breaking())
                        .as(change.getKey())
                        .isEqualTo(change.getValue().isEmpty() ? List.of() : List.of(change.getValue()));
                assertThat(difference.rewritten()).as(change.getKey()).isEmpty();
                assertThat(difference.isEmpty()).isFalse();
            }
            CatalogState same = CatalogState.read(connection);
            statement.execute("INSERT INTO fresh VALUES (1); ANALYZE users");
            assertThat(CatalogDifference.between(same, CatalogState.read(connection))
                            .isEmpty())
                    .isTrue();
        }
    }

    @Test
    void a_retyped_column_and_the_table_that_is_written_anew_for_it_are_told() throws SQLException {
        try (Connection connection = POSTGRES.connectForLongWork(database);
                Statement statement = connection.createStatement()) {
            statement.execute("DROP VIEW named");
            CatalogState before = CatalogState.read(connection);
            statement.execute("ALTER TABLE users ALTER age TYPE bigint, ALTER mail TYPE text");

            CatalogDifference difference = CatalogDifference.between(before, CatalogState.read(connection));

            assertThat(difference.breaking())
                    .contains(
                            "retyped column public.users.age: integer is bigint now",
                            "retyped column public.users.mail: character varying(20) is text now");
            assertThat(difference.rewritten()).containsExactly("public.users");
        }
    }

    @Test
    @Timeout(60)
    void locks_on_tables_that_were_there_are_seen_while_they_are_held() throws Exception {
        try (Connection keeper = POSTGRES.connectForLongWork(database);
                LockSampler sampler = new LockSampler(POSTGRES, database, keeper, CatalogState.read(keeper));
                Connection migration = POSTGRES.connectForLongWork(database);
                Statement statement = migration.createStatement()) {
            migration.setAutoCommit(false);
            statement.execute("CREATE TABLE fresh (id int); ALTER TABLE fresh ADD COLUMN x int");
            statement.execute("ALTER TABLE users ADD COLUMN x int");
            CountDownLatch seen = new CountDownLatch(1);
            Thread look = new Thread(() -> {
                while (sampler.locks().isEmpty() || !sampler.visited()) {
                    Thread.onSpinWait();
                }
                seen.countDown();
            });
            look.setDaemon(true);
            look.start();
            seen.await();
            migration.rollback();
            sampler.end();

            assertThat(sampler.locks())
                    .singleElement()
                    .asString()
                    .startsWith("AccessExclusive on public.users, seen for ")
                    .endsWith("nobody reads or writes");
        }
    }
}
