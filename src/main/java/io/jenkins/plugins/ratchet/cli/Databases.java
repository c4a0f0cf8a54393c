package io.jenkins.plugins.ratchet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.BackupRequest;
import io.jenkins.plugins.ratchet.backup.Backups;
import io.jenkins.plugins.ratchet.backup.KeptBackups;
import io.jenkins.plugins.ratchet.backup.RemoteObjects;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.command.CommandStore;
import io.jenkins.plugins.ratchet.backup.job.JobMeans;
import io.jenkins.plugins.ratchet.backup.kubernetes.CnpgStore;
import io.jenkins.plugins.ratchet.backup.kubernetes.VolumeStore;
import io.jenkins.plugins.ratchet.backup.mongo.MongoDump;
import io.jenkins.plugins.ratchet.backup.mongo.MongoExec;
import io.jenkins.plugins.ratchet.backup.mongo.MongoJob;
import io.jenkins.plugins.ratchet.backup.postgres.PostgresBase;
import io.jenkins.plugins.ratchet.backup.postgres.PostgresDump;
import io.jenkins.plugins.ratchet.backup.postgres.PostgresExec;
import io.jenkins.plugins.ratchet.backup.postgres.PostgresJob;
import io.jenkins.plugins.ratchet.backup.postgres.SchemaHash;
import io.jenkins.plugins.ratchet.backup.redis.RedisDump;
import io.jenkins.plugins.ratchet.backup.secrets.FilesDump;
import io.jenkins.plugins.ratchet.backup.secrets.ReleaseState;
import io.jenkins.plugins.ratchet.backup.secrets.SecretsDump;
import io.jenkins.plugins.ratchet.backup.snapshot.SnapshotStore;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.RedisCheck;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.database.Addresses;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.RedisConnection;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Probes;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.verify.Redis;
import io.jenkins.plugins.ratchet.verify.Sql;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The databases of a session's product: where they are, what they are, how far their schema is. */
final class Databases implements Probes, Sql, Redis {
    private final Session session;
    private final Postgres postgres = new Postgres();

    Databases(Session session) {
        this.session = session;
    }

    private List<Store> stores() {
        MongoDump mongo = new MongoDump();
        PostgresDump dump = new PostgresDump(postgres);
        String namespace = session.config().namespace();
        String release = session.config().release();
        List<Store> stores = new ArrayList<>(List.of(
                dump,
                new PostgresBase(postgres),
                mongo,
                new RedisDump(),
                new SnapshotStore(postgres, namespace + "/" + release),
                new CommandStore(postgres, session.directory(), namespace, release)));
        if (session.inCluster()) {
            stores.addAll(inCluster(dump, mongo));
        } else {
            stores.add(new FilesDump(
                    session::projectSecrets,
                    setting -> session.settings().findSecret(setting),
                    named(Setting::file)
                            .map(file -> session.directory().resolve(file).normalize())
                            .collect(Collectors.toSet())));
        }
        return stores;
    }

    /** Those that work through the cluster in which the product runs. */
    private List<Store> inCluster(PostgresDump dump, MongoDump mongo) {
        Cluster cluster = session.cluster();
        String namespace = session.config().namespace();
        JobMeans jobs = new JobMeans(
                cluster,
                namespace,
                session.config().release(),
                RemoteObjects.of(session.environment(), session.backupPolicy()));
        return List.of(
                new PostgresJob(dump, jobs),
                new PostgresExec(dump, postgres, cluster, namespace),
                new MongoExec(mongo, cluster, namespace),
                new MongoJob(mongo, jobs),
                new VolumeStore(postgres, cluster, namespace),
                new CnpgStore(postgres, cluster, namespace),
                new SecretsDump(
                        cluster,
                        this::releaseState,
                        setting -> session.settings().findSecret(setting),
                        namespace,
                        named(Setting::secret).collect(Collectors.toSet())));
    }

    /** Where what says how to connect to the databases comes from, as far as it comes from there. */
    private Stream<String> named(Function<Setting, String> source) {
        return session.config().databases().stream()
                .map(Database::connection)
                .filter(Objects::nonNull)
                .flatMap(connection -> Stream.of(
                        connection.url(),
                        connection.host(),
                        connection.port(),
                        connection.database(),
                        connection.user(),
                        connection.password()))
                .filter(Objects::nonNull)
                .map(source)
                .filter(Objects::nonNull);
    }

