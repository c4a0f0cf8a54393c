package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whatever differs between a database and its restored copy, the comparison notices and names it. */
class ChangesIT {
    /** The newest has everything that older ones have. */
    private static final int MAJOR = PostgresServer.MAJORS.get(PostgresServer.MAJORS.size() - 1);

    @TestFactory
    Stream<DynamicTest> everyChangeIsNoticedAndNamed() {
        PostgresServer server = PostgresServer.start(MAJOR, Map.of("allow_system_table_mods", "on"));
        DatabaseAddress database = Torture.create(server, MAJOR);
        SourceSnapshot.Description before = changed(database, "SELECT 1");
        Stream<DynamicTest> nothing = Stream.of(DynamicTest.dynamicTest(
                "no change",
                () -> assertThat(differences(before, changed(database, "SELECT 2")))
                        .isEmpty()));
        assertThat(before.schema()).hasSizeGreaterThan(1000);
        Stream<DynamicTest> changes = Torture.changes(MAJOR).stream()
                .map(change -> DynamicTest.dynamicTest(
                        change.toString(),
                        () -> assertThat(differences(before, changed(database, change.sql())))
                                .as(change.toString())
                                .anyMatch(difference -> difference.contains(change.names()))));
        return Stream.concat(nothing, changes).onClose(server::stop);
    }

    private static List<String> differences(SourceSnapshot.Description before, SourceSnapshot.Description after) {
        List<String> found = new ArrayList<>(before.fingerprint().differences(after.fingerprint(), true));
        found.addAll(Catalog.differences(before.schema(), after.schema()));
        found.addAll(Catalog.differences(before.ownership(), after.ownership()));
        return found;
    }

    /** The database as it would be after the statements; nothing is committed. */
    private static SourceSnapshot.Description changed(DatabaseAddress database, String sql) {
        try (Stop stop = new Stop(() -> false);
                Connection connection = new Postgres().connectForLongWork(database);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            if (!sql.isEmpty()) {
                statement.execute(sql);
            }
            statement.execute("SET CONSTRAINTS ALL IMMEDIATE");
            DatabaseContent.prepare(connection);
            SourceSnapshot.Description description = SourceSnapshot.describe(connection, stop, done -> {});
            connection.rollback();
            return description;
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }
}
