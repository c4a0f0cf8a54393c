package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Whether what the new manifests refer to is there when it is needed: a pre-upgrade hook runs before the chart's
 * ordinary objects are made or changed, and after the hooks before it in its own order.
 */
final class ReferenceCheck {
    private static final String PRE = "pre-upgrade";
    private static final String POST = "post-upgrade";

    private final Map<ObjectRef, List<ManifestObject>> provided = new HashMap<>();
    private final Set<ObjectRef> removed;
    private final Set<ObjectRef> madeByOthers;
    private final Function<ObjectRef, Sight> live;
    private final Map<String, Set<String>> missing = new LinkedHashMap<>();
    private final Map<String, Reference> first = new HashMap<>();
    private final Set<String> unseen = new LinkedHashSet<>();

    private ReferenceCheck(List<ManifestObject> young, Set<ObjectRef> removed, Function<ObjectRef, Sight> live) {
        young.forEach(object -> provided.computeIfAbsent(object.ref().unversioned(), any -> new ArrayList<>())
                .add(object));
        this.removed = removed;
        this.madeByOthers = Operators.products(young);
        this.live = live;
    }

    /**
     * @param removed objects that the upgrade deletes, their versions left out
     * @param live what a look at an object in the cluster shows
     */
    static List<Finding> check(List<ManifestObject> young, Set<ObjectRef> removed, Function<ObjectRef, Sight> live) {
        ReferenceCheck check = new ReferenceCheck(young, removed, live);
        for (ManifestObject object : young) {
            if (!object.isHook()
                    || object.hook().events().contains(PRE)
                    || object.hook().events().contains(POST)) {
                References.of(object).forEach(check::check);
            }
        }
        return check.findings();
    }

    /** What has to be looked up in the cluster for this. */
    static Set<ObjectRef> targets(List<ManifestObject> young) {
        Set<ObjectRef> targets = new LinkedHashSet<>();
        young.forEach(object -> References.of(object).forEach(reference -> targets.add(reference.target())));
        return targets;
    }

    private void check(Reference reference) {
        ObjectRef target = reference.target();
        for (ManifestObject provider : provided.getOrDefault(target.unversioned(), List.of())) {
            if (inTime(provider, reference.by()) && has(provider.body(), reference.key())) {
                return;
            }
        }
        Sight sight = live.apply(target);
        boolean early =
                reference.by().isHook() && reference.by().hook().events().contains(PRE);
        // What the chart has as an ordinary object too is overwritten before ordinary pods start.
        boolean replaced = !early
                && provided.getOrDefault(target.unversioned(), List.of()).stream()
                        .anyMatch(each -> !each.isHook());
        if (!sight.looked()) {
            unseen.add(target + ", which " + reference.by().ref() + " needs: " + sight.problem());
        } else if (!sight.exists()
                || !early && removed.contains(target.unversioned())
                || replaced
                || !has(sight.object(), reference.key())) {
            if (!madeByOthers.contains(target.unversioned())) {
                note(reference, early, sight.exists());
            }
        }
    }

    private void note(Reference reference, boolean early, boolean exists) {
        boolean later = provided.containsKey(reference.target().unversioned());
        String why = early && later
                ? " is made by this chart only after the hook has run"
                : later && reference.key() == null
                        ? " is deleted again by its own hook policy before it is needed"
                        : exists && reference.key() == null ? " is deleted by this upgrade" : " is missing";
        String seen = reference.what() + why;
        first.putIfAbsent(seen, reference);
        missing.computeIfAbsent(seen, any -> new LinkedHashSet<>())
                .add(reference.by().ref() + " (" + reference.use() + ")");
    }

    private List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        missing.forEach((seen, users) -> {
            Reference reference = first.get(seen);
            String text = seen + "; needed by " + Words.some(List.copyOf(users), 3);
            String expected = "everything that pods and hooks refer to";
            findings.add(
                    reference.light()
                            ? Concern.REFERENCE_MISSING.warn(
                                    text, expected, "create it, or correct its name in the values")
                            : Concern.REFERENCE_MISSING.block(
                                    text,
                                    expected,
                                    "create it before the upgrade, or correct its name in the values; where something"
                                            + " else makes it in time, allow this rule with that reason"));
        });
        unseen.forEach(text -> findings.add(Concern.NOT_LOOKED_AT.warn(
                text, "leave to look at it", "grant get on it to who runs Ratchet, or look yourself")));
        return findings;
    }

    /** Whether what one object makes is there when another one needs it. */
    private static boolean inTime(ManifestObject provider, ManifestObject user) {
        boolean early = user.isHook() && user.hook().events().contains(PRE);
        if (!provider.isHook()) {
            return !early;
        }
        List<String> events = provider.hook().events();
        boolean fleeting = provider.hook().deletePolicies().contains("hook-succeeded");
        if (early) {
            return events.contains(PRE) && before(provider, user);
        }
        if (events.contains(PRE) && !fleeting) {
            return true;
        }
        boolean late = user.isHook() && user.hook().events().contains(POST);
        // Pods wait until a later hook has made what they need, and helm does not wait for pods.
        return events.contains(POST) && (late ? before(provider, user) : !fleeting);
    }

    /** Helm runs the hooks of an event by weight, then by name. */
    private static boolean before(ManifestObject provider, ManifestObject user) {
        return provider.weight() != user.weight()
                ? provider.weight() < user.weight()
                : provider.ref().name().compareTo(user.ref().name()) < 0
                        || !provider.is(user.ref().kind());
    }

    private static boolean has(JsonNode object, String key) {
        return key == null
                || object.path("data").has(key)
                || object.path("stringData").has(key)
                || object.path("binaryData").has(key);
    }
}
