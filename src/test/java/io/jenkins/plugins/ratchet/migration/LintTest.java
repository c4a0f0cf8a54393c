package io.jenkins.plugins.ratchet.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.ratchet.migration.LintFinding.Severity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LintTest {
    private final Lint lint = new Lint(Pattern.compile(Lint.DEFAULT_TAG), Set.of());

    @Test
    void contractWithoutTheTagIsAnErrorAndWithItANote() {
        String sql = "ALTER TABLE t DROP COLUMN c;\n";

        assertThat(check(sql)).extracting(LintFinding::severity).containsExactly(Severity.ERROR);
        assertThat(check("-- caracal:phase contract\n" + sql))
                .extracting(LintFinding::severity)
                .containsExactly(Severity.NOTE);
        assertThat(check("-- caracal:phase expand\n" + sql))
                .extracting(LintFinding::severity)
                .containsExactly(Severity.ERROR);
        assertThat(check("/* -- caracal:phase contract */\n" + sql))
                .extracting(LintFinding::severity)
                .containsExactly(Severity.ERROR);
        assertThat(check("SELECT '\n-- caracal:phase contract\n';\n" + sql))
                .extracting(LintFinding::severity)
                .containsExactly(Severity.ERROR);
    }

    @Test
    void theTagIsConfigurable() {
        Lint other = new Lint(Pattern.compile("phase: contract"), Set.of());

        assertThat(other.check("a.sql", bytes("-- phase: contract\nDROP TABLE t;")))
                .extracting(LintFinding::severity)
                .containsExactly(Severity.NOTE);
        assertThat(other.check("a.sql", bytes("-- caracal:phase contract\nDROP TABLE t;")))
                .extracting(LintFinding::severity)
                .containsExactly(Severity.ERROR);
    }

    @Test
    void whatCannotBeJudgedIsAnErrorUntilItIsWaived() {
        assertThat(check("CALL tidy();")).extracting(LintFinding::severity).containsExactly(Severity.ERROR);
        assertThat(check("-- ratchet:allow runs-code tidy() only fills the new table\nCALL tidy();"))
                .extracting(LintFinding::severity)
                .containsExactly(Severity.NOTE);
        assertThat(check("-- ratchet:allow runs-code\nCALL tidy();"))
                .as("a waiver without a reason")
                .extracting(LintFinding::severity)
                .containsExactly(Severity.ERROR);
        assertThat(new Lint(Pattern.compile(Lint.DEFAULT_TAG), Set.of("runs-code")).check("a", bytes("CALL tidy();")))
                .extracting(LintFinding::severity)
                .containsExactly(Severity.NOTE);
    }

    @Test
    void aWaiverCoversItsOwnStatementOnly() {
        assertThat(check("""
                -- ratchet:allow runs-code known
                CALL a();
                CALL b();
                """))
                .extracting(LintFinding::line, LintFinding::severity)
                .containsExactly(tuple(2, Severity.NOTE), tuple(3, Severity.ERROR));
    }

    @Test
    void whatAMigrationMadeItselfIsItsOwn() {
        assertThat(check("""
                CREATE TABLE fresh (id bigint);
                CREATE UNIQUE INDEX ON fresh (id);
                ALTER TABLE fresh ADD COLUMN c text NOT NULL;
                DELETE FROM fresh;
                DROP TABLE fresh;
                """)).isEmpty();
    }

    @Test
    void anOlderTableOfTheSameNameIsNot() {
        assertThat(rules("CREATE TABLE IF NOT EXISTS t (id bigint); ALTER TABLE t DROP COLUMN c;"))
                .containsExactly("drop-column");
        assertThat(rules("CREATE TABLE t (id bigint); ALTER TABLE other.t DROP COLUMN c;"))
                .containsExactly("drop-column");
        assertThat(rules("CREATE TABLE t (id bigint); SET search_path = other; ALTER TABLE t DROP COLUMN c;"))
                .containsExactly("drop-column");
        assertThat(rules("CREATE TABLE t (id bigint); SELECT set_config('search_path', 'o', false); DROP TABLE t;"))
                .containsExactly("drop-table");
        assertThat(rules("CREATE TABLE t (id bigint); ROLLBACK; DROP TABLE t;")).containsExactly("drop-table");
        assertThat(rules("CREATE TEMP TABLE t (id bigint); DROP TABLE t; DROP TABLE t;"))
                .containsExactly("drop-table");
        assertThat(rules("CREATE TABLE t (id bigint); DROP TABLE t CASCADE;")).containsExactly("drop-table");
        assertThat(rules("CREATE TABLE a (id bigint); DROP TABLE a, b;")).containsExactly("drop-table");
        assertThat(rules("CREATE TABLE \"T\" (id bigint); DROP TABLE T;")).containsExactly("drop-table");
        assertThat(rules("CREATE TABLE t (id bigint); ALTER TABLE t RENAME TO u; DROP TABLE t;"))
                .containsExactly("drop-table");
        assertThat(rules("DO $$ BEGIN CREATE TABLE t (id int); END $$; DROP TABLE t;"))
                .containsExactly("drop-table");
    }

    @Test
    void aTimeoutDoesNotMakeItForget() {
        assertThat(check("CREATE TABLE t (id int); SET lock_timeout = '1s'; ALTER TABLE t ADD UNIQUE (id);"))
                .isEmpty();
    }

    @Test
    void concurrentlyCannotStandInATransaction() {
        assertThat(rules("BEGIN; CREATE INDEX CONCURRENTLY i ON t (a); COMMIT;"))
                .containsExactly("concurrently-in-transaction");
        assertThat(rules("BEGIN; COMMIT; CREATE INDEX CONCURRENTLY i ON t (a);"))
                .isEmpty();
    }

    @Test
    void linesAreThoseOfTheFile() {
        assertThat(check("\uFEFF-- a\r\n/* b\r\n c */\r\nSELECT $x$\r\n;\r\n$x$;\r\n\r\nDROP\r\n TABLE t;\r\n"))
                .extracting(LintFinding::line)
                .containsExactly(8);
    }

    @Test
    void aCommentEndsWhereTheServerEndsIt() {
        assertThat(rules("-- only a comment\rDROP TABLE t;")).containsExactly("drop-table");
        assertThat(rules("COPY t FROM stdin;\r\n1\r\n\\.\r\nDROP TABLE t;\r\n")).containsExactly("drop-table");
    }

    @Test
    void nothingIsPassedThatCannotBeRead() {
        assertThat(lint.check("a.sql", new byte[] {'S', (byte) 0xff}))
                .extracting(LintFinding::rule, LintFinding::severity)
                .containsExactly(tuple("unreadable", Severity.ERROR));
        assertThat(check("SELECT 1;\0DROP TABLE t;"))
                .extracting(LintFinding::rule)
                .containsExactly("unreadable");
    }

    @Test
    void stringsAreNotShown() {
        assertThat(check("DELETE FROM users WHERE mail = 'someone@example.com'"))
                .extracting(LintFinding::seen)
                .containsExactly("DELETE FROM users WHERE mail = '…'");
    }

    @Test
    void emptyMigrationsAreFine() {
        assertThat(check("")).isEmpty();
        assertThat(check("-- nothing\n;;\n")).isEmpty();
    }

    private List<LintFinding> check(String sql) {
        return lint.check("a.sql", bytes(sql));
    }

    private List<String> rules(String sql) {
        return check(sql).stream().map(LintFinding::rule).toList();
    }

    private static byte[] bytes(String sql) {
        return sql.getBytes(StandardCharsets.UTF_8);
    }
}
