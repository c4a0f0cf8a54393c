package io.jenkins.plugins.ratchet.plan.change;

import java.util.List;

/** Lists as sentences hold them. */
final class Words {
    private Words() {}

    /** The first so many, and how many more there are. */
    static String some(List<String> items, int most) {
        String shown = String.join(", ", items.subList(0, Math.min(most, items.size())));
        return items.size() > most ? shown + " and " + (items.size() - most) + " more" : shown;
    }
}
