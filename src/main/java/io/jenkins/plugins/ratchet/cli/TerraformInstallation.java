package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.plan.ChangesReader;
import io.jenkins.plugins.ratchet.plan.OutlookReader;
import io.jenkins.plugins.ratchet.plan.change.ChangeInspector;
import io.jenkins.plugins.ratchet.plan.path.PathReader;
import io.jenkins.plugins.ratchet.plan.path.TargetChart;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformReader;
import io.jenkins.plugins.ratchet.registry.ImageLookup;
import io.jenkins.plugins.ratchet.terraform.Terraform;
import io.jenkins.plugins.ratchet.upgrade.Installer;
import io.jenkins.plugins.ratchet.upgrade.TerraformInstaller;
import java.nio.file.Path;
import java.util.List;

/** Terraform's provider runs helm, when Terraform applies a plan. */
final class TerraformInstallation extends ClusterInstallation {
    private Terraform terraform;

    TerraformInstallation(Session session) {
        super(session);
    }

    @Override
    public Installer installer() {
        TargetChart charts = new TargetChart(
                session.config(), session.directory(), session.work(), session::helm, session.released());
        return new TerraformInstaller(
                session.config(),
                session.directory(),
                this::terraform,
                charts,
                savedPlan(),
                releases(),
                session.events(),
                session.stopped());
    }

    /** The values are Terraform's, and its plan holds them. */
    @Override
    List<OutlookReader> ownReaders(ImageLookup registries) {
        TerraformReader reader =
                new TerraformReader(this::terraform, savedPlan(), session.redaction(), session.events());
        return List.of(
                new PathReader(session.released()),
                reader,
                new ChangesReader(
                        new ChangeInspector(session.cluster(), session::helm, registries),
                        releases(),
                        session.directory(),
                        reader::values));
    }

    private Path savedPlan() {
        return session.work().resolve("terraform.plan");
    }

    private Terraform terraform() {
        if (terraform == null) {
            terraform = Terraform.find(
                    session.config().terraform(), session.directory(), session.environment(), session.stopped());
        }
        return terraform;
    }
}
