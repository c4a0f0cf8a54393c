package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.diagnosis.Collector;
import io.jenkins.plugins.ratchet.helm.Releases;
import io.jenkins.plugins.ratchet.plan.OutlookReader;
import io.jenkins.plugins.ratchet.record.RecordHome;
import io.jenkins.plugins.ratchet.registry.ImageLookup;
import io.jenkins.plugins.ratchet.restore.ProjectMeans;
import io.jenkins.plugins.ratchet.upgrade.Installer;
import io.jenkins.plugins.ratchet.upgrade.Site;
import java.util.List;

/** The parts of a session that differ between the ways in which products are installed. */
interface Installation {

    static Installation of(Session session) {
        return switch (session.config().installer()) {
            case helm -> new HelmInstallation(session);
            case kots -> new KotsInstallation(session);
            case terraform -> new TerraformInstallation(session);
            case compose -> new ComposeInstallation(session);
        };
    }

    /** Whether the product runs in a cluster. */
    static boolean inCluster(Config config) {
        return switch (config.installer()) {
            case helm, kots, terraform -> true;
            case compose -> false;
        };
    }

    RecordHome home();

    Releases releases();

    Site site();

    /** Reads what the place shows of a failure. */
    Collector evidence();

    /** What brings the version to go to, and moves the release there. */
    Installer installer();

    /** What a restore drives a project of docker compose with; null in a cluster. */
    default ProjectMeans project() {
        return null;
    }

    /**
     * What a plan shows beside the live state, a line each.
     *
     * @param registries asked for images; null where they are not to be
     */
    List<OutlookReader> outlookReaders(ImageLookup registries);
}
