package io.jenkins.plugins.ratchet.diagnosis.project;

import io.jenkins.plugins.ratchet.compose.Engine;
import io.jenkins.plugins.ratchet.compose.ProjectReleases;
import io.jenkins.plugins.ratchet.diagnosis.Collector;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import io.jenkins.plugins.ratchet.diagnosis.Observed;
import io.jenkins.plugins.ratchet.event.Redaction;
import java.time.Duration;

/** Collects what a project of docker compose shows of a failure. */
public final class ProjectCollector implements Collector {
    private final Means means;

    /**
     * What it reads by.
     *
     * @param project name of the project
     * @param migration service that migrates; null where there is none
     * @param redaction learns what the project's variables and files hold as secrets
     */
    public record Means(
            Engine engine, ProjectReleases releases, String project, String migration, Redaction redaction) {}

    public ProjectCollector(Means means) {
        this.means = means;
    }

    @Override
    public Observed collect(Incident incident, Duration limit) {
        return new ProjectReading(means, incident).within(limit);
    }
}
