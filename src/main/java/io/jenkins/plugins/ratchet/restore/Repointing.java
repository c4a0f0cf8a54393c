package io.jenkins.plugins.ratchet.restore;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The values that lead a release to databases that were restored elsewhere, or what a person is told to change. */
final class Repointing {
    private final boolean printOnly;
    private final String byHand;
    private final List<String> notes;

    /**
     * @param printOnly whether a person wants to change the values in any case
     * @param byHand what that person does
     * @param notes gets what the operator has to know
     */
    Repointing(boolean printOnly, String byHand, List<String> notes) {
        this.printOnly = printOnly;
        this.byHand = byHand;
        this.notes = notes;
    }

    /** What has to change; empty where a person has to change it. */
    Map<String, String> values(List<Subject> subjects, List<StoreSubject> others) {
        Map<String, String> values = new TreeMap<>();
        List<String> byHand = new ArrayList<>();
        List<Repoint> repoints = new ArrayList<>();
        subjects.forEach(subject -> repoints.add(Repoint.of(
                subject.database(),
                subject.live(),
                subject.server().withDatabase(subject.names().name()))));
        others.forEach(subject -> subject.restore()
                .move()
                .ifPresent(move -> repoints.add(Repoint.of(subject.database(), move.here(), move.there()))));
        others.forEach(subject ->
                subject.restore().byHand().forEach(text -> byHand.add("database " + subject.name() + ": " + text)));
        for (Repoint repoint : repoints) {
            repoint.values().forEach((path, value) -> {
                if (values.containsKey(path) && !values.get(path).equals(value)) {
                    byHand.add("value " + path + " would have to be " + values.get(path) + " and " + value);
                }
                values.put(path, value);
            });
            byHand.addAll(repoint.byHand());
        }
        if (byHand.isEmpty() && !printOnly) {
            notes.add("put these values into your values files too, or the next upgrade leads the release back: "
                    + shown(values));
            return values;
        }
        byHand.forEach(text -> notes.add("to be changed by hand: " + text));
        if (!values.isEmpty()) {
            notes.add("values that lead the release to the restored databases: " + shown(values));
        }
        notes.add(this.byHand);
        return Map.of();
    }

    private static String shown(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
