package io.jenkins.plugins.ratchet.plan.change;

import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.ArrayList;
import java.util.List;

/** Judges what was found about values: each rule says it in one finding, the rest is in the tables. */
final class ValuesReview {
    private static final int MOST = 6;

    private ValuesReview() {}

    static List<Finding> defaults(List<DefaultChange> changes) {
        List<Finding> findings = new ArrayList<>();
        List<String> obsolete = changes.stream()
                .filter(DefaultChange::obsoletesOverride)
                .map(change -> change.key()
                        + switch (change.kind()) {
                            case RENAMED -> " (likely " + change.to() + " now)";
                            case RETYPED -> " (another type)";
                            default -> " (removed)";
                        })
                .toList();
        if (!obsolete.isEmpty()) {
            findings.add(Concern.OVERRIDE_OBSOLETE.warn(
                    "the target chart does not know keys that you override as they were: " + Words.some(obsolete, MOST),
                    "overrides that the chart still reads",
                    "move them to the chart's new keys in the values files"));
        }
        List<String> watched = keys(changes.stream()
                .filter(change -> change.watched() && !change.obsoletesOverride())
                .toList());
        if (!watched.isEmpty()) {
            findings.add(Concern.DEFAULT_CHANGED.warn(
                    "defaults changed that the vendor asks to look at: " + Words.some(watched, MOST),
                    "values that fit the new defaults",
                    "compare them with your values"));
        }
        List<String> overridden = keys(changes.stream()
                .filter(change -> change.overridden() && !change.watched() && !change.obsoletesOverride())
                .toList());
        if (!overridden.isEmpty()) {
            findings.add(Concern.DEFAULT_CHANGED.info(
                    "defaults changed of keys that you override: " + Words.some(overridden, MOST)));
        }
        return findings;
    }

    static List<Finding> values(List<ValueChange> changes) {
        List<String> lost = changes.stream()
                .filter(change -> change.kind() == ValueChange.Kind.LOST)
                .map(ValueChange::key)
                .toList();
        return lost.isEmpty()
                ? List.of()
                : List.of(Concern.VALUES_LOST.warn(
                        "live values that no values file has, so that the upgrade would drop them: "
                                + Words.some(lost, MOST),
                        "values files that say all that is live",
                        "add them to a values file, or leave them out on purpose"));
    }

    static List<Finding> oldVersions(List<String> places) {
        return places.isEmpty()
                ? List.of()
                : List.of(Concern.OLD_VERSION_IN_VALUES.warn(
                        "the values hold on to the version that is left: " + Words.some(places, MOST),
                        "values that contain only the changes that you want",
                        "remove them from the values files, so that the chart's own apply"));
    }

    static List<Finding> schema(List<String> violations) {
        return violations.isEmpty()
                ? List.of()
                : List.of(Concern.VALUES_SCHEMA.block(
                        "the values do not fit the chart's schema: " + Words.some(violations, MOST),
                        "values that fit values.schema.json of the target chart",
                        "correct them in the values files"));
    }

    private static List<String> keys(List<DefaultChange> changes) {
        return changes.stream().map(DefaultChange::key).toList();
    }
}
