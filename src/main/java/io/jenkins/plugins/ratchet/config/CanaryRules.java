package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import io.jenkins.plugins.ratchet.config.YamlNode.Scalar;
import io.jenkins.plugins.ratchet.config.YamlNode.Sequence;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What holds for the requests of a canary: every value is taken before it is used. */
final class CanaryRules {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,62}");
    private static final Pattern USE = Pattern.compile("\\$\\{([^}]*)}");
    private static final Pattern HEADER = Pattern.compile("header [!#$%&'*+.^_`|~0-9A-Za-z-]+");

    private CanaryRules() {}

    static void check(Mapping check) {
        if (check.mappings("canary").isEmpty()) {
            throw check.placeOf("canary").error("is empty; expected its requests, one after another");
        }
        Set<String> taken = new HashSet<>();
        for (Mapping step : check.mappings("canary")) {
            ConfigRules.required(step, "name");
            if (step.mapping("http") == null) {
                throw step.place().errorAbout("http", "is missing; it says what is sent and what must come back");
            }
            HttpRules.check(step.mapping("http"));
            uses(step.mapping("http"), taken);
            if (step.mapping("take") != null) {
                take(step.mapping("take"), taken);
            }
        }
    }

    private static void take(Mapping take, Set<String> taken) {
        for (Map.Entry<String, YamlNode.Place> name : take.keys().entrySet()) {
            if (!NAME.matcher(name.getKey()).matches()) {
                throw name.getValue().error("is no name for a value: letters, digits, - and _");
            }
            String from = take.text(name.getKey());
            if (from.startsWith("$")) {
                HttpRules.jsonPath(from, take.placeOf(name.getKey()));
            } else if (!HEADER.matcher(from).matches()) {
                throw take.placeOf(name.getKey())
                        .error(YamlNode.quoted(from)
                                + " is neither a JSON path such as $.access_token nor header NAME");
            }
            taken.add(name.getKey());
        }
    }

    private static void uses(YamlNode node, Set<String> taken) {
        if (node instanceof Mapping mapping) {
            mapping.entries().values().forEach(value -> uses(value, taken));
        } else if (node instanceof Sequence sequence) {
            sequence.items().forEach(item -> uses(item, taken));
        } else if (node instanceof Scalar scalar && scalar.text() != null) {
            Matcher use = USE.matcher(scalar.text());
            while (use.find()) {
                if (!taken.contains(use.group(1))) {
                    throw node.place()
                            .error("uses ${" + use.group(1) + "}, which no earlier request takes; "
                                    + (taken.isEmpty() ? "none takes anything" : Nearest.hint(use.group(1), taken)));
                }
            }
        }
    }
}
