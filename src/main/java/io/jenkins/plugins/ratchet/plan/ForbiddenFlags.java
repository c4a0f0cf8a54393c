package io.jenkins.plugins.ratchet.plan;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The helm flags that can take a release backwards, overwrite what others own, or hide what was migrated. */
final class ForbiddenFlags {
    /** In helm 3 and helm 4 spelling, without dashes. */
    static final List<String> BACKWARDS = List.of(
            "atomic",
            "rollback-on-failure",
            "cleanup-on-fail",
            "force",
            "force-replace",
            "force-conflicts",
            "take-ownership",
            "recreate-pods");

    private ForbiddenFlags() {}

    /** The first forbidden flag in a list of arguments, as it was written. */
    static Optional<String> in(List<String> arguments, List<String> flags) {
        for (String argument : arguments) {
            // One argument may carry several words where a wrapper splits it again.
            for (String word : argument.split("[\\s,;\"']+")) {
                if (flags.contains(name(word))) {
                    return Optional.of(word);
                }
            }
        }
        return Optional.empty();
    }

    /** The first HELM_ variable whose value holds a forbidden flag: wrappers and plugins read arguments from there. */
    static Optional<String> inEnvironment(Map<String, String> environment, List<String> flags) {
        for (Map.Entry<String, String> variable : new TreeMap<>(environment).entrySet()) {
            if (!variable.getKey().startsWith("HELM_")) {
                continue;
            }
            Optional<String> flag = in(List.of(variable.getValue()), flags);
            if (flag.isPresent()) {
                return Optional.of(variable.getKey() + "=… " + flag.get());
            }
            if (flags.contains(name("--" + variable.getKey().substring("HELM_".length())))
                    && !variable.getValue().isEmpty()) {
                return Optional.of(variable.getKey() + "=" + variable.getValue());
            }
        }
        return Optional.empty();
    }

    /** The flag's name; empty for a word that is none. Case, underscores and single dashes do not hide it. */
    private static String name(String word) {
        if (!word.startsWith("-")) {
            return "";
        }
        String bare = word.replaceFirst("^-+", "").replaceFirst("=.*$", "");
        return bare.toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
