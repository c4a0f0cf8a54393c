package io.jenkins.plugins.ratchet.backup.mongo;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.PodClient;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** mongodump in the database's own pod, streamed out of it. */
final class PodDumper implements Dumper {
    /** Answers mongodump's question for the password, so that it is neither an argument nor a file in the pod. */
    private static final String ASKED = "p=$RATCHET_PASSWORD; unset RATCHET_PASSWORD; printf '%s\\n' \"$p\" | \"$@\"";

    private final BackupContext context;
    private final MongoAddress address;
    private final PodClient.Place place;
    private final String program;
    private final String version;

    /**
     * Looks for mongodump in the pod.
     *
     * @param directory of the programs in the container; null for its PATH
     */
    PodDumper(BackupContext context, MongoAddress address, PodClient.Place place, String directory) {
        this.context = context;
        this.address = address;
        this.place = place;
        this.program = directory == null ? "mongodump" : directory.replaceAll("/+$", "") + "/mongodump";
        requireNoSecret();
        this.version = version();
    }

    /** Everything in the connection string but the password is an argument in the pod. */
    private void requireNoSecret() {
        for (String option : address.options().keySet()) {
            if (option.matches("(?i).*password|authMechanismProperties")) {
                throw RunException.usage(
                        "database " + address.name() + ": with method exec, connection.url may not hold " + option
                                + ": it would be an argument of a process in the pod");
            }
        }
    }

    private String version() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PodClient asking =
                PodClient.start(place, List.of(program, "--version"), Map.of(), said, context.stop(), line -> {})) {
            asking.awaitSuccess("database " + address.name() + ": method exec needs sh and mongodump in the container");
        } catch (RunException e) {
            context.stop().check();
            throw RunException.unavailable(e.getMessage(), e);
        }
        return MongoTools.version(said.toString(StandardCharsets.UTF_8))
                .orElseThrow(() -> RunException.unavailable(
                        "database " + address.name() + ": " + program + " --version in " + place
                                + " tells no version of 100.3 or newer",
                        null));
    }

    @Override
    public BackupManifest.Client client() {
        return new BackupManifest.Client(
                "mongodump", version, "gzip", context.policy().jobs());
    }

    @Override
    public String description() {
        return "mongodump " + version + " in container " + place.container() + ", gzip";
    }

    @Override
    public void dump(OutputStream to) {
        boolean asked = address.user() != null && address.password() != null;
        List<String> command = new ArrayList<>(asked ? List.of("sh", "-c", ASKED, "sh") : List.of());
        command.addAll(List.of(
                program,
                "--uri=" + address.insidePod().uri(false, false),
                "--db=" + address.database(),
                "--archive",
                "--gzip",
                "--numParallelCollections=" + context.policy().jobs()));
        try (PodClient dump = PodClient.start(
                place,
                command,
                asked ? Map.of("RATCHET_PASSWORD", address.password()) : Map.of(),
                to,
                context.stop(),
                line -> context.events().output("mongodump " + address.name(), line))) {
            dump.awaitSuccess("database " + address.name() + ": the dump failed");
        }
    }
}
