package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.PodClient;
import io.jenkins.plugins.ratchet.backup.RunningClient;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** pg_dump in the database's own pod, in its custom format, which is one stream. */
final class PodDumper implements Dumper {
    private static final Pattern VERSION = Pattern.compile("pg_dump \\(PostgreSQL\\) ((\\d+)\\S*)");
    private static final String COMPRESSION = "gzip:1";
    /** Followed by the upgrade's id; by that name a pg_dump is found that the end of its connection did not end. */
    private static final String APPLICATION = "ratchet exec ";

    private final BackupContext context;
    private final Postgres postgres;
    private final DatabaseAddress address;
    private final PodClient.Place place;
    private final String program;
    private final String version;
    private final int major;

    /**
     * Looks for pg_dump in the pod.
     *
     * @param directory of the programs in the container; null for its PATH
     */
    PodDumper(
            BackupContext context,
            Postgres postgres,
            DatabaseAddress address,
            PodClient.Place place,
            String directory) {
        this.context = context;
        this.postgres = postgres;
        this.address = address;
        this.place = place;
        this.program = directory == null ? "pg_dump" : directory.replaceAll("/+$", "") + "/pg_dump";
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PodClient asking =
                PodClient.start(place, List.of(program, "--version"), Map.of(), said, context.stop(), line -> {})) {
            asking.awaitSuccess("database " + address.name() + ": method exec needs sh and pg_dump in the container");
        } catch (RunException e) {
            context.stop().check();
            throw RunException.unavailable(e.getMessage(), e);
        }
        Matcher matcher = VERSION.matcher(said.toString(StandardCharsets.UTF_8));
        if (!matcher.find()) {
            throw RunException.unavailable(
                    "database " + address.name() + ": " + program + " --version in " + place + " printed no version",
                    null);
        }
        this.version = matcher.group(1);
        this.major = Integer.parseInt(matcher.group(2));
    }

    int major() {
        return major;
    }

    @Override
    public BackupManifest.Client client() {
        return new BackupManifest.Client("pg_dump", version, COMPRESSION, 1);
    }

    @Override
    public String description() {
        return "pg_dump " + version + " in container " + place.container() + ", " + COMPRESSION;
    }

    @Override
    public RunningClient start(BackupFiles files, String snapshot) throws IOException {
        Map<String, String> environment = new TreeMap<>(Postgres.environment(address.insidePod()));
        environment.put("PGAPPNAME", application());
        environment.put("LC_ALL", "C");
        PodClient dump = PodClient.start(
                place,
                List.of(
                        program,
                        "--format=custom",
                        "--compress=1",
                        "--snapshot=" + snapshot,
                        "--lock-wait-timeout=60s",
                        "--no-password"),
                environment,
                files.createHere(DUMP),
                context.stop(),
                line -> context.events().output("pg_dump " + address.name(), line));
        return new Running(dump);
    }

    private String application() {
        return APPLICATION + context.upgrade();
    }

    /** The end of a connection need not end what runs in the pod: a pg_dump that writes nothing goes on, with its locks. */
    private final class Running implements RunningClient {
        private final PodClient dump;
        private boolean succeeded;

        Running(PodClient dump) {
            this.dump = dump;
        }

        @Override
        public boolean running() {
            return dump.running();
        }

        @Override
        public void awaitSuccess(String purpose) {
            dump.awaitSuccess(purpose);
            succeeded = true;
        }

        @Override
        public void close() {
            dump.close();
            if (!succeeded) {
                try {
                    new Sessions(postgres, address, application()).remove();
                } catch (RunException e) {
                    context.events()
                            .fact(
                                    "backup",
                                    address.name() + ": its pg_dump may still run in " + place + ": " + e.getMessage());
                }
            }
        }
    }

    @Override
    public List<Store.Leftovers> leftovers() {
        return List.of(new Sessions(postgres, address, application()));
    }

    /** Sessions of pg_dumps that their run is no longer there for. */
    private record Sessions(Postgres postgres, DatabaseAddress address, String application) implements Store.Leftovers {
        @Override
        public List<String> remove() {
            try (Connection connection = postgres.connectForLongWork(address);
                    PreparedStatement end = connection.prepareStatement(
                            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = ?"
                                    + " AND datname = current_database() AND usename = current_user")) {
                end.setString(1, application);
                try (ResultSet row = end.executeQuery()) {
                    row.next();
                    return row.getInt(1) == 0
                            ? List.of()
                            : List.of("ended the session of a pg_dump in pod "
                                    + address.pod().name());
                }
            } catch (SQLException e) {
                throw Postgres.failure(address, e);
            }
        }
    }
}
