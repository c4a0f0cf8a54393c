package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The places at which two objects differ. */
final class Differences {
    private Differences() {}

    /** Paths such as {@code spec.template.spec.containers[0].image}, at most so many. */
    static List<String> between(JsonNode a, JsonNode b, int most) {
        List<String> paths = new ArrayList<>();
        collect("", a, b, paths, most);
        return paths;
    }

    private static void collect(String path, JsonNode a, JsonNode b, List<String> paths, int most) {
        if (paths.size() >= most || ThreeWay.same(a, b)) {
            return;
        }
        if (a.isObject() && b.isObject()) {
            TreeSet<String> keys = new TreeSet<>();
            a.fieldNames().forEachRemaining(keys::add);
            b.fieldNames().forEachRemaining(keys::add);
            keys.forEach(
                    key -> collect(path.isEmpty() ? key : path + "." + key, a.path(key), b.path(key), paths, most));
        } else if (a.isArray() && b.isArray() && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                collect(path + "[" + i + "]", a.get(i), b.get(i), paths, most);
            }
        } else {
            paths.add(path);
        }
    }
}
