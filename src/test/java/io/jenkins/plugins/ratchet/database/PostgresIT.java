package io.jenkins.plugins.ratchet.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.outcome.RunException;
import org.junit.jupiter.api.Test;

class PostgresIT {
    private final Postgres postgres = new Postgres();
    private final DatabaseAddress database = PostgresServer.shared()
            .createFresh(
                    "CREATE TABLE schema_migrations (version text)",
                    "INSERT INTO schema_migrations VALUES ('2'), ('1')");

    @Test
    void aQueryGivesItsFirstValueOrColumn() {
        assertThat(postgres.singleValue(database, "SELECT max(version) FROM schema_migrations"))
                .contains("2");
        assertThat(postgres.singleValue(database, "SELECT version FROM schema_migrations WHERE false"))
                .isEmpty();
        assertThat(postgres.firstColumn(database, "SELECT version FROM schema_migrations ORDER BY 1"))
                .containsExactly("1", "2");
    }

    @Test
    void aQueryCannotWrite() {
        assertThatThrownBy(() -> postgres.singleValue(
                        database, "WITH d AS (DELETE FROM schema_migrations RETURNING 1) SELECT * FROM d"))
                .hasMessageContaining("read-only transaction");
        assertThatThrownBy(() -> postgres.singleValue(database, "COMMIT; DELETE FROM schema_migrations; SELECT 1"))
                .isInstanceOf(RunException.class);
        assertThat(postgres.firstColumn(database, "SELECT version FROM schema_migrations"))
                .hasSize(2);
    }

    @Test
    void aMistakeInAQueryIsNamed() {
        assertThatThrownBy(() -> postgres.singleValue(database, "SELECT 1 FROM absent"))
                .hasMessageContaining("relation \"absent\" does not exist");
    }

    @Test
    void theServerIsKnownByItsSystemIdentifier() {
        assertThat(postgres.server(database)).matches("\\d{15,}");
    }
}
