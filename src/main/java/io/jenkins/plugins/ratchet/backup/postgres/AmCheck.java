package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * Has pg_amcheck look at every heap page and B-tree of a restored database, where it is installed and the server has the
 * extension amcheck. A server on a broken disk may restore without an error and hold something else on its pages.
 */
final class AmCheck {
    private static final String PROGRAM = "pg_amcheck";
    private static final int FIRST_MAJOR = 14;

    private final ClientTools client;
    private final BackupContext context;
    private final String name;
    private final Stop stop;

    /** @param name of the database in {@code ratchet.yaml} */
    AmCheck(ClientTools client, BackupContext context, String name) {
        this.client = client;
        this.context = context;
        this.name = name;
        this.stop = context.stop();
    }

    /** @param why it was not done; null where it was */
    record Result(String why) {
        boolean done() {
            return why == null;
        }
    }

    /** @throws RunException {@code FAILED} where a page is damaged or cannot be checked */
    Result check(Connection session, DatabaseAddress address, int serverMajor) {
        Optional<Path> program = client.companion(PROGRAM);
        if (program.isEmpty()) {
            return new Result("it is not installed beside pg_dump " + client.version());
        }
        if (serverMajor < FIRST_MAJOR || client.major() < FIRST_MAJOR) {
            return new Result("it exists since PostgreSQL " + FIRST_MAJOR);
        }
        try (Statement statement = session.createStatement()) {
            statement.execute("CREATE SCHEMA ratchet_amcheck");
            statement.execute("CREATE EXTENSION IF NOT EXISTS amcheck SCHEMA ratchet_amcheck");
        } catch (SQLException e) {
            stop.check();
            return new Result("the extension amcheck cannot be made in the scratch database: " + Postgres.reason(e));
        }
        try (ClientProcess process = ClientProcess.start(
                program.get(),
                List.of("--no-password", "--jobs=" + context.policy().jobs()),
                Postgres.environment(address),
                stop,
                line -> context.events().output(PROGRAM + " " + name, line))) {
            // What it finds goes to its output, errors of its own to the other stream.
            String found = firstLines(process);
            int status = process.await();
            if (status != 0) {
                throw RunException.failed("database " + name
                        + ": the restored copy is damaged on the scratch server, so nothing is proven: pg_amcheck ended with"
                        + " exit status " + status + ": " + (found.isEmpty() ? process.lastWords() : found));
            }
        }
        return new Result(null);
    }

    private String firstLines(ClientProcess process) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.output(), StandardCharsets.UTF_8))) {
            StringBuilder first = new StringBuilder();
            int kept = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (kept++ < 5) {
                    first.append(first.isEmpty() ? "" : "; ").append(line.strip());
                }
            }
            return first.toString();
        } catch (IOException e) {
            return ""; // it was ended
        }
    }
}
