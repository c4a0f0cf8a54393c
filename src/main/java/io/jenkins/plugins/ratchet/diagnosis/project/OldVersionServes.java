package io.jenkins.plugins.ratchet.diagnosis.project;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import io.jenkins.plugins.ratchet.diagnosis.Observed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Services of the version before still run, on the schema of the new one. */
public final class OldVersionServes extends ProjectPattern {
    @Override
    public String id() {
        return "old-version-serving";
    }

    @Override
    public String purpose() {
        return "The migration of the newest version is complete, and services still run an older image, or one that somebody"
                + " went back to by hand.";
    }

    @Override
    Optional<Cause> in(ProjectFacts project, Observed observed) {
        Incident incident = observed.incident();
        boolean wentBack = incident.revision() != null && incident.revision().rollback();
        if (wentBack || project.older().isEmpty() || !migrated(incident)) {
            return Optional.empty();
        }
        List<String> evidence = new ArrayList<>();
        new TreeMap<>(project.older())
                .forEach((service, image) -> evidence.add("service " + service + " runs " + image + ", version "
                        + project.version() + " was to bring "
                        + project.service(service)
                                .map(ProjectFacts.Service::image)
                                .orElse("another image")));
        incident.schemaAfter().forEach((database, state) -> evidence.add("database " + database + " is at " + state));
        return cause(
                "services of an older version run on the schema of version " + project.version(),
                evidence,
                "where one of them is not ready, the schema or the streams of Redis may no longer be what it expects: do not"
                        + " wait for it, and change neither to suit it",
                "bring them to the new version: mend what keeps it from rolling them, then `ratchet upgrade` again; what is not"
                        + " rolled yet is rolled then");
    }

    private static boolean migrated(Incident incident) {
        boolean changed = incident.schemaAfter().entrySet().stream()
                .anyMatch(entry -> incident.schemaBefore().containsKey(entry.getKey())
                        && !entry.getValue().equals(incident.schemaBefore().get(entry.getKey())));
        return changed
                || !incident.hooks().isEmpty() && incident.hooks().stream().allMatch(JobOutcome::complete);
    }
}
