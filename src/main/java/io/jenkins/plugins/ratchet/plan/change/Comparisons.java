package io.jenkins.plugins.ratchet.plan.change;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Brings together the old, the new and the live form of every ordinary object. */
final class Comparisons {
    private Comparisons() {}

    static List<Comparison> of(List<ManifestObject> old, List<ManifestObject> young, LiveObjects live) {
        Map<ObjectRef, ManifestObject> before = ordinary(old);
        Map<ObjectRef, ManifestObject> after = ordinary(young);
        List<Comparison> comparisons = new ArrayList<>();
        after.forEach((key, object) -> comparisons.add(comparison(object.ref(), before.get(key), object, live)));
        before.forEach((key, object) -> {
            if (!after.containsKey(key)) {
                comparisons.add(comparison(object.ref(), object, null, live));
            }
        });
        return comparisons;
    }

    private static Comparison comparison(ObjectRef ref, ManifestObject old, ManifestObject young, LiveObjects live) {
        Sight sight = live.sight(ref);
        return new Comparison(ref, old, young, sight.object(), sight.looked());
    }

    private static Map<ObjectRef, ManifestObject> ordinary(List<ManifestObject> objects) {
        Map<ObjectRef, ManifestObject> ordinary = new LinkedHashMap<>();
        for (ManifestObject object : objects) {
            if (!object.isHook()) {
                ordinary.put(object.ref().unversioned(), object);
            }
        }
        return ordinary;
    }
}
