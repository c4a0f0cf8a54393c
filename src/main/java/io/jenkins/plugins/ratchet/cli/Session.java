package io.jenkins.plugins.ratchet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.config.BackupPolicy;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.ConfigLoader;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import io.jenkins.plugins.ratchet.helm.StorageDriver;
import io.jenkins.plugins.ratchet.kots.AdminConsole;
import io.jenkins.plugins.ratchet.kots.KotsCommand;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.ChangesReader;
import io.jenkins.plugins.ratchet.plan.Inspector;
import io.jenkins.plugins.ratchet.plan.OutlookReader;
import io.jenkins.plugins.ratchet.plan.Rules;
import io.jenkins.plugins.ratchet.plan.change.ChangeInspector;
import io.jenkins.plugins.ratchet.plan.kots.KotsReader;
import io.jenkins.plugins.ratchet.plan.migration.MigrationReader;
import io.jenkins.plugins.ratchet.plan.path.KubernetesReader;
import io.jenkins.plugins.ratchet.plan.path.PathReader;
import io.jenkins.plugins.ratchet.plan.path.TargetChart;
import io.jenkins.plugins.ratchet.record.ConfigMapRecordStore;
import io.jenkins.plugins.ratchet.record.LockHeldException;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.registry.ImageLookup;
import io.jenkins.plugins.ratchet.released.ReleasedVersions;
import io.jenkins.plugins.ratchet.upgrade.HelmInstaller;
import io.jenkins.plugins.ratchet.upgrade.Installer;
import io.jenkins.plugins.ratchet.upgrade.KotsInstaller;
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
    private final ReleaseStore releases;
    private final RecordStore records;
    private final Path work;
    private final ReleasedVersions released;
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
        StorageDriver driver = StorageDriver.of(environment.get("HELM_DRIVER"));
        this.cluster = Cluster.connect(options.kubeconfig, config.kubeContext());
        this.releases = new ReleaseStore(cluster, config.namespace(), config.release(), driver);
        this.records = new ConfigMapRecordStore(cluster, config.namespace(), config.release(), redaction::redact);
        try {
            this.work = Files.createTempDirectory("ratchet");
        } catch (IOException e) {
            throw RunException.unavailable("no temporary directory can be made: " + e.getMessage(), e);
        }
        this.released = new ReleasedVersions(config, directory, work, this::helm, environment);
    }

    Config config() {
        return config;
    }

    Path directory() {
        return directory;
    }

    Cluster cluster() {
        return cluster;
    }

    ReleaseStore releases() {
        return releases;
    }

    RecordStore records() {
        return records;
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
        return new Inspector(cluster, config, releases, records, environment, outlookReaders(registries));
    }

    /** What a plan shows beside the live state, a line each. */
    private List<OutlookReader> outlookReaders(ImageLookup registries) {
        // The admin console alone knows the values that the chart will get, and where its versions come from.
        if (kots()) {
            return List.of(
                    new KubernetesReader(this::helm, work),
                    new KotsReader(console()),
                    new MigrationReader(releases, directory));
        }
        return List.of(
                new PathReader(released),
                new KubernetesReader(this::helm, work),
                new ChangesReader(new ChangeInspector(cluster, this::helm, registries), releases, directory),
                new MigrationReader(releases, directory));
    }

    /** Whether an admin console moves the release. */
    boolean kots() {
        return config.installer() == Config.Installer.kots;
    }

    AdminConsole console() {
        return new AdminConsole(
                cluster, config.namespace(), config.kots().app(), settings(MissingNode.getInstance()), redaction);
    }

    KotsCommand kotsCommand() {
        return KotsCommand.find(
                environment, cluster, config.namespace(), config.kots().app());
    }

    /** What brings the version to go to, and moves the release there. */
    Installer installer() {
        if (!kots()) {
            TargetChart charts = new TargetChart(config, directory, work, this::helm, released);
            return new HelmInstaller(config, directory, this::helm, charts, events);
        }
        return new KotsInstaller(config, console(), this::kotsCommand, releases, work, events, stopped);
    }

    /** Settings over the values of the deployed revision. */
    Settings settings(JsonNode liveValues) {
        return new Settings(directory, environment, cluster, config.namespace(), liveValues, redaction);
    }

    /** Settings over the values that are live right now. */
    Settings settings() {
        JsonNode live = releases.history()
                .deployed()
                .flatMap(releases::load)
                .map(Release::values)
                .orElse(MissingNode.getInstance());
        return settings(live);
    }

    /** How backups name this release: the uid tells it from one of the same name in another cluster. */
    String releaseIdentity() {
        return config.namespace() + "/" + config.release() + "#"
                + cluster.configMapUid(config.namespace(), ConfigMapRecordStore.objectName(config.release()))
                        .orElseThrow(() -> RunException.unavailable("the record of the release has gone"));
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
            return UpgradeLock.acquire(cluster, config.namespace(), config.release(), startedBy());
        } catch (LockHeldException e) {
            throw new RefusedException(List.of(Rules.concurrentRun(e.holder())));
        }
    }

    UpgradeContext upgradeContext() {
        Databases databases = databases();
        return new UpgradeContext(
                cluster,
                config,
                directory,
                work,
                installer(),
                this::helm,
                releases,
                records,
                inspector(),
                databases,
                databases::schema,
                events,
                stopped);
    }

    @Override
    public void close() {
        cluster.close();
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            events.fact("cleanup", "temporary files stay in " + work + ": " + e.getMessage());
        }
    }
}
