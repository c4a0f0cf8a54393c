package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.Ticker;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Runs pg_restore into an empty database; any error but a known harmless one ends it. */
final class PgRestore {
    /** pg_restore 17 and later sets this before anything else, whether or not the server knows it. */
    private static final String UNKNOWN_SETTING = "transaction_timeout";

    private final ClientTools client;
    private final Events events;
    private final Stop stop;
    private final String name;

    /** @param name of the database in {@code ratchet.yaml} */
    PgRestore(ClientTools client, Events events, Stop stop, String name) {
        this.client = client;
        this.events = events;
        this.stop = stop;
        this.name = name;
    }

    /**
     * @param options beside those that it always has
     * @param progress called twice a second meanwhile
     * @param failed begins the message of an error
     */
    void run(Path dump, DatabaseAddress into, int serverMajor, List<String> options, Runnable progress, String failed) {
        boolean unknownSetting = client.major() >= 17 && serverMajor < 17;
        List<String> arguments = new ArrayList<>(List.of("--no-password", "--dbname=" + into.database()));
        arguments.addAll(options);
        if (!unknownSetting) {
            arguments.add("--exit-on-error");
        }
        arguments.add(dump.toString());
        List<String> errors = new CopyOnWriteArrayList<>();
        try (Ticker ticker = new Ticker("restore-progress", progress);
                ClientProcess restore = ClientProcess.start(
                        client.program("pg_restore"), arguments, Postgres.environment(into), stop, line -> {
                            if (unknownSetting && aboutUnknownSetting(line)) {
                                return;
                            }
                            if (line.contains("error:")) {
                                errors.add(line);
                            }
                            events.output("pg_restore " + name, line);
                        })) {
            ticker.start();
            if (!unknownSetting) {
                restore.awaitSuccess(failed);
            } else if (restore.await() > 1 || !errors.isEmpty()) {
                throw RunException.failed(failed + ": " + (errors.isEmpty() ? restore.lastWords() : errors.get(0)));
            }
        }
    }

    /** The only errors that a restore may go on after; it then runs without --exit-on-error and counts the others. */
    private static boolean aboutUnknownSetting(String line) {
        return line.endsWith("unrecognized configuration parameter \"" + UNKNOWN_SETTING + "\"")
                || line.equals("Command was: SET " + UNKNOWN_SETTING + " = 0;")
                || line.startsWith("pg_restore: warning: errors ignored on restore:");
    }
}