    Backups backups() {
        return new Backups(stores(), session.events(), session.stopped(), Clock.systemUTC(), session.environment());
    }

    KeptBackups kept() {
        return new KeptBackups(
                stores(),
                session.events(),
                session.stopped(),
                Clock.systemUTC(),
                session.environment(),
                session.backupPolicy());
    }

    /** The release as helm keeps it now, for the backup of its Secrets. */
    private ReleaseState releaseState() {
        RevisionMeta deployed = session.releases()
                .history()
                .deployed()
                .orElseThrow(() -> RunException.usage("nothing is deployed, so there are no Secrets to back up"));
        JsonNode raw = session.helmReleases()
                .raw(deployed)
                .orElseThrow(
                        () -> RunException.failed("revision " + deployed.revision() + " has just gone; try again"));
        List<String> manifests = new ArrayList<>();
        manifests.add(raw.path("manifest").asText());
        raw.path("hooks").forEach(hook -> manifests.add(hook.path("manifest").asText()));
        return new ReleaseState(
                session.releaseIdentity(),
                session.config().namespace(),
                session.config().release(),
                deployed.revision(),
                raw.at("/chart/metadata/name").asText() + "-"
                        + raw.at("/chart/metadata/version").asText(),
                session.helmReleases().objects(),
                manifests,
                raw.path("config").isObject() ? raw.path("config").toString() : "{}");
    }

    BackupRequest request(Database database, Settings settings) {
        return new BackupRequest(database, new Addresses(settings));
    }

    @Override
    public Optional<String> identity(Database database, JsonNode liveValues) {
        Addresses addresses = new Addresses(session.settings(liveValues));
        if (database.kind() == Database.Kind.secrets && database.method() == Database.Method.dump) {
            return Optional.of(session.releaseIdentity() + "/"
                    + session.config().namespace() + "/" + session.config().release());
        }
        if (database.kind() == Database.Kind.mongodb
                && Set.of(Database.Method.dump, Database.Method.exec, Database.Method.job)
                        .contains(database.method())) {
            return Optional.of(MongoDump.identity(addresses.mongo(database)));
        }
        if (database.kind() == Database.Kind.redis && database.method() == Database.Method.dump) {
            return Optional.of(RedisDump.identity(addresses.redis(database)));
        }
        if (database.kind() != Database.Kind.postgres || database.connection() == null) {
            return Optional.empty(); // what keeps its backup compares it when that is looked up
        }
        DatabaseAddress address = addresses.of(database);
        return Optional.of(postgres.server(address) + "/" + address.database());
    }

    @Override
    public Optional<String> defect(BackupEntry backup) {
        return backups().defect(backup);
    }

    @Override
    public List<String> firstColumn(String database, String query, Duration timeout) {
        return postgres.firstColumn(address(database), query);
    }

    @Override
    public RedisConnection open(String check, RedisCheck server) {
        Addresses addresses = new Addresses(session.settings());
        return RedisConnection.open(
                server.connection() == null
                        ? addresses.redis(declared(server.database()))
                        : addresses.redis(check, server.connection(), "checks." + check + ".redis.connection"));
    }

    /** The schema's version, where a query for it is declared, and a hash of the catalog. */
    Optional<String> schema(Database database) {
        if (database.kind() != Database.Kind.postgres) {
            return Optional.empty();
        }
        try {
            DatabaseAddress address = address(database.name());
            String catalog = "catalog " + SchemaHash.of(postgres, address).substring(0, 12);
            return Optional.of(
                    database.schemaVersion() == null
                            ? catalog
                            : postgres.singleValue(address, database.schemaVersion())
                                            .map(version -> "version " + version)
                                            .orElse("no version")
                                    + ", " + catalog);
        } catch (RunException e) {
            session.events().fact("schema", database.name() + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    private DatabaseAddress address(String name) {
        return new Addresses(session.settings()).of(declared(name));
    }

    private Database declared(String name) {
        return session.config().databases().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> RunException.usage("database " + name + " is not declared in ratchet.yaml"));
    }
}
