package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.diagnosis.Collector;
import io.jenkins.plugins.ratchet.diagnosis.cluster.ClusterCollector;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import io.jenkins.plugins.ratchet.helm.StorageDriver;
import io.jenkins.plugins.ratchet.plan.ClusterReader;
import io.jenkins.plugins.ratchet.plan.OutlookReader;
import io.jenkins.plugins.ratchet.plan.migration.MigrationReader;
import io.jenkins.plugins.ratchet.plan.path.KubernetesReader;
import io.jenkins.plugins.ratchet.record.ClusterHome;
import io.jenkins.plugins.ratchet.record.RecordHome;
import io.jenkins.plugins.ratchet.registry.ImageLookup;
import io.jenkins.plugins.ratchet.upgrade.ClusterSite;
import io.jenkins.plugins.ratchet.upgrade.Site;
import java.util.ArrayList;
import java.util.List;

/** A Helm release in a cluster, whoever runs helm. */
abstract class ClusterInstallation implements Installation {
    final Session session;
    private final ReleaseStore releases;
    private final RecordHome home;

    ClusterInstallation(Session session) {
        Config config = session.config();
        this.session = session;
        StorageDriver driver = StorageDriver.of(session.environment().get("HELM_DRIVER"));
        this.releases = new ReleaseStore(session.cluster(), config.namespace(), config.release(), driver);
        this.home =
                new ClusterHome(session.cluster(), config.namespace(), config.release(), session.redaction()::redact);
    }

    @Override
    public RecordHome home() {
        return home;
    }

    @Override
    public ReleaseStore releases() {
        return releases;
    }

    @Override
    public Site site() {
        return new ClusterSite(session.cluster(), session.config().namespace(), session.events());
    }

    @Override
    public Collector evidence() {
        return new ClusterCollector(session.cluster(), session.redaction());
    }

    @Override
    public List<OutlookReader> outlookReaders(ImageLookup registries) {
        List<OutlookReader> readers = new ArrayList<>();
        readers.add(new ClusterReader(session.cluster()));
        readers.add(new KubernetesReader(session::helm, session.work()));
        readers.addAll(ownReaders(registries));
        readers.add(new MigrationReader(releases, session.directory()));
        return readers;
    }

    /** What only this installer knows. */
    abstract List<OutlookReader> ownReaders(ImageLookup registries);
}
