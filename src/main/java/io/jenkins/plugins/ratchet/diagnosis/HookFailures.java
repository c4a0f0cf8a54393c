package io.jenkins.plugins.ratchet.diagnosis;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Hook Jobs that failed, told apart by what they left in the databases. */
final class HookFailures {
    private HookFailures() {}

    /** What a failed migration left. */
    enum Left {
        NOTHING,
        SOMETHING,
        UNKNOWN
    }

    /** The failed Jobs and the schema states that tell; empty where no Job failed or the databases say otherwise. */
    static List<String> evidence(Observed observed, Left wanted) {
        List<JobOutcome> failed = observed.incident().hooks().stream()
                .filter(job -> job.state() == JobOutcome.State.FAILED)
                .toList();
        if (failed.isEmpty() || left(observed.incident()) != wanted) {
            return List.of();
        }
        List<String> evidence = new ArrayList<>(
                failed.stream().map(job -> words(observed.place(), job)).toList());
        evidence.addAll(schemas(observed.incident()));
        failed.forEach(job -> lastWords(observed, job).ifPresent(evidence::add));
        return evidence;
    }

    static String words(Place place, JobOutcome job) {
        return place.migration(job.name(), job.hook()) + " is "
                + job.state().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (job.message() == null ? "" : ": " + Words.line(job.message()));
    }

    /** One database that changed is enough; one that nobody could read leaves the others' word in doubt. */
    static Left left(Incident incident) {
        Map<String, String> before = incident.schemaBefore();
        Map<String, String> after = incident.schemaAfter();
        boolean changed = before.entrySet().stream()
                .anyMatch(entry -> after.containsKey(entry.getKey())
                        && !after.get(entry.getKey()).equals(entry.getValue()));
        if (changed) {
            return Left.SOMETHING;
        }
        return before.isEmpty() || !after.keySet().containsAll(before.keySet()) ? Left.UNKNOWN : Left.NOTHING;
    }

    static List<String> schemas(Incident incident) {
        TreeSet<String> names = new TreeSet<>(incident.schemaBefore().keySet());
        names.addAll(incident.schemaAfter().keySet());
        return names.stream()
                .map(name -> {
                    String before = incident.schemaBefore().getOrDefault(name, "not read");
                    String after = incident.schemaAfter().getOrDefault(name, "not read");
                    return "database " + name + ": " + before
                            + (before.equals(after) ? ", as before the upgrade" : " before the upgrade, now " + after);
                })
                .toList();
    }

    private static Optional<String> lastWords(Observed observed, JobOutcome job) {
        if (!job.log().isEmpty()) {
            return Optional.of(job.name() + " printed last: "
                    + Words.line(job.log().get(job.log().size() - 1)));
        }
        return observed.logs().stream()
                .filter(log -> observed.place().ofMigration(log.owner(), job.name())
                        && !log.lines().isEmpty())
                .map(log -> log.where() + " printed last: "
                        + Words.line(log.lines().get(log.lines().size() - 1)))
                .reduce((older, newer) -> newer);
    }
}
