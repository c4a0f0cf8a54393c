package io.jenkins.plugins.ratchet.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.verify.CheckResult.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ready-made checks of a database, and comparisons with what was before, on a real PostgreSQL. */
class DatabaseChecksIT {
    private static final String DATABASE =
            "databases: [{ name: main, connection: { host: h, database: d, user: u } }]\n";

    @TempDir
    private Path directory;

    private CheckedProduct product;

    @BeforeEach
    void open() throws IOException {
        product = new CheckedProduct(directory);
        product.database = PostgresServer.shared()
                .createFresh(
                        "CREATE TABLE schema_migrations (version text)",
                        "INSERT INTO schema_migrations VALUES ('0001_baseline')",
                        "CREATE TABLE orders (id int, customer int)",
                        "INSERT INTO orders VALUES (1, 1), (1, 2)");
    }

    @AfterEach
    void close() throws IOException {
        product.close();
    }

    private CheckResult check(String lines) throws IOException {
        return CheckedProduct.only(
                product.all(product.config(DATABASE + "checks:\n  - name: it\n    deadline: 1s\n" + lines.indent(4))));
    }

    @Test
    void a_schema_version_that_is_missing_is_named() throws Exception {
        assertThat(check("sql: { database: main, versions: [0001_baseline] }").outcome())
                .isEqualTo(Outcome.PASSED);

        CheckResult result = check("sql: { database: main, versions: [0001_baseline, 0002_approval] }");

        assertThat(result.cause()).isEqualTo(CheckCause.SCHEMA_VERSION_MISSING);
        assertThat(result.seen()).startsWith("missing \"0002_approval\" in 1 row: \"0001_baseline\"");
        assertThat(result.todo()).contains("do not insert the row by hand");
    }

    @Test
    void an_index_whose_concurrent_build_broke_off_is_named() throws Exception {
        String check = "sql: { database: main, holds: [valid-indexes, validated-constraints] }";
        assertThat(check(check).seen()).isEqualTo("no invalid index, no constraint that is not validated");
        assertThatThrownBy(() -> run("CREATE UNIQUE INDEX CONCURRENTLY \"orders by id\" ON orders (id)"))
                .hasMessageContaining("could not create unique index");

        CheckResult result = check(check);

        assertThat(result.cause()).isEqualTo(CheckCause.INVALID_INDEX);
        assertThat(result.seen()).contains("1 invalid: \"public.\"orders by id\"\"");
        assertThat(result.todo()).contains("REINDEX INDEX CONCURRENTLY");
    }

    @Test
    void a_constraint_that_was_left_unvalidated_is_named() throws Exception {
        run("ALTER TABLE orders ADD CONSTRAINT positive CHECK (id > 5) NOT VALID");

        CheckResult result = check("sql: { database: main, holds: [validated-constraints] }");

        assertThat(result.cause()).isEqualTo(CheckCause.CONSTRAINT_NOT_VALIDATED);
        assertThat(result.seen()).contains("1 not validated: \"public.orders positive\"");
    }

    @Test
    void a_count_that_dropped_since_before_the_upgrade_is_noticed() throws Exception {
        String check = "sql: { database: main, query: SELECT count(*) FROM orders }\ncompare: ";
        CheckResult unknown = check(check + "not-less");
        assertThat(unknown.outcome()).isEqualTo(Outcome.MANUAL);
        assertThat(unknown.seen()).contains("nobody looked before the upgrade");
        before(check + "not-less");

        run("INSERT INTO orders VALUES (3, 3)");
        assertThat(check(check + "not-less").seen()).isEqualTo("1 row: \"3\", before the upgrade 2");
        assertThat(check(check + "not-more").cause()).isEqualTo(CheckCause.CHANGED);
        assertThat(check(check + "same").seen()).contains("other than before the upgrade");
        run("DELETE FROM orders WHERE customer > 1");
        CheckResult less = check(check + "not-less");
        assertThat(less.cause()).isEqualTo(CheckCause.CHANGED);
        assertThat(less.expected()).isEqualTo("not less than 2");
    }

    @Test
    void rows_are_compared_as_a_whole() throws Exception {
        String check = "sql: { database: main, query: SELECT customer FROM orders ORDER BY 1 }\ncompare: same";
        before(check);
        assertThat(product.before.checks().get(0).value()).isNull(); // more than one line: only its digest is kept

        assertThat(check(check).seen()).contains("as before the upgrade");
        run("UPDATE orders SET customer = 9 WHERE customer = 2");
        assertThat(check(check).cause()).isEqualTo(CheckCause.CHANGED);
    }

    private void before(String lines) throws IOException {
        product.rememberBefore(
                product.config(DATABASE + "checks:\n  - name: it\n    deadline: 1s\n" + lines.indent(4)));
    }

    private void run(String sql) throws SQLException {
        DatabaseAddress address = product.database;
        try (Connection connection = new Postgres().connectForLongWork(address);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
