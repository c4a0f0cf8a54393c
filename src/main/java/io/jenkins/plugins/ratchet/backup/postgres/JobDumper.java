package io.jenkins.plugins.ratchet.backup.postgres;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.RunningClient;
import io.jenkins.plugins.ratchet.backup.SpaceNeed;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.job.DumpJob;
import io.jenkins.plugins.ratchet.backup.job.FetchedDump;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** pg_dump in a Job of the cluster, which leaves its custom format on a claim. */
final class JobDumper implements Dumper {
    private static final String COMPRESSION = "gzip:1";
    private static final String SCRIPT = script();
    private static final SecureRandom RANDOM = new SecureRandom();

    private final BackupContext context;
    private final Cluster cluster;
    private final String namespace;
    private final String release;
    private final DatabaseAddress address;
    private final JobSettings settings;
    private JobDump dump;
    private String version = "unknown";

    /** @param address as this machine reaches the server */
    JobDumper(
            BackupContext context,
            Cluster cluster,
            String namespace,
            String release,
            DatabaseAddress address,
            JobSettings settings) {
        this.context = context;
        this.cluster = cluster;
        this.namespace = namespace;
        this.release = release;
        this.address = address;
        this.settings = settings;
    }

    @Override
    public BackupManifest.Client client() {
        return new BackupManifest.Client("pg_dump", version, COMPRESSION, 1);
    }

    @Override
    public String description() {
        return "pg_dump in a Job of " + settings.image() + ", onto the claim " + settings.claim();
    }

    @Override
    public RunningClient start(BackupFiles files, String snapshot) {
        String random = String.format("%08x", RANDOM.nextInt());
        String directory = DumpJob.plain(context.upgrade()) + "-" + random + "." + address.name();
        Map<String, String> environment = new TreeMap<>(Postgres.environment(inCluster()));
        Map<String, String> secrets = new TreeMap<>();
        Optional.ofNullable(environment.remove("PGPASSWORD"))
                .ifPresent(password -> secrets.put("PGPASSWORD", password));
        environment.put("LC_ALL", "C");
        environment.put("RATCHET_ROOT", settings.mountPath());
        environment.put("RATCHET_DIRECTORY", directory);
        environment.put("RATCHET_DATABASE", address.name());
        environment.put("RATCHET_SNAPSHOT", snapshot);
        environment.put(
                "RATCHET_PROGRAM",
                settings.programs() == null ? "pg_dump" : settings.programs().replaceAll("/+$", "") + "/pg_dump");
        DumpJob job = DumpJob.start(
                cluster,
                new DumpJob.Plan(
                        namespace,
                        DumpJob.name(address.name(), random),
                        DumpJob.labels(release, address.name()),
                        settings,
                        SCRIPT,
                        environment,
                        secrets),
                context.stop());
        context.events().fact("backup", address.name() + ": Job " + DumpJob.name(address.name(), random) + " dumps");
        return new Running(job, settings.mountPath() + "/" + directory + "/" + DUMP);
    }

    /** As the Job reaches the server. */
    private DatabaseAddress inCluster() {
        String host = settings.host() != null ? settings.host() : address.pod() == null ? address.host() : podAddress();
        int port = settings.port() != null ? settings.port() : address.namedPort();
        return new DatabaseAddress(
                address.name(),
                host,
                port,
                address.database(),
                address.user(),
                address.password(),
                address.sslmode(),
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

    /** Remembers what the Job left, before its log goes with it. */
    private final class Running implements RunningClient {
        private final DumpJob job;
        private final String file;

        Running(DumpJob job, String file) {
            this.job = job;
            this.file = file;
        }

        @Override
        public boolean running() {
            return job.running();
        }

        @Override
        public void awaitSuccess(String purpose) {
            job.awaitSuccess(purpose);
            DumpJob.Left left = job.left(purpose);
            version = left.version();
            dump = new JobDump(namespace, settings, file, left.bytes(), left.sha256());
        }

        @Override
        public void close() {
            job.close();
        }
    }

    @Override
    public Optional<JobDump> elsewhere() {
        return Optional.ofNullable(dump);
    }

    @Override
    public boolean keepsElsewhere() {
        return true;
    }

    @Override
    public Here here(java.nio.file.Path ignored) throws IOException {
        return Here.of(new FetchedDump(context, cluster, release, address.name()).fetch(dump, "proof"));
    }

    @Override
    public List<SpaceNeed> spaceNeeds(long bytes) {
        return List.of(new SpaceNeed(
                FetchedDump.parent(context), bytes, "the dump of " + address.name() + " while it is proven"));
    }

    /** Nobody would ever look for it. */
    @Override
    public void discard() {
        if (dump == null) {
            return;
        }
        new FetchedDump(context, cluster, release, address.name()).discard(dump);
    }

    @Override
    public List<Store.Leftovers> leftovers() {
        return new FetchedDump(context, cluster, release, address.name()).leftovers(namespace);
    }

    private static String script() {
        try (InputStream in = JobDumper.class.getResourceAsStream("job-dump.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
