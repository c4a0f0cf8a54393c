package io.jenkins.plugins.ratchet.diagnosis;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A likely cause of a failure, recognised by a known pattern.
 *
 * @param id stable id of the pattern, e.g. {@code image-pull}
 * @param what the cause in one sentence
 * @param evidence what was seen, in the cluster's own words; bounded
 * @param advice what to do about it, in order
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Cause(String id, String what, List<String> evidence, List<String> advice) {
    private static final int MOST_EVIDENCE = 6;
    private static final int LONGEST = 600;

    public Cause {
        evidence = evidence == null ? List.of() : bounded(evidence);
        advice = advice == null ? List.of() : List.copyOf(advice);
    }

    private static List<String> bounded(List<String> evidence) {
        List<String> lines = evidence.stream()
                .map(line -> line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line)
                .distinct()
                .toList();
        if (lines.size() <= MOST_EVIDENCE) {
            return lines;
        }
        List<String> cut = new java.util.ArrayList<>(lines.subList(0, MOST_EVIDENCE - 1));
        cut.add("and " + (lines.size() - cut.size()) + " more like these");
        return List.copyOf(cut);
    }
}
