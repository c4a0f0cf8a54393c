package io.jenkins.plugins.ratchet.backup.snapshot;

import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.backup.snapshot.TemporaryInstances.Endpoint;
import io.jenkins.plugins.ratchet.config.SnapshotSettings;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A provider's snapshot goes back into a new instance, which stays; the present one is not touched. The instance has its
 * name in the record before it is asked for, so that no run makes a second one.
 */
final class SnapshotRestore implements StoreRestore {
    static final String LABEL = "ratchet-restored";

    private final RestoreTask task;
    private final DatabaseAddress here;
    private final Postgres postgres;
    private final CloudProvider provider;
    private final SnapshotSettings settings;
    private final SnapshotContent content;
    private Endpoint endpoint;

    /** @param here null where no connection is given, or it is not PostgreSQL */
    SnapshotRestore(
            RestoreTask task,
            DatabaseAddress here,
            Postgres postgres,
            CloudProvider provider,
            SnapshotSettings settings) {
        this.task = task;
        this.here = here;
        this.postgres = postgres;
        this.provider = provider;
        this.settings = settings;
        this.content = SnapshotContent.of(task.manifest());
    }

    @Override
    public List<String> obstacles() {
        List<String> found = new ArrayList<>();
        if (task.inPlace()) {
            found.add(
                    "a provider's snapshot goes into a new instance only; use --strategy new-instance for all stores");
        }
        if (provider.temporary().isEmpty()) {
            found.add("Ratchet cannot restore a snapshot of " + content.provider()
                    + "; restore it by hand, and name the others with --database and the reason with --reason");
        } else if (here == null) {
            found.add("without a connection what was restored cannot be compared; declare databases[].connection");
        }
        return found;
    }

    @Override
    public String present() {
        return content.provider() + " " + content.source();
    }

    @Override
    public String restored() {
        return content.provider() + " " + task.name();
    }

    @Override
    public boolean named() {
        return true;
    }

    @Override
    public List<String> lost() {
        return List.of("writes since " + task.manifest().takenAt() + " stay in " + content.source());
    }

    @Override
    public List<String> notes() {
        return List.of(
                "the new instance " + task.name() + " costs money from now on; what is set for " + content.source()
                        + " beside its data (parameters, backups, alarms, replicas) has to be set for it too");
    }

    @Override
    public boolean overwrites() {
        return false;
    }

    @Override
    public void prepare() {
        if (endpoint != null) {
            return;
        }
        String what = "the restore to the instance " + task.name();
        Patience patience = new Patience(task.database(), settings.interval(), settings.timeout(), task.context());
        CloudSource source = patience.ask(what, provider::source);
        CloudSnapshot snapshot = patience.ask(what, () -> provider.byId(content.id()))
                .orElseThrow(() -> RunException.failed("database " + task.database() + ": snapshot " + content.id()
                        + " does not exist any more; nothing was touched"));
        TemporaryInstances instances = provider.temporary().orElseThrow();
        task.context()
                .events()
                .fact("restore", task.database() + ": restoring snapshot " + content.id() + " to " + task.name());
        patience.ask(what, () -> {
            instances.create(
                    task.name(), source, snapshot, Map.of(LABEL, task.context().upgrade()), patience.left());
            return true;
        });
        Optional<Endpoint> answers = Optional.empty();
        while (answers.isEmpty()) {
            answers = patience.ask(what, () -> instances.endpoint(task.name(), source));
            if (answers.isEmpty()) {
                patience.pause(what);
            }
        }
        endpoint = answers.get();
        compare();
    }

    /** What changed while the snapshot was taken is not known here any more; what is there and which version is. */
    private void compare() {
        DatabaseAddress there = there();
        String version = task.manifest().schemaVersion();
        String query = task.request().database().schemaVersion();
        String found = query == null ? null : postgres.singleValue(there, query).orElse(null);
        if (version != null && query != null && !Objects.equals(version, found)) {
            throw RunException.failed("database " + task.database() + ": the schema in " + task.name()
                    + " is of version " + found + ", that of the backup was " + version);
        }
        if (postgres.firstColumn(there, "SELECT 1 FROM pg_stat_user_tables LIMIT 1")
                .isEmpty()) {
            throw RunException.failed("database " + task.database() + ": the instance " + task.name()
                    + " holds no tables in database " + there.database());
        }
        task.context()
                .events()
                .fact(
                        "restore",
                        task.database() + ": " + task.name() + " answers at " + endpoint.host()
                                + (found == null ? "" : ", schema version " + found));
    }

    private DatabaseAddress there() {
        return new DatabaseAddress(
                here.name(),
                endpoint == null ? "(address of " + task.name() + ")" : endpoint.host(),
                endpoint == null ? here.port() : endpoint.port(),
                here.database(),
                here.user(),
                here.password(),
                here.sslmode(),
                here.sslrootcert());
    }

    @Override
    public String exchange() {
        prepare();
        return "instance " + task.name() + " at " + endpoint.host() + ":" + endpoint.port();
    }

    @Override
    public void discard() {
        try {
            TemporaryInstances instances = provider.temporary().orElseThrow();
            if (instances.exists(task.name())) {
                instances.delete(task.name());
            }
        } catch (CloudFailure e) {
            task.context()
                    .events()
                    .fact(
                            "restore",
                            "the instance " + task.name() + " could not be deleted (" + e.getMessage()
                                    + "); delete it by hand, it costs money");
        }
    }

    @Override
    public Optional<Move> move() {
        return here == null ? Optional.empty() : Optional.of(new Move(here, there()));
    }
}
