package io.jenkins.plugins.ratchet.backup.kubernetes;

import static io.jenkins.plugins.ratchet.backup.kubernetes.VolumeSnapshots.text;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.RestoreTask;
import io.jenkins.plugins.ratchet.backup.StoreRestore;
import io.jenkins.plugins.ratchet.backup.kubernetes.Objects.Kind;
import io.jenkins.plugins.ratchet.config.CnpgSettings;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A CloudNativePG backup goes back into a new Cluster, which stays; the present one is not touched. Its name follows from
 * the one in the record, so that no run makes another.
 */
final class CnpgRestore implements StoreRestore {
    private static final String LABEL = "ratchet-restored";
    private static final String UNRECOVERABLE = "Cluster is in an unrecoverable state";
    private static final String HEALTHY = "Cluster in healthy state";

    /** How long a Service that was made just now may be unknown by name. */
    private static final Duration ANSWERS = Duration.ofMinutes(1);

    private final RestoreTask task;
    private final DatabaseAddress here;
    private final Postgres postgres;
    private final CnpgStore store;
    private final Objects objects;
    private final CnpgContent content;
    private final String name;
    private String compared;

    /** @param here null where no connection is given */
    CnpgRestore(RestoreTask task, DatabaseAddress here, Postgres postgres, CnpgStore store, Objects objects) {
        this.task = task;
        this.here = here;
        this.postgres = postgres;
        this.store = store;
        this.objects = objects;
        this.content = CnpgContent.of(task.manifest());
        this.name = CnpgRecovery.name(task.name());
    }

    /** The Cluster as it was then; backups from before that was kept have only the present one. */
    private Optional<JsonNode> source() {
        Path kept = task.directory().resolve(CnpgSubject.CLUSTER_FILE);
        try {
            return Files.exists(kept)
                    ? Optional.of(Json.mapper().readTree(kept.toFile()))
                    : objects.find(Kind.POSTGRES_CLUSTER, content.namespace(), content.cluster());
        } catch (IOException e) {
            throw RunException.unavailable(kept + " cannot be read: " + e, e);
        }
    }

    private Optional<CnpgRecovery> recovery() {
        return source().map(found -> {
            String secret = CnpgRecovery.secret(found);
            boolean there =
                    objects.find(Kind.SECRET, content.namespace(), secret).isPresent();
            return new CnpgRecovery(found, content, name, there ? secret : null);
        });
    }

    @Override
    public List<String> obstacles() {
        if (task.inPlace()) {
            return List.of("the operator recovers into a new Cluster only; use --strategy new-instance for all stores");
        }
        Optional<CnpgRecovery> recovery = recovery();
        return recovery.isEmpty()
                ? List.of(
                        "Cluster " + content.namespace() + "/" + content.cluster() + " does not exist any more, and the"
                                + " backup does not say how it was made; restore it by hand, and name the others with --database"
                                + " and the reason with --reason")
                : recovery.get().obstacle().stream().toList();
    }

    @Override
    public String present() {
        return "Cluster " + content.namespace() + "/" + content.cluster();
    }

    @Override
    public String restored() {
        return "Cluster " + content.namespace() + "/" + name;
    }

    @Override
    public boolean named() {
        return true;
    }

    @Override
    public List<String> lost() {
        return List.of("writes since " + task.manifest().takenAt() + " stay in Cluster " + content.cluster());
    }

    @Override
    public List<String> notes() {
        List<String> notes =
                new ArrayList<>(recovery().map(CnpgRecovery::differences).orElse(List.of()));
        if (there().isEmpty()) {
            notes.add("Cluster " + name + " is not compared with the backup: "
                    + (here == null
                            ? "databases[].connection is missing"
                            : here + " is no Service of " + content.cluster()));
        }
        return notes;
    }

    @Override
    public boolean overwrites() {
        return false;
    }

    @Override
    public void prepare() {
        if (compared != null) {
            return;
        }
        Duration limit = task.request().database().cnpg() == null
                ? new CnpgSettings(content.cluster(), null, null, null, null).timeout()
                : task.request().database().cnpg().timeout();
        Waiting waiting = new Waiting(task.context(), "restore", task.database(), limit);
        CnpgRecovery recovery = recovery()
                .orElseThrow(() -> RunException.failed("database " + task.database()
                        + ": nobody knows any more how Cluster " + content.cluster() + " was made"));
        String left = "the Cluster " + content.namespace() + "/" + name + " that was asked for is left";
        waiting.until("Cluster " + name, left, () -> ready(recovery, waiting));
        compared = there().map(this::compareWhereItAnswers).orElse("not compared with the backup");
    }

