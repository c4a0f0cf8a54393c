package io.jenkins.plugins.ratchet.backup.postgres;

import io.fabric8.kubernetes.api.model.Pod;
import io.jenkins.plugins.ratchet.backup.BackupContext;
import io.jenkins.plugins.ratchet.backup.BackupFiles;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.RunningClient;
import io.jenkins.plugins.ratchet.backup.SpaceNeed;
import io.jenkins.plugins.ratchet.backup.Store;
import io.jenkins.plugins.ratchet.backup.job.DumpProgram;
import io.jenkins.plugins.ratchet.backup.job.FetchedDump;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import io.jenkins.plugins.ratchet.backup.job.JobMeans;
import io.jenkins.plugins.ratchet.backup.job.JobRun;
import io.jenkins.plugins.ratchet.config.JobSettings;
import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** pg_dump in a Job of the cluster, which leaves its custom format on a claim or a remote of rclone. */
final class JobDumper implements Dumper {
    private static final String COMPRESSION = "gzip:1";
    private static final String FUNCTIONS = functions();

    private final BackupContext context;
    private final JobMeans means;
    private final DatabaseAddress address;
    private final JobSettings settings;
    private final long bytes;
    private final FetchedDump fetcher;
    private JobRun run;

    /**
     * @param address as this machine reaches the server
     * @param bytes an upper estimate of the dump's size
     */
    JobDumper(BackupContext context, JobMeans means, DatabaseAddress address, JobSettings settings, long bytes) {
        this.context = context;
        this.means = means;
        this.address = address;
        this.settings = settings;
        this.bytes = bytes;
        this.fetcher = new FetchedDump(context, means, address.name());
    }

    @Override
    public BackupManifest.Client client() {
        return new BackupManifest.Client("pg_dump", run.version(), COMPRESSION, 1);
    }

    @Override
    public String description() {
        return "pg_dump in a Job of " + settings.image() + ", to " + FetchedDump.words(settings);
    }

    @Override
    public RunningClient start(BackupFiles files, String snapshot) {
        Map<String, String> environment = new TreeMap<>(Postgres.environment(inCluster()));
        Map<String, String> secrets = new TreeMap<>();
        Optional.ofNullable(environment.remove("PGPASSWORD"))
                .ifPresent(password -> secrets.put("PGPASSWORD", password));
        environment.put("RATCHET_SNAPSHOT", snapshot);
        run = JobRun.start(
                context,
                means,
                settings,
                address.name(),
                new DumpProgram(FUNCTIONS, DUMP, "pg_dump", environment, secrets, bytes));
        return run;
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
    public Optional<JobDump> elsewhere() {
        return Optional.ofNullable(run).map(JobRun::dump);
    }

    @Override
    public boolean keepsElsewhere() {
        return true;
    }

    @Override
    public Here here(java.nio.file.Path ignored) throws IOException {
        return Here.of(fetcher.fetch(run.dump(), "proof"));
    }

    @Override
    public List<SpaceNeed> spaceNeeds(long bytes) {
        return List.of(new SpaceNeed(
                FetchedDump.parent(context), bytes, "the dump of " + address.name() + " while it is proven"));
    }

    /** Nobody would ever look for it. */
    @Override
    public void discard() {
        elsewhere().ifPresent(fetcher::discard);
    }

    @Override
    public List<Store.Leftovers> leftovers() {
        return fetcher.leftovers(means.namespace(), settings);
    }

    private static String functions() {
        try (InputStream in = JobDumper.class.getResourceAsStream("job-dump.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
