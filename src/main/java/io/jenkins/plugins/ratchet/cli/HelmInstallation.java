package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.plan.ChangesReader;
import io.jenkins.plugins.ratchet.plan.OutlookReader;
import io.jenkins.plugins.ratchet.plan.change.ChangeInspector;
import io.jenkins.plugins.ratchet.plan.path.PathReader;
import io.jenkins.plugins.ratchet.plan.path.TargetChart;
import io.jenkins.plugins.ratchet.registry.ImageLookup;
import io.jenkins.plugins.ratchet.upgrade.HelmInstaller;
import io.jenkins.plugins.ratchet.upgrade.Installer;
import java.util.List;

/** Ratchet runs helm itself. */
final class HelmInstallation extends ClusterInstallation {

    HelmInstallation(Session session) {
        super(session);
    }

    @Override
    public Installer installer() {
        TargetChart charts = new TargetChart(
                session.config(), session.directory(), session.work(), session::helm, session.released());
        return new HelmInstaller(
                session.config(), session.directory(), session::helm, charts, releases(), session.events());
    }

    @Override
    List<OutlookReader> ownReaders(ImageLookup registries) {
        return List.of(
                new PathReader(session.released()),
                new ChangesReader(
                        new ChangeInspector(session.cluster(), session::helm, registries),
                        releases(),
                        session.directory()));
    }
}
