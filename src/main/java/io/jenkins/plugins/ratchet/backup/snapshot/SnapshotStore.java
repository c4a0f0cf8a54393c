package io.jenkins.plugins.ratchet.backup.snapshot;

import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.SqlSource;
import io.jenkins.plugins.ratchet.backup.Stop;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.SnapshotSettings;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.process.OnPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * PostgreSQL and MongoDB that a cloud provider runs, by the provider's own snapshots.
 *
 * <p>The data stays with the provider: the backup's directory holds what was said about the snapshot, and whether that
 * still exists is asked of the provider every time. How one is restored is told at {@link SnapshotContent}.
 */
public final class SnapshotStore implements Store {
    private static final int OWNER_LENGTH = 16;

    private final Postgres postgres;
    private final String release;
    private final List<Path> directories;
    private final Providers providers;

    /** @param release what tells this release from others, {@code namespace/name} */
    public SnapshotStore(Postgres postgres, String release) {
        this(postgres, release, OnPath.directories(System.getenv()));
    }

    /** @param directories where the providers' command lines are looked for, instead of {@code PATH} */
    public SnapshotStore(Postgres postgres, String release, List<Path> directories) {
        this.postgres = postgres;
        this.release = release;
        this.directories = List.copyOf(directories);
        this.providers = new Providers(directories);
    }

    @Override
    public boolean takes(String kind, String method) {
        return method.equals(Database.Method.snapshot.name())
                && (kind.equals(Database.Kind.postgres.name()) || kind.equals(Database.Kind.mongodb.name()));
    }

    @Override
    public Subject check(BackupRequest request, BackupContext context) {
        Database database = request.database();
        SnapshotSettings settings = database.snapshot();
        String who = "database " + database.name() + ": ";
        try {
            CloudProvider provider = providers.of(settings, context.stop(), context.events(), context.clock());
            CloudSource source = provider.source();
            if (!source.ready()) {
                throw RunException.unavailable(who + settings.provider() + " " + settings.source() + " is in state "
                        + source.state() + ", and no snapshot can be taken of it now");
            }
            requireSameHost(request, source);
            SqlSource sql = SqlSource.of(postgres, request).orElse(null);
            if (database.proof() == Database.Proof.restore
                    && provider.temporary().isEmpty()) {
                throw RunException.usage(
                        who + "proof restore cannot be had from " + settings.provider() + "; set proof: state");
            }
            return new SnapshotSubject(
                    context, request, sql, provider, source, owner(database), directories, new SharedSnapshot());
        } catch (CloudFailure e) {
            throw new RunException(e.exitCode(), who + e.getMessage(), e);
        }
    }

    @Override
    public boolean restores() {
        return true;
    }

    @Override
    public Optional<StoreRestore> restore(RestoreTask task) {
        // Where it was taken, with the patience and the instance class of now.
        SnapshotSettings now = task.request().database().snapshot();
        SnapshotSettings then = SnapshotContent.of(task.manifest()).settings(now);
        Stop stop = task.context().stop();
        Events events = task.context().events();
        CloudProvider provider = providers.of(then, stop, events, task.context().clock());
        return Optional.of(
                then.provider() == SnapshotSettings.Provider.cosmosdb
                        ? new CosmosRestore(task, provider, providers.cosmosAccounts(then, stop, events), then)
                        : new SnapshotRestore(task, address(task.request()), postgres, provider, then));
    }

    /** Nobody is asked: what is in use may be what has failed. */
    private static DatabaseAddress address(BackupRequest request) {
        Database database = request.database();
        return database.kind() == Database.Kind.postgres && database.connection() != null
                ? request.addresses().of(database)
                : null;
    }

    /** A snapshot of the wrong source would be a perfect backup of something else. */
    private static void requireSameHost(BackupRequest request, CloudSource source) {
        List<String> known = new ArrayList<>(source.hosts());
        known.addAll(request.database().snapshot().aliases());
        List<String> names = known.stream().map(SnapshotStore::plain).toList();
        for (String host : request.addresses().hostsOf(request.database())) {
            if (!names.contains(plain(host))) {
                throw RunException.usage("database " + request.name() + " connects to " + host + ", but "
                        + request.database().snapshot().source() + " answers at "
                        + (source.hosts().isEmpty() ? "no address" : String.join(", ", source.hosts()))
                        + ": name the source that the product uses, or, where this is another name of it, add it to"
                        + " snapshot.aliases");
            }
        }
    }

    private static String plain(String host) {
        return host.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
    }

    private String owner(Database database) {
        String text = release + "/" + database.name() + "/"
                + database.snapshot().provider() + "/" + database.snapshot().source();
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8)).substring(0, OWNER_LENGTH);
    }

    /** A snapshot that cannot be looked up is no proof: what is not known is told as a defect, never as intact. */
    @Override
    public Optional<String> defect(BackupManifest manifest, Path location) {
        return defect(manifest);
    }

    @Override
    public Optional<String> defect(BackupManifest manifest) {
        SnapshotContent content = SnapshotContent.of(manifest);
        String what = content.provider() + " snapshot " + content.id() + " of " + content.source();
        try (Stop never = new Stop(() -> false)) {
            CloudProvider provider = providers.of(content.settings(), never, Events.NONE, Clock.systemUTC());
            Optional<CloudSnapshot> found = provider.byId(content.id());
            if (found.isEmpty()) {
                return Optional.of(what + " does not exist any more");
            }
            CloudSnapshot snapshot = found.get();
            if (snapshot.phase() != CloudSnapshot.Phase.AVAILABLE) {
                return Optional.of(what + " is in state " + snapshot.state());
            }
            return content.takenAt().equals(snapshot.takenAt()) && content.arn().equals(snapshot.arn())
                    ? Optional.empty()
                    : Optional.of(what + " is another one: taken at " + snapshot.takenAt() + ", expected "
                            + content.takenAt());
        } catch (RunException e) {
            return Optional.of(what + " cannot be looked up, so nothing says that it still exists: " + e.getMessage());
        }
    }
}