    private Optional<JsonNode> ready(CnpgRecovery recovery, Waiting waiting) {
        Optional<JsonNode> found = objects.find(Kind.POSTGRES_CLUSTER, content.namespace(), name);
        if (found.isEmpty()) {
            if (waiting.marked()) {
                throw RunException.failed(
                        "database " + task.database() + ": Cluster " + name + " vanished while it recovered");
            }
            store.defect(task.manifest()).ifPresent(defect -> {
                throw RunException.failed("database " + task.database() + ": " + defect);
            });
            objects.create(
                    Kind.POSTGRES_CLUSTER,
                    content.namespace(),
                    name,
                    Map.of(LABEL, task.context().upgrade(), "ratchet-database", task.database()),
                    recovery.spec());
            waiting.mark();
            return Optional.empty();
        }
        waiting.mark();
        if (!ours(found.get()) || !recovery.made(found.get())) {
            throw RunException.failed("database " + task.database() + ": Cluster " + name
                    + " does not recover from Backup " + content.name() + ", so it is not the one that was asked for");
        }
        JsonNode status = found.get().path("status");
        String phase = status.path("phase").asText("new");
        waiting.note("Cluster " + name + ": " + phase);
        if (phase.startsWith(UNRECOVERABLE)) {
            throw RunException.failed("database " + task.database() + ": Cluster " + name + ": " + phase + " ("
                    + status.path("phaseReason").asText("no reason given") + ")");
        }
        return phase.equals(HEALTHY) && condition(status) ? found : Optional.empty();
    }

    /** Older operators tell the phase only. */
    private static boolean condition(JsonNode status) {
        for (JsonNode condition : status.path("conditions")) {
            if ("Ready".equals(condition.path("type").asText())) {
                return "True".equals(condition.path("status").asText());
            }
        }
        return true;
    }

    private boolean ours(JsonNode cluster) {
        return task.context().upgrade().equals(text(cluster.path("metadata").path("labels"), LABEL));
    }

    /** A Service of the cluster is not reached from everywhere: that nothing was compared is then said. */
    private String compareWhereItAnswers(DatabaseAddress there) {
        Waiting waiting = new Waiting(task.context(), "restore", task.database(), ANSWERS);
        String[] last = {"no answer"};
        try {
            waiting.until("the answer of " + there, "Cluster " + name + " is ready", () -> {
                try {
                    postgres.connect(there).close();
                    return Optional.of(there);
                } catch (RunException | SQLException e) {
                    last[0] = e.getMessage();
                    return Optional.empty();
                }
            });
        } catch (RunException e) {
            task.context().stop().check();
            return "not compared with the backup (" + last[0] + ")";
        }
        return compare(there);
    }

    /** What changed while the backup was taken is not known; what is there and which version is. */
    String compare(DatabaseAddress there) {
        String version = task.manifest().schemaVersion();
        String query = task.request().database().schemaVersion();
        String found = query == null ? null : postgres.singleValue(there, query).orElse(null);
        if (version != null && query != null && !version.equals(found)) {
            throw RunException.failed("database " + task.database() + ": the schema in Cluster " + name
                    + " is of version " + found + ", that of the backup was " + version);
        }
        if (postgres.firstColumn(there, "SELECT 1 FROM pg_stat_user_tables LIMIT 1")
                .isEmpty()) {
            throw RunException.failed("database " + task.database() + ": Cluster " + name
                    + " holds no tables in database " + there.database());
        }
        return "holds tables" + (found == null ? "" : ", schema version " + found);
    }

    /** The Service of the same purpose; empty where the release connects by another name. */
    private Optional<DatabaseAddress> there() {
        String service = content.cluster() + "-rw";
        if (here == null || here.pod() != null || !(here.host() + ".").startsWith(service + ".")) {
            return Optional.empty();
        }
        return Optional.of(new DatabaseAddress(
                here.name(),
                name + "-rw" + here.host().substring(service.length()),
                here.port(),
                here.database(),
                here.user(),
                here.password(),
                here.sslmode(),
                here.sslrootcert()));
    }

    @Override
    public String exchange() {
        prepare();
        return "Cluster " + content.namespace() + "/" + name + ", ready, " + compared;
    }

    @Override
    public Optional<Move> move() {
        return there().map(there -> new Move(here, there));
    }

    @Override
    public List<String> byHand() {
        return there().isPresent()
                ? List.of()
                : List.of("host, from Cluster " + content.cluster() + " to " + name + " (Service " + name
                        + "-rw in namespace " + content.namespace() + ")");
    }

    @Override
    public void discard() {
        try {
            objects.find(Kind.POSTGRES_CLUSTER, content.namespace(), name)
                    .filter(this::ours)
                    .ifPresent(found -> objects.delete(Kind.POSTGRES_CLUSTER, content.namespace(), name));
        } catch (RunException e) {
            task.context()
                    .events()
                    .fact(
                            "restore",
                            task.database() + ": Cluster " + name + " could not be deleted (" + e.getMessage()
                                    + "); delete it by hand, nothing rests on it");
        }
    }
}
