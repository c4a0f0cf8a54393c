package io.jenkins.plugins.ratchet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.backup.secrets.ProjectSecretFiles;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.ConfigLoader;
import io.jenkins.plugins.ratchet.diagnosis.Collector;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import io.jenkins.plugins.ratchet.helm.Releases;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Inspector;
import io.jenkins.plugins.ratchet.plan.Rules;
import io.jenkins.plugins.ratchet.plan.change.ChangeInspector;
import io.jenkins.plugins.ratchet.record.LockHeldException;
import io.jenkins.plugins.ratchet.record.RecordHome;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.registry.ImageLookup;
import io.jenkins.plugins.ratchet.released.ReleasedVersions;
import io.jenkins.plugins.ratchet.restore.ProjectMeans;
import io.jenkins.plugins.ratchet.upgrade.InCluster;
import io.jenkins.plugins.ratchet.upgrade.Installer;
import io.jenkins.plugins.ratchet.upgrade.Site;
import io.jenkins.plugins.ratchet.upgrade.UpgradeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** One run of one command against one release: everything that it needs, opened once and closed at the end. */
final class Session implements AutoCloseable {
    private final CommonOptions options;
    private final Map<String, String> environment;
    private final Events events;
    private final Redaction redaction;
    private final BooleanSupplier stopped;
    private final Path directory;
    private final Config config;
    private final Cluster cluster;
    private final Path work;
    private final ReleasedVersions released;
    private final Installation installation;
    private Helm helm;

    Session(
            CommonOptions options,
            List<String> helmArgs,
            Map<String, String> environment,
            Events events,
            Redaction redaction,
            BooleanSupplier stopped) {
        this.options = options;
        this.environment = environment;
        this.events = events;
        this.redaction = redaction;
        this.stopped = stopped;
        Path file = options.config.toAbsolutePath().normalize();
        this.directory = file.getParent();
        this.config = new ConfigLoader(Rules.waivableIds())
                .load(options.config, options.overrides(helmArgs))
                .allowing(options.waivers());
        this.cluster =
                Installation.inCluster(config) ? Cluster.connect(options.kubeconfig, config.kubeContext()) : null;
        try {
            this.work = Files.createTempDirectory("ratchet");
        } catch (IOException e) {
            throw RunException.unavailable("no temporary directory can be made: " + e.getMessage(), e);
        }
        this.released = new ReleasedVersions(config, directory, work, this::helm, environment);
        this.installation = Installation.of(this);
    }

    Config config() {
        return config;
    }

    Path directory() {
        return directory;
    }

    /** A directory of this run, removed at its end. */
    Path work() {
        return work;
    }

    ReleasedVersions released() {
        return released;
    }

    /** @throws RunException as a usage error where the product runs without one */
    Cluster cluster() {
        if (cluster == null) {
            throw RunException.usage("this needs a cluster, and with installer: " + config.installer()
                    + " the product runs without one");
        }
        return cluster;
    }

    boolean inCluster() {
        return cluster != null;
    }

    Releases releases() {
        return installation.releases();
    }

    /** The release as helm keeps it. */
    ReleaseStore helmReleases() {
        cluster();
        return (ReleaseStore) installation.releases();
    }

    /** Where the product runs without a cluster. */
    ProjectSecretFiles projectSecrets() {
        return ((ComposeInstallation) installation).secrets();
    }

    RecordHome home() {
        return installation.home();
    }

    RecordStore records() {
        return home().records();
    }

    Site site() {
        return installation.site();
    }

    Collector evidence() {
        return installation.evidence();
    }

    Installer installer() {
        return installation.installer();
    }

    /** Null in a cluster. */
    ProjectMeans project() {
        return installation.project();
    }

    Events events() {
        return events;
    }

    Map<String, String> environment() {
        return environment;
    }

    Redaction redaction() {
        return redaction;
    }

    BooleanSupplier stopped() {
        return stopped;
    }

    /** Found when first asked for: not every command needs helm. */
    Helm helm() {
        if (helm == null) {
            helm = Helm.find(options.helm, environment, cluster);
        }
        return helm;
    }

    String startedBy() {
        return StartedBy.find(options.startedBy, environment);
    }

    Inspector inspector() {
        return inspector(null);
    }

    /** @param registries as {@link ChangeInspector} asks them for images; null where it is not to */
    Inspector inspector(ImageLookup registries) {
        return new Inspector(
                config, releases(), home(), site()::activeJobs, environment, installation.outlookReaders(registries));
    }

    boolean installedBy(Config.Installer installer) {
        return config.installer() == installer;
    }

    /** Settings over the values of the deployed revision. */
    Settings settings(JsonNode liveValues) {
        return new Settings(directory, environment, cluster, config.namespace(), liveValues, redaction);
    }

    /** Settings over the values that are live right now. */
    Settings settings() {
        JsonNode live = releases()
                .history()
                .deployed()
                .flatMap(releases()::load)
                .map(Release::values)
                .orElse(MissingNode.getInstance());
        return settings(live);
    }

    /** How backups name this release: the uid tells it from one of the same name in another cluster. */
    String releaseIdentity() {
        return config.namespace() + "/" + config.release() + "#"
                + home().uid().orElseThrow(() -> RunException.unavailable("the record of the release has gone"));
    }

    /** The configuration's, with its paths where the file says that they are. */
    BackupPolicy backupPolicy() {
        return config.backups().below(directory);
    }

    Databases databases() {
        return new Databases(this);
    }

    UpgradeLock lock() {
        try {
            return home().lock(startedBy());
        } catch (LockHeldException e) {
            throw new RefusedException(List.of(Rules.concurrentRun(e.holder())));
        }
    }

    UpgradeContext upgradeContext() {
        Databases databases = databases();
        return new UpgradeContext(
                inCluster() ? new InCluster(cluster, helmReleases(), this::helm) : null,
                config,
                directory,
                work,
                installer(),
                site(),
                releases(),
                records(),
                inspector(),
                databases,
                databases::schema,
                events,
                stopped);
    }

    @Override
    public void close() {
        if (cluster != null) {
            cluster.close();
        }
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            events.fact("cleanup", "temporary files stay in " + work + ": " + e.getMessage());
        }
    }
}
