package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Captured;
import io.jenkins.plugins.ratchet.backup.SqlSource;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.postgres.DatabaseReading;
import io.jenkins.plugins.ratchet.backup.snapshot.CloudSnapshot.Phase;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.SnapshotSettings;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A source that passed all checks, and its snapshot.
 *
 * @param sql over which SQL reaches it; null where it is not PostgreSQL or no connection is given
 * @param owner marks what is made for its proof
 * @param directories where the provider's command line is
 * @param shared its snapshot, which other databases of the same source may share
 */
record SnapshotSubject(
        BackupContext context,
        BackupRequest request,
        SqlSource sql,
        CloudProvider provider,
        CloudSource source,
        String owner,
        List<Path> directories,
        SharedSnapshot shared)
        implements Store.Subject {
    /** How far the provider's clock and this machine's may be apart. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    String name() {
        return request.name();
    }

    SnapshotSettings settings() {
        return request.database().snapshot();
    }

    private boolean restored() {
        return request.database().proof() == Database.Proof.restore;
    }

    @Override
    public String description() {
        return settings().provider() + " " + settings().source() + " (" + source.arn() + "), " + source.engine() + " "
                + source.version() + "; snapshot, proof " + request.database().proof();
    }

    @Override
    public Store.Subject among(List<Store.Subject> all) {
        SharedSnapshot found = all.stream()
                .filter(SnapshotSubject.class::isInstance)
                .map(SnapshotSubject.class::cast)
                .filter(other -> other.settings().provider() == settings().provider()
                        && other.source.arn().equals(source.arn()))
                .findFirst()
                .orElse(this)
                .shared;
        SnapshotSubject sharing =
                new SnapshotSubject(context, request, sql, provider, source, owner, directories, found);
        found.join(sharing);
        return sharing;
    }

    @Override
    public Object moment() {
        return shared;
    }

    /** What is known of it before the snapshot is asked for. */
    SharedSnapshot.Before before() {
        List<String> notes = new ArrayList<>();
        DatabaseReading reading = restored() ? read("before the snapshot") : null;
        return new SharedSnapshot.Before(reading, sql == null ? null : sql.schemaVersion(notes), notes);
    }

    @Override
    public List<Store.Leftovers> leftovers() {
        return restored()
                ? List.of(new AbandonedInstances(this, provider.temporary().orElseThrow()))
                : List.of();
    }

    @Override
    public Captured capture(BackupFiles files) throws IOException {
        SharedSnapshot.Taken taken = shared.take();
        SharedSnapshot.Before known = taken.before().get(name());
        DatabaseReading before = known.reading();
        String version = known.version();
        CloudSnapshot snapshot = taken.snapshot();
        List<String> notes = new ArrayList<>(known.notes());
        requireGood(snapshot, taken.start());
        DatabaseReading after = restored() ? read("after the snapshot") : null;
        if (sql != null) {
            sql.requireSameVersion(version, name());
        }
        notes.add("the data is kept by " + settings().provider() + ", under the name " + snapshot.id()
                + "; who may delete it there can delete this backup");
        if (shared.names().size() > 1) {
            notes.add("one snapshot, and one moment, for " + String.join(", ", shared.names()));
        }
        files.write(
                "snapshot.json", Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(snapshot.answer()));
        files.write(
                "source.json", Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(source.answer()));
        JsonNode fingerprint = before == null ? null : Json.mapper().valueToTree(before.fingerprint());
        return new Captured(
                snapshot.takenAt(),
                version,
                manifestSource(snapshot),
                new BackupManifest.Client(program(), null, null, null),
                SnapshotContent.of(settings(), source, snapshot, fingerprint),
                notes,
                () -> restored()
                        ? new SnapshotRestoreProof(this).prove(snapshot, before, after)
                        : proveState(snapshot));
    }

    private String program() {
        return switch (settings().provider()) {
            case rds, aurora, documentdb -> "aws";
            case cloudsql -> "gcloud";
            case flexibleserver, cosmosdb -> "az";
        };
    }

    private BackupManifest.Source manifestSource(CloudSnapshot snapshot) {
        return sql == null
                ? new BackupManifest.Source(
                        source.arn(), source.version(), null, null, settings().source(), null, snapshot.bytes())
                : sql.source(source.version(), snapshot.bytes());
    }

    private DatabaseReading read(String when) {
        context.events().fact("backup", name() + ": reading what the source holds, " + when);
        return DatabaseReading.of(
                sql.postgres(),
                sql.address(),
                context.stop(),
                done -> context.events().progress("backup", name(), done, 0));
    }

    /** Of this source, of now, not empty, encrypted as told. */
    void requireGood(CloudSnapshot snapshot, Instant start) {
        String what = "database " + name() + ": snapshot " + snapshot.id() + " ";
        if (!snapshot.sourceId().equalsIgnoreCase(source.resourceId())
                && !snapshot.sourceId().equalsIgnoreCase(settings().source())) {
            throw RunException.failed(what + "is of " + snapshot.sourceId() + ", not of "
                    + settings().source() + " (" + source.resourceId() + ")");
        }
        if (snapshot.takenAt() == null) {
            throw RunException.failed(what + "is " + snapshot.state() + " and names no moment at which it was taken");
        }
        Instant now = context.clock().instant();
        if (snapshot.takenAt().isBefore(start.minus(SKEW)) || snapshot.takenAt().isAfter(now.plus(SKEW))) {
            throw RunException.failed(what + "was taken at " + snapshot.takenAt() + ", but was asked for at " + start
                    + " by this machine's clock: it is another one, or the clock is wrong");
        }
        if (source.tellsSize() && (snapshot.bytes() == null || snapshot.bytes() <= 0)) {
            throw RunException.failed(
                    what + "is empty: " + settings().provider() + " tells the size " + snapshot.bytes());
        }
        if (settings().encrypted() && !Boolean.TRUE.equals(snapshot.encrypted())) {
            throw RunException.failed(what + "is not encrypted; encrypt the source, or say snapshot.encrypted: false");
        }
    }

    /** Looked up anew: what an answer promised a moment ago is not proven by remembering it. */
    private BackupManifest.Proof proveState(CloudSnapshot taken) {
        long start = System.nanoTime();
        Optional<CloudSnapshot> again = new Patience(this, settings().timeout())
                .ask("looking up snapshot " + taken.id(), () -> provider.byId(taken.id()));
        CloudSnapshot found = again.orElseThrow(() -> RunException.failed(
                "database " + name() + ": snapshot " + taken.id() + " vanished after it was " + taken.state()));
        if (found.phase() != Phase.AVAILABLE) {
            throw RunException.failed("database " + name() + ": snapshot " + taken.id() + " is in state "
                    + found.state() + " after it was " + taken.state());
        }
        List<String> compared = new ArrayList<>(List.of("state " + found.state(), "source identity", "moment"));
        if (found.bytes() != null) {
            compared.add("size " + Units.bytes(found.bytes()));
        }
        if (found.encrypted() != null) {
            compared.add(found.encrypted() ? "encrypted" : "not encrypted, as allowed");
        }
        return new BackupManifest.Proof(
                "state",
                source.arn(),
                source.version(),
                Duration.ofNanos(System.nanoTime() - start),
                compared,
                List.of("nothing was restored: that the snapshot can be restored is the provider's word"));
    }
}
