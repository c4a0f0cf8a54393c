package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.digest.Sha256;
import java.util.ArrayList;
import java.util.List;

/**
 * What a plan was made from, as one string that an approval carries: {@code sha256:} and 64 digits over everything, a
 * dot, and the first digits of each input's own digest, so that whoever holds only this string can still be told which
 * input has changed. The short digests name, the long one decides.
 */
final class PlanDigest {
    private static final String START = "sha256:";
    private static final int LONG = 64;
    private static final int SHORT = 4;

    /** So many inputs have a short digest; Jenkins's page and the record bound the string's length. */
    private static final int MOST = 28;

    private final List<Input> inputs = new ArrayList<>();

    private record Input(String name, String digest) {}

    /**
     * Adds an input; the order counts.
     *
     * @param name as it is told to people, e.g. {@code the live values}
     * @param content null counts as empty
     */
    PlanDigest add(String name, String content) {
        inputs.add(new Input(name, Sha256.of(content == null ? "" : content)));
        return this;
    }

    String text() {
        Sha256 all = new Sha256();
        StringBuilder shorts = new StringBuilder();
        inputs.stream().limit(MOST).forEach(input -> shorts.append(input.digest(), 0, SHORT));
        inputs.forEach(input -> all.update(input.digest() + "\n"));
        return START + all.hex() + "." + shorts;
    }

    /** The inputs that differ from those of an approved plan; empty where the approved string does not tell. */
    List<String> changedSince(String approved) {
        int first = START.length() + LONG + 1;
        if (!approved.startsWith(START) || approved.length() <= first || approved.charAt(first - 1) != '.') {
            return List.of();
        }
        String theirs = approved.substring(first);
        String mine = text().substring(first);
        List<String> changed = new ArrayList<>();
        for (int i = 0; (i + 1) * SHORT <= Math.min(mine.length(), theirs.length()); i++) {
            if (!mine.regionMatches(i * SHORT, theirs, i * SHORT, SHORT)) {
                changed.add(inputs.get(i).name());
            }
        }
        if (mine.length() != theirs.length()) {
            changed.add("the number of values files");
        }
        return changed;
    }
}
