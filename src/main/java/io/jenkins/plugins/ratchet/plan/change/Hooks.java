package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.plan.change.ObjectChange.Action;
import java.util.ArrayList;
import java.util.List;

/** The hooks that the upgrade runs, in helm's order, each beside what it was. */
final class Hooks {
    private Hooks() {}

    static List<ObjectChange> changes(List<ManifestObject> old, List<ManifestObject> young, ObjectDiff diff) {
        List<ObjectChange> changes = new ArrayList<>();
        for (String event : List.of("pre-upgrade", "post-upgrade")) {
            young.stream()
                    .filter(object -> object.isHook() && object.hook().events().contains(event))
                    .sorted((a, b) -> a.weight() != b.weight()
                            ? Integer.compare(a.weight(), b.weight())
                            : a.ref().name().compareTo(b.ref().name()))
                    .forEach(object -> changes.add(change(event, object, old, diff)));
        }
        return changes;
    }

    private static ObjectChange change(String event, ManifestObject object, List<ManifestObject> old, ObjectDiff diff) {
        ManifestObject before = old.stream()
                .filter(each -> each.isHook()
                        && each.ref().unversioned().equals(object.ref().unversioned()))
                .findFirst()
                .orElse(null);
        String policies = String.join(", ", object.hook().deletePolicies());
        return new ObjectChange(
                Action.HOOK,
                object.ref(),
                event + ", weight " + object.weight() + (policies.isEmpty() ? "" : ", deleted by " + policies),
                before == null
                        ? List.of("new")
                        : Differences.between(Comparison.plain(before.body()), Comparison.plain(object.body()), 10),
                diff.between(
                        before == null ? MissingNode.getInstance() : Comparison.plain(before.body()),
                        Comparison.plain(object.body())));
    }
}
