package io.jenkins.plugins.ratchet.diagnosis;

import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The release went back; its databases and queues did not go with it. */
final class RolledBack implements Pattern {
    @Override
    public String id() {
        return "rolled-back";
    }

    @Override
    public String purpose() {
        return "Somebody took the release back, with helm or by hand: the older version meets the schema, and Redis's"
                + " streams, of the newer one.";
    }

    @Override
    public Optional<Cause> in(Observed observed) {
        Release release = observed.incident().revision();
        if (release == null || !release.rollback()) {
            return Optional.empty();
        }
        Upgrade upgrade = observed.incident().upgrade();
        List<String> evidence = new ArrayList<>();
        evidence.add("revision " + release.revision() + " is a rollback"
                + (release.rolledBackTo() == null ? " that failed" : " to revision " + release.rolledBackTo()) + ": "
                + release.chart() + " " + release.chartVersion());
        reached(upgrade).ifPresent(newer -> evidence.add("the last recorded upgrade went to " + newer));
        evidence.addAll(schemas(observed.incident()));
        observed.containers().stream()
                .filter(sign -> sign.running() && !sign.ready() && !sign.before())
                .map(sign -> sign.where() + ", image " + sign.image() + ", runs and is not ready")
                .forEach(evidence::add);
        return cause(
                "somebody rolled the release back, and its databases stayed where they were",
                evidence,
                "the schema, and the streams and consumer groups of Redis, may no longer be what the older version expects:"
                        + " where it does not become ready do not wait for it, and change neither to suit it",
                "find out who did it and whether data was written since; then `ratchet upgrade` to "
                        + reached(upgrade).map(ReleaseVersion::chartVersion).orElse("the newer version")
                        + " or newer, with --after-rollback " + release.revision(),
                "where the older version has to stay, take the data back too, with `ratchet restore`: it says first what would be lost");
    }

    /** Empty where nothing is recorded, or a backup alone. */
    private static Optional<ReleaseVersion> reached(Upgrade upgrade) {
        return Optional.ofNullable(upgrade).map(Upgrade::to);
    }

    private static List<String> schemas(Incident incident) {
        Map<String, String> before = incident.schemaBefore();
        List<String> lines = new ArrayList<>();
        new TreeMap<>(incident.schemaAfter()).forEach((database, state) -> {
            String then = before.get(database);
            lines.add("database " + database + " is at schema " + state
                    + (then == null
                            ? ""
                            : then.equals(state)
                                    ? ", as before the upgrade"
                                    : "; before the upgrade it was at " + then));
        });
        return lines;
    }
}
