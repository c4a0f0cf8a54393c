package io.jenkins.plugins.ratchet.backup.mongo;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.SpaceNeed;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.job.DumpJob;
import io.jenkins.plugins.ratchet.backup.job.FetchedDump;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** mongodump in a Job of the cluster, which leaves its archive on a claim. */
final class JobDumper implements Dumper {
    private static final String SCRIPT = script();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final BackupContext context;
    private final Cluster cluster;
    private final String namespace;
    private final MongoAddress address;
    private final JobSettings settings;
    private final Map<String, String> labels;
    private final FetchedDump fetcher;
    private JobDump dump;
    private String version = "unknown";

    /** @param address as this machine reaches the server */
    JobDumper(
            BackupContext context,
            Cluster cluster,
            String namespace,
            String release,
            MongoAddress address,
            JobSettings settings) {
        this.context = context;
        this.cluster = cluster;
        this.namespace = namespace;
        this.address = address;
        this.settings = settings;
        this.labels = DumpJob.labels(release, address.name());
        this.fetcher = new FetchedDump(context, cluster, release, address.name());
    }

    @Override
    public BackupManifest.Client client() {
        return new BackupManifest.Client(
                "mongodump", version, "gzip", context.policy().jobs());
    }

    @Override
    public String description() {
        return "mongodump in a Job of " + settings.image() + ", onto the claim " + settings.claim();
    }

    @Override
    public boolean keepsElsewhere() {
        return true;
    }

    @Override
    public JobDump take() {
        String random = String.format("%08x", RANDOM.nextInt());
        String directory = DumpJob.plain(context.upgrade()) + "-" + random + "." + address.name();
        String name = DumpJob.name(address.name(), random);
        Map<String, String> environment = new TreeMap<>();
        environment.put("RATCHET_ROOT", settings.mountPath());
        environment.put("RATCHET_DIRECTORY", directory);
        environment.put("RATCHET_NAME", address.name());
        environment.put("RATCHET_DATABASE", address.database());
        environment.put("RATCHET_PARALLEL", context.policy().jobs().toString());
        environment.put(
                "RATCHET_PROGRAM",
                settings.programs() == null ? "mongodump" : settings.programs().replaceAll("/+$", "") + "/mongodump");
        String purpose = "database " + address.name() + ": the dump failed";
        try (DumpJob job = DumpJob.start(
                cluster,
                new DumpJob.Plan(
                        namespace, name, labels, settings, SCRIPT, environment, Map.of("RATCHET_CONFIG", config())),
                context.stop())) {
            context.events().fact("backup", address.name() + ": Job " + name + " dumps");
            job.awaitSuccess(purpose);
            DumpJob.Left left = job.left(purpose);
            version = left.version();
            dump = new JobDump(
                    namespace,
                    settings,
                    settings.mountPath() + "/" + directory + "/" + ARCHIVE,
                    left.bytes(),
                    left.sha256());
            return dump;
        }
    }

    /** The connection string as the Job reaches the server, in the YAML that mongodump reads. */
    private String config() {
        try {
            return "uri: " + Json.mapper().writeValueAsString(inCluster().uri(true, false));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MongoAddress inCluster() {
        if (settings.host() == null && address.pod() == null) {
            return address;
        }
        String host = settings.host() == null ? podAddress() : settings.host();
        int port = settings.port() != null
                ? settings.port()
                : address.pod() == null ? 27017 : address.pod().port();
        return new MongoAddress(
                address.name(),
                false,
                List.of(host + ":" + port),
                address.database(),
                address.user(),
                address.password(),
                address.options(),
                address.sslmode(),
                null,
                null);
    }

    private String podAddress() {
        Pod pod = cluster.client()
                .pods()
                .inNamespace(namespace)
                .withName(address.pod().name())
                .get();
        if (pod == null || pod.getStatus() == null || pod.getStatus().getPodIP() == null) {
            throw RunException.unavailable("database " + address.name() + ": pod "
                    + address.pod().name() + " has no address; name a host at job.host");
        }
        return pod.getStatus().getPodIP();
    }

    @Override
    public ArchiveSource taken() {
        return new FetchedArchive(fetcher, dump, "proof");
    }

    @Override
    public void discard() {
        fetcher.discard(dump);
    }

    @Override
    public List<SpaceNeed> spaceNeeds(long bytes) {
        return List.of(new SpaceNeed(
                FetchedDump.parent(context), bytes, "the archive of " + address.name() + " while it is proven"));
    }

    @Override
    public List<Store.Leftovers> leftovers() {
        return fetcher.leftovers(namespace);
    }

    @Override
    public void dump(OutputStream to) {
        throw new UnsupportedOperationException("it stays on the claim");
    }

    private static String script() {
        try (InputStream in = JobDumper.class.getResourceAsStream("job-dump.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
