package io.jenkins.plugins.ratchet.backup.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A backup restored by hand, as a person would without Ratchet, and compared with its source by other means than
 * Ratchet's: what pg_dump says about both, and md5 over every table's sorted rows.
 */
record Restored(ClientTools client, DatabaseAddress address) {

    static Restored by(ClientTools client, BackupEntry entry, PostgresServer server) {
        DatabaseAddress target = server.createFresh();
        Restored restored = new Restored(client, target);
        restored.run(
                target,
                "pg_restore",
                "--exit-on-error",
                "--jobs=2",
                "--dbname=" + target.database(),
                entry.location() + "/dump");
        return restored;
    }

    /** Lines of the schema that only one of them has, and the tables whose rows differ; empty where all is the same. */
    List<String> differencesFrom(DatabaseAddress source) {
        List<String> here = schema(source);
        List<String> there = schema(address);
        here.addAll(rows(source));
        there.addAll(rows(address));
        List<String> differences = new ArrayList<>(here);
        differences.removeAll(there);
        there.removeAll(here);
        differences.addAll(there);
        return differences;
    }

    /** Casts and parentheses are printed otherwise after a restore, see {@link ExpressionText}. */
    private List<String> schema(DatabaseAddress database) {
        return new ArrayList<>(
                Arrays.stream(run(database, "pg_dump", "--schema-only").split("\n"))
                        .filter(line -> !line.matches("\\\\(un)?restrict .*"))
                        .map(ExpressionText::normal)
                        .toList());
    }

    private static List<String> rows(DatabaseAddress database) {
        return new Postgres().firstColumn(database, """
                SELECT c.oid::regclass || ' ' || (xpath('/row/x/text()', query_to_xml(format(
                         'SELECT md5(string_agg(md5(t::text), '','' ORDER BY md5(t::text))) AS x FROM ONLY %s t', c.oid::regclass),
                         false, true, '')))[1]::text
                  FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                 WHERE relkind IN ('r', 'm') AND relispopulated AND nspname !~ '^(pg_|information)'
                   -- the order of columns that a child inherited changes with a restore
                   AND relname <> 'child'
                 ORDER BY 1""");
    }

    private String run(DatabaseAddress database, String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(client.program(program).toString()));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile("restored", ".txt");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(new File("/dev/null"));
                builder.environment().putAll(Postgres.environment(database));
                int status = builder.start().onExit().join().exitValue();
                String said = Files.readString(output, StandardCharsets.UTF_8);
                assertThat(status).as(said).isZero();
                return said;
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
