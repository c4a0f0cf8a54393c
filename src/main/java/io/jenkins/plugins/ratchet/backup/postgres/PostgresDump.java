package io.jenkins.plugins.ratchet.backup.postgres;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.ClientProcess;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.Scratch;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** PostgreSQL by pg_dump's directory format, the only one that it writes in parallel. */
public final class PostgresDump implements Store {
    private static final int OLDEST_SERVER = 12;
    private static final byte[] MAGIC = "PGDMP".getBytes(StandardCharsets.US_ASCII);

    private final Postgres postgres;
    private final List<Path> clientDirectories;

    public PostgresDump(Postgres postgres) {
        this(postgres, ClientTools.usualDirectories());
    }

    /** @param clientDirectories where pg_dump and pg_restore are looked for, instead of the usual places */
    public PostgresDump(Postgres postgres, List<Path> clientDirectories) {
        this.postgres = postgres;
        this.clientDirectories = List.copyOf(clientDirectories);
    }

    @Override
    public boolean takes(String kind, String method) {
        return kind.equals(Database.Kind.postgres.name()) && method.equals(Database.Method.dump.name());
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        return check(
                request,
                context,
                0,
                (address, client, bytes) -> new LocalDumper(
                        context, request.name(), address, client, Compression.supportedBy(client, context.stop())));
    }

    /** How to dump a database with the client programs found for it. */
    @FunctionalInterface
    interface Dumpers {
        /** @param bytes an upper estimate of the size of a dump */
        Dumper of(DatabaseAddress address, ClientTools client, long bytes);
    }

    /** @param clientMajor the oldest client here that will do, beside the server's own major */
    PostgresSubject check(BackupRequest request, BackupContext context, int clientMajor, Dumpers dumpers) {
        DatabaseAddress address = request.addresses().of(request.database());
        ClientProcess.requireExpressible(Postgres.environment(address), request.name());
        List<ClientTools> installed = ClientTools.installed(clientDirectories);
        try (Connection connection = postgres.connect(address)) {
            SourceDatabase source = SourceDatabase.read(connection);
            if (source.major() < OLDEST_SERVER) {
                throw RunException.usage("database " + request.name() + " is on PostgreSQL " + source.version()
                        + ": the oldest server that can be backed up is " + OLDEST_SERVER);
            }
            ClientTools client = ClientTools.choose(installed, Math.max(clientMajor, source.major()), request.name());
            SourcePrivileges.check(connection, request.name(), source.user());
            List<String> warnings =
                    ServerClock.warning(connection, context.clock()).stream().toList();
            warnings.forEach(warning -> context.events().fact("backup", request.name() + ": " + warning));
            ReplayLag.read(connection).ifPresent(lag -> {
                lag.require(context.policy().maxLag(), request.name());
                context.events().fact("backup", request.name() + ": " + lag.note());
            });
            String server = postgres.server(connection, address);
            DatabaseContent content = new DatabaseContent(connection);
            ScratchPlace scratch = request.database().proof() == Database.Proof.restore
                    ? scratch(
                            request,
                            context,
                            new ScratchPlace.Needs(
                                    server,
                                    source,
                                    content.extensions().keySet(),
                                    content.roles(),
                                    content.superuser()))
                    : null;
            return new PostgresSubject(
                    postgres,
                    context,
                    request,
                    address,
                    source,
                    server,
                    client,
                    dumpers.of(address, client, source.tableBytes()),
                    scratch,
                    warnings);
        } catch (SQLException e) {
            throw Postgres.failure(address, e);
        }
    }

    private ScratchPlace scratch(BackupRequest request, BackupContext context, ScratchPlace.Needs needs)
            throws SQLException {
        Scratch asked = request.database().scratch();
        if (asked != null && asked.local()) {
            return LocalScratch.check(postgres, context, clientDirectories, request.name(), needs);
        }
        DatabaseAddress address = request.addresses()
                .scratchOf(request.database())
                .orElseGet(() -> request.addresses().of(request.database()));
        ClientProcess.requireExpressible(Postgres.environment(address), request.name());
        return ExistingScratch.check(postgres, address, request.name(), OLDEST_SERVER, needs);
    }

