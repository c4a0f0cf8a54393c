package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import io.jenkins.plugins.ratchet.config.YamlNode.Scalar;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What the keys of {@code freeze} mean together. */
final class FreezeRules {
    private static final Pattern OBJECT = Pattern.compile("(?:[a-z0-9][a-z0-9-]*/)?(?:deployment|statefulset|cronjob"
            + "|scaledobject|scaledjob|helmrelease|kustomization|application)/[a-z0-9][a-z0-9.-]*");

    private FreezeRules() {}

    static void check(List<Mapping> steps, Set<String> sqlNames, Set<String> redisNames) {
        for (Mapping step : steps) {
            ConfigRules.required(step, "name");
            String kind = ConfigRules.exactlyOne(step, List.of("suspend", "maintenance", "run", "manual"));
            if (kind.equals("run") && step.items("run").isEmpty()) {
                throw step.placeOf("run").error("is empty; expected a command and its arguments");
            }
            goesWith(step, "undo", "run", kind);
            goesWith(step, "drained", "suspend", kind);
            for (YamlNode item : step.items("suspend")) {
                String text = ((Scalar) item).text();
                if (!OBJECT.matcher(text).matches()) {
                    throw item.place()
                            .error(YamlNode.quoted(text) + " cannot be suspended; expected deployment/NAME,"
                                    + " statefulset/NAME, cronjob/NAME, scaledobject/NAME, scaledjob/NAME,"
                                    + " helmrelease/NAME, kustomization/NAME or application/NAME, with NAMESPACE/ before"
                                    + " it where it is elsewhere");
                }
            }
            CheckRules.check(step.mappings("drained"), sqlNames, redisNames);
            Mapping maintenance = step.mapping("maintenance");
            if (maintenance != null) {
                ConfigRules.required(maintenance, "service");
                if (maintenance.mapping("selector") == null
                        || maintenance.mapping("selector").entries().isEmpty()) {
                    throw maintenance
                            .place()
                            .errorAbout("selector", "is missing; it names the pods that show the page");
                }
            }
        }
    }

    private static void goesWith(Mapping step, String key, String partner, String kind) {
        if (step.has(key) && !kind.equals(partner)) {
            throw step.placeOf(key).error("goes with " + partner + " only");
        }
    }
}
