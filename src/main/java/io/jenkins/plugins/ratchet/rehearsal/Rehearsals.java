package io.jenkins.plugins.ratchet.rehearsal;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BoundedRun;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.postgres.PostgresDump;
import io.jenkins.plugins.ratchet.backup.postgres.SchemaHash;
import io.jenkins.plugins.ratchet.backup.postgres.ScratchCopy;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.OnPath;
import io.jenkins.plugins.ratchet.record.Rehearsal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Runs a version's migrations on a copy of a database, made of a proven backup, and tells how long they take, what they
 * do to the schema and which locks they hold. The copy is removed in any case; the database itself is only read.
 */
public final class Rehearsals {
    private static final int MOST_OUTPUT = 16 << 20;

    private final Postgres postgres;
    private final Events events;
    private final Redaction redaction;
    private final BooleanSupplier stopped;

    public Rehearsals(Postgres postgres, Events events, Redaction redaction, BooleanSupplier stopped) {
        this.postgres = postgres;
        this.events = events;
        this.redaction = redaction;
        this.stopped = stopped;
    }

    /**
     * Rehearses.
     *
     * @return also where the migrations failed on the copy: that is what a rehearsal is for
     * @throws RunException where there was no rehearsal, or where the database itself changed meanwhile
     */
    public Rehearsal run(RehearsalRequest request) {
        Path program = program(request);
        try (Stop stop = new Stop(stopped)) {
            Optional<String> live = liveSchema(request);
            try (ScratchCopy copy = copy(request, stop)) {
                Rehearsal result = run(request, program, copy, stop);
                requireUntouched(request, live);
                return result;
            }
        } catch (Stop.Interrupted e) {
            throw new RunException(
                    ExitCode.TERMINATED,
                    "the rehearsal was interrupted; the copy has been removed, nothing was changed");
        }
    }

    private ScratchCopy copy(RehearsalRequest request, Stop stop) {
        try {
            byte[] json = Files.readAllBytes(request.files().resolve(BackupManifest.FILE_NAME));
            if (!Sha256.of(json).equals(request.backup().manifestSha256())) {
                throw RunException.failed(
                        "the manifest in " + request.files() + " is not the recorded one; nothing was" + " rehearsed");
            }
            return new PostgresDump(postgres)
                    .copy(
                            request.database(),
                            Json.mapper().readValue(json, BackupManifest.class),
                            request.files(),
                            new BackupContext(events, stop, Clock.systemUTC(), request.backups(), request.upgrade()),
                            request.policy().sameServer());
        } catch (IOException e) {
            stop.check();
            throw RunException.unavailable("the backup in " + request.files() + " cannot be read: " + e, e);
        }
    }

    private Rehearsal run(RehearsalRequest request, Path program, ScratchCopy copy, Stop stop) {
        String name = request.database().name();
        List<String> command = request.policy().run();
        try {
            CatalogState before = CatalogState.read(copy.session());
            BoundedRun ran;
            Duration took;
            List<String> locks;
            boolean visited;
            try (LockSampler sampler = new LockSampler(postgres, copy.address(), copy.session(), before)) {
                events.fact("rehearsal", name + ": running " + command.get(0));
                long start = System.nanoTime();
                ran = BoundedRun.run(
                        program,
                        command.subList(1, command.size()),
                        CopyEnvironment.of(copy.address(), redaction),
                        request.directory(),
                        request.policy().timeout(),
                        MOST_OUTPUT,
                        stop,
                        line -> events.output("rehearsal", line));
                took = Duration.ofNanos(System.nanoTime() - start);
                stop.check();
                visited = sampler.visited();
                sampler.end();
                locks = sampler.locks();
            }
            tail(ran);
            CatalogDifference difference = CatalogDifference.between(before, CatalogState.read(copy.session()));
            String failure = failure(request, ran, visited || !difference.isEmpty());
            List<String> changes = new ArrayList<>(difference.breaking());
            difference.rewritten().forEach(table -> changes.add("rewrote or emptied table " + table));
            events.fact(
                    "rehearsal",
                    name + ": " + (failure == null ? "ended after " + Units.duration(took) : failure) + "; "
                            + changes.size() + " changes that the old version may notice");
            return new Rehearsal(
                    name,
                    request.backup().manifestSha256(),
                    request.target(),
                    Clock.systemUTC().instant(),
                    took,
                    failure == null ? null : redaction.redact(failure),
                    changes,
                    changes.size(),
                    difference.added(),
                    locks);
        } catch (SQLException e) {
            stop.check();
            throw Postgres.failure(copy.address(), e);
        }
    }

    private static String failure(RehearsalRequest request, BoundedRun ran, boolean used) {
        String command = request.policy().run().get(0);
        return switch (ran.ending()) {
            case TOO_LONG ->
                command + " did not end within "
                        + Units.duration(request.policy().timeout()) + " (migrations.rehearsal.timeout)";
            case TOO_MUCH -> command + " printed more than 16 MiB";
            case EXITED ->
                ran.status() != 0
                        ? command + " ended with status " + ran.status() + ": " + ran.lastWords()
                        : used
                                ? null
                                : command
                                        + " ended well, but nobody was seen in the copy and nothing in it changed: does it"
                                        + " connect to where PGHOST, PGPORT and PGDATABASE point?";
        };
    }

    private void tail(BoundedRun ran) {
        String[] lines = new String(ran.output(), StandardCharsets.UTF_8).split("\n");
        for (int i = Math.max(0, lines.length - 20); i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                events.output("rehearsal", lines[i]);
            }
        }
    }

    /** Empty where the database cannot be read from here, as in a pod that only a backup gets into. */
    private Optional<String> liveSchema(RehearsalRequest request) {
        try {
            DatabaseAddress live =
                    request.database().addresses().of(request.database().database());
            return Optional.of(SchemaHash.of(postgres, live));
        } catch (RunException e) {
            events.fact("rehearsal", "whether the database itself stays as it is cannot be watched: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** A command that does not heed its environment would have migrated the product's own database. */
    private void requireUntouched(RehearsalRequest request, Optional<String> live) {
        Optional<String> now = live.flatMap(before -> liveSchema(request));
        if (now.isPresent() && !now.equals(live)) {
            throw RunException.failed(
                    "the schema of database " + request.database().name() + " ITSELF changed during the"
                            + " rehearsal: either somebody else migrated it, or "
                            + request.policy().run().get(0)
                            + " does not connect to where PGHOST, PGPORT and PGDATABASE point. Look at it before anything else");
        }
    }

    private static Path program(RehearsalRequest request) {
        String name = request.policy().run().get(0);
        if (name.contains("/")) {
            Path program = request.directory().resolve(name).normalize();
            if (!Files.isExecutable(program)) {
                throw RunException.usage("migrations.rehearsal.run: " + program + " is no program that can be run");
            }
            return program;
        }
        return OnPath.find(name, System.getenv())
                .orElseThrow(() -> RunException.usage("migrations.rehearsal.run: " + name + " is not on PATH"));
    }
}
