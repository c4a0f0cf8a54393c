package io.jenkins.plugins.ratchet.backup.mongo;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.SpaceNeed;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.job.DumpProgram;
import io.jenkins.plugins.ratchet.backup.job.FetchedDump;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import io.jenkins.plugins.ratchet.backup.job.JobMeans;
import io.jenkins.plugins.ratchet.backup.job.JobRun;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.database.MongoAddress;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** mongodump in a Job of the cluster, which leaves its archive on a claim or a remote of rclone. */
final class JobDumper implements Dumper {
    private static final String FUNCTIONS = functions();

    private final BackupContext context;
    private final JobMeans means;
    private final MongoAddress address;
    private final JobSettings settings;
    private final long bytes;
    private final FetchedDump fetcher;
    private JobDump dump;
    private String version;

    /**
     * @param address as this machine reaches the server
     * @param bytes an upper estimate of the archive's size
     */
    JobDumper(BackupContext context, JobMeans means, MongoAddress address, JobSettings settings, long bytes) {
        this.context = context;
        this.means = means;
        this.address = address;
        this.settings = settings;
        this.bytes = bytes;
        this.fetcher = new FetchedDump(context, means, address.name());
    }

    @Override
    public BackupManifest.Client client() {
        return new BackupManifest.Client(
                "mongodump", version, "gzip", context.policy().jobs());
    }

    @Override
    public String description() {
        return "mongodump in a Job of " + settings.image() + ", to " + FetchedDump.words(settings);
    }

    @Override
    public boolean keepsElsewhere() {
        return true;
    }

    @Override
    public JobDump take() {
        Map<String, String> environment = new TreeMap<>();
        environment.put("RATCHET_DATABASE", address.database());
        environment.put("RATCHET_PARALLEL", context.policy().jobs().toString());
        DumpProgram program = new DumpProgram(
                FUNCTIONS, ARCHIVE, "mongodump", environment, Map.of("RATCHET_CONFIG", config()), bytes);
        try (JobRun run = JobRun.start(context, means, settings, address.name(), program)) {
            run.awaitSuccess("database " + address.name() + ": the dump failed");
            version = run.version();
            dump = run.dump();
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
        Pod pod = means.cluster()
                .client()
                .pods()
                .inNamespace(means.namespace())
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
        return fetcher.leftovers(means.namespace(), settings);
    }

    @Override
    public void dump(OutputStream to) {
        throw new UnsupportedOperationException("it stays elsewhere");
    }

    private static String functions() {
        try (InputStream in = JobDumper.class.getResourceAsStream("job-dump.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
