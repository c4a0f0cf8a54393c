package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.record.Rehearsal;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What the rehearsal of an upgrade's migrations says about its failure. */
final class RehearsalEvidence {
    /** On one page with everything else; the plan's page has them all. */
    private static final int MOST_CHANGES = 10;

    private RehearsalEvidence() {}

    /**
     * One line each; none where there was no rehearsal of this version on the backup that counts.
     *
     * @param committed whether some of the migrations may be in the database by now
     */
    static List<String> lines(Upgrade upgrade, boolean committed) {
        List<String> lines = new ArrayList<>();
        upgrade.rehearsed().ifPresent(rehearsal -> {
            String which = "the rehearsal of " + rehearsal.at().truncatedTo(ChronoUnit.SECONDS)
                    + " on a copy of database " + rehearsal.database();
            if (rehearsal.failure() != null) {
                lines.add(which + " failed already: " + rehearsal.failure());
            }
            if (committed) {
                changes(which, rehearsal, lines);
            }
        });
        return lines;
    }

    private static void changes(String which, Rehearsal rehearsal, List<String> lines) {
        if (rehearsal.changed() == 0) {
            lines.add(which + " dropped, renamed, retyped and tightened nothing"
                    + (rehearsal.failure() == null ? "" : " by then") + ", " + rehearsal.added() + " objects were new");
            return;
        }
        lines.add(which + " made " + rehearsal.changed() + " changes that the old version does not fit to or that lose"
                + " data; all or some of them are in the database now:");
        rehearsal.changes().stream().limit(MOST_CHANGES).forEach(change -> lines.add("the rehearsal " + change));
        int more =
                rehearsal.changed() - Math.min(MOST_CHANGES, rehearsal.changes().size());
        if (more > 0) {
            lines.add("and " + more + " more: `ratchet plan` shows them");
        }
    }
}