    /** The source need not exist any more: what the manifest says of it is compared with what the dump restores to. */
    @Override
    public Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, Path directory, BackupContext context) throws IOException {
        return proveAgain(request, manifest, directory, directory.resolve(Dumper.DUMP), context);
    }

    /** @param dump where it is on this machine; the backup's other files are in the directory */
    Optional<BackupManifest.Proof> proveAgain(
            BackupRequest request, BackupManifest manifest, Path directory, Path dump, BackupContext context)
            throws IOException {
        PostgresContent content = PostgresContent.of(manifest);
        PostgresSubject subject = again(request, manifest, content, context);
        if (subject.scratch() == null) {
            return Optional.of(new ReadProof(subject).prove(dump, content.fingerprint()));
        }
        removeLeftovers(subject, "prove");
        return Optional.of(new RestoreProof(subject).prove(dump, content.description(directory)));
    }

    /**
     * Restores a proven backup into a scratch database, where its proof was made or would be.
     *
     * @param directory its files, with the manifest
     * @param sameServer whether that may be the server that the backup is of
     */
    public ScratchCopy copy(
            BackupRequest request, BackupManifest manifest, Path directory, BackupContext context, boolean sameServer)
            throws IOException {
        PostgresSubject subject = again(request, manifest, PostgresContent.of(manifest), context);
        if (subject.scratch() == null) {
            throw RunException.usage(
                    "database " + request.name() + ": proof is read, so there is no place for a copy of"
                            + " it; set proof: restore, and scratch: local or a server under scratch");
        }
        removeLeftovers(subject, "rehearsal");
        return ScratchCopy.restore(
                subject, directory.resolve(Dumper.DUMP), manifest.source().server(), sameServer);
    }

    private static void removeLeftovers(PostgresSubject subject, String phase) {
        subject.scratch()
                .leftovers()
                .remove()
                .forEach(what -> subject.context().events().fact(phase, what + ", left by a run that died"));
    }

    /** What a kept backup is of, as far as a copy needs it; the source need not exist any more. */
    private PostgresSubject again(
            BackupRequest request, BackupManifest manifest, PostgresContent content, BackupContext context) {
        SourceDatabase source = content.source(manifest);
        List<ClientTools> installed = ClientTools.installed(clientDirectories);
        int dumped = Integer.parseInt(manifest.client().version().replaceFirst("\\D.*", ""));
        ClientTools client = ClientTools.choose(installed, Math.max(source.major(), dumped), request.name());
        try {
            ScratchPlace scratch = request.database().proof() == Database.Proof.restore
                    ? scratch(
                            request,
                            context,
                            new ScratchPlace.Needs(
                                    manifest.source().server(),
                                    source,
                                    content.fingerprint().extensions().keySet(),
                                    content.roles(),
                                    content.superuserOrUsual()))
                    : null;
            return new PostgresSubject(
                    postgres,
                    context,
                    request,
                    null,
                    source,
                    manifest.source().server(),
                    client,
                    null,
                    scratch,
                    List.of());
        } catch (SQLException e) {
            throw RunException.unavailable(
                    "database " + request.name() + ": the scratch server: " + Postgres.reason(e), e);
        }
    }

    /** The file that pg_restore reads first. */
    static Path contents(Path dump) {
        return Files.isDirectory(dump) ? dump.resolve("toc.dat") : dump;
    }

    /** The checksums say that nothing changed since the proof; this, that the client here can still open it. */
    @Override
    public Optional<String> defect(BackupManifest manifest, Path location) {
        Path dump = location.resolve(Dumper.DUMP);
        Path contents = contents(dump);
        try (InputStream in = Files.newInputStream(contents)) {
            if (!Arrays.equals(MAGIC, in.readNBytes(MAGIC.length))) {
                return Optional.of(contents + " is no table of contents of a dump");
            }
        } catch (IOException e) {
            return Optional.of(contents + " cannot be read: " + e);
        }
        Optional<ClientTools> newest =
                ClientTools.installed(clientDirectories).stream().max(Comparator.comparingInt(ClientTools::major));
        if (newest.isEmpty()) {
            return Optional.empty(); // nothing here to open it with, and nothing changed
        }
        try (Stop never = new Stop(() -> false);
                ClientProcess list = ClientProcess.start(
                        newest.get().program("pg_restore"),
                        List.of("--list", "--file=/dev/null", dump.toString()),
                        Map.of(),
                        never,
                        line -> {})) {
            return list.await() == 0 ? Optional.empty() : Optional.of("pg_restore cannot open it: " + list.lastWords());
        }
    }
}
