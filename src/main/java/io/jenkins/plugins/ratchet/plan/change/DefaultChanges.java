package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.plan.change.DefaultChange.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Compares the defaults of two versions of a chart; what the user overrides or the vendor watches comes first. */
final class DefaultChanges {
    private record Difference(Kind kind, ValuePath path, JsonNode from, JsonNode to) {}

    private final JsonNode overrides;
    private final Watched watched;
    private final Masks masks;
    private final List<Difference> differences = new ArrayList<>();

    private DefaultChanges(JsonNode overrides, Watched watched, Masks masks) {
        this.overrides = overrides;
        this.watched = watched;
        this.masks = masks;
    }

    /**
     * @param overrides what the user's values say
     */
    static List<DefaultChange> between(
            JsonNode before, JsonNode after, JsonNode overrides, Watched watched, Masks masks) {
        DefaultChanges changes = new DefaultChanges(overrides, watched, masks);
        changes.compare(ValuePath.ROOT, before, after);
        return changes.told();
    }

    private void compare(ValuePath path, JsonNode before, JsonNode after) {
        if (before.isObject() && after.isObject()) {
            Map<String, Boolean> keys = new TreeMap<>();
            before.fieldNames().forEachRemaining(key -> keys.put(key, true));
            after.fieldNames().forEachRemaining(key -> keys.put(key, true));
            for (String key : keys.keySet()) {
                // Helm hands the parent's globals to every subchart; they are no defaults of its own.
                if (!(key.equals("global") && path.keys().size() == 1)) {
                    compare(path.child(key), before.path(key), after.path(key));
                }
            }
        } else if (before.isMissingNode()) {
            differences.add(new Difference(Kind.ADDED, path, before, after));
        } else if (after.isMissingNode()) {
            differences.add(new Difference(Kind.REMOVED, path, before, after));
        } else if (!before.equals(after)) {
            Kind kind =
                    before.isNull() || after.isNull() || type(before).equals(type(after)) ? Kind.CHANGED : Kind.RETYPED;
            differences.add(new Difference(kind, path, before, after));
        }
    }

    private List<DefaultChange> told() {
        List<DefaultChange> told = new ArrayList<>();
        List<Difference> added = new ArrayList<>(
                differences.stream().filter(each -> each.kind() == Kind.ADDED).toList());
        for (Difference each : differences) {
            if (each.kind() == Kind.REMOVED) {
                Difference successor = successor(each, added);
                if (successor == null) {
                    told.add(change(Kind.REMOVED, each.path(), masks.value(each.path(), each.from()), null));
                } else {
                    added.remove(successor);
                    told.add(change(
                            Kind.RENAMED,
                            each.path(),
                            masks.value(each.path(), each.from()),
                            successor.path().toString()));
                }
            } else if (each.kind() != Kind.ADDED) {
                told.add(change(
                        each.kind(),
                        each.path(),
                        masks.value(each.path(), each.from()),
                        masks.value(each.path(), each.to())));
            }
        }
        added.forEach(each -> told.add(change(Kind.ADDED, each.path(), null, masks.value(each.path(), each.to()))));
        told.sort(Comparator.comparing((DefaultChange change) -> !change.overridden())
                .thenComparing(change -> !change.watched())
                .thenComparing(DefaultChange::kind)
                .thenComparing(DefaultChange::key));
        return told;
    }

    private DefaultChange change(Kind kind, ValuePath path, String from, String to) {
        boolean overridden = !path.in(overrides).isMissingNode();
        return new DefaultChange(kind, path.toString(), from, to, overridden, watched.touches(path));
    }

    private static Difference successor(Difference removed, List<Difference> added) {
        Difference best = null;
        int bestScore = 0;
        for (Iterator<Difference> all = added.iterator(); all.hasNext(); ) {
            Difference candidate = all.next();
            int score = Likeness.of(removed.path(), removed.from(), candidate.path(), candidate.to());
            if (score > bestScore) {
                best = candidate;
                bestScore = score;
            }
        }
        return best;
    }

    static String type(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "map";
            case ARRAY -> "list";
            case BOOLEAN -> "boolean";
            case NUMBER -> "number";
            case NULL -> "null";
            default -> "text";
        };
    }
}
