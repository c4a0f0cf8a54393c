package io.jenkins.plugins.ratchet.plan.change;

import java.util.List;
import java.util.regex.Pattern;

/** The values keys that the vendor asks to look at, such as {@code externalPostgres.*}. */
record Watched(List<String> patterns) {

    Watched {
        patterns = List.copyOf(patterns);
    }

    /** Whether a change at this place touches what is watched: there, below it, or around all of it. */
    boolean touches(ValuePath path) {
        return patterns.stream().anyMatch(pattern -> touches(pattern.split("\\."), path.keys()));
    }

    private static boolean touches(String[] pattern, List<String> keys) {
        for (int i = 0; i < Math.min(pattern.length, keys.size()); i++) {
            String glob = Pattern.quote(pattern[i]).replace("*", "\\E.*\\Q");
            if (!keys.get(i).matches(glob)) {
                return false;
            }
        }
        return true;
    }
}
