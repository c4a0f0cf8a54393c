package io.jenkins.plugins.ratchet.migration.pair;

import io.jenkins.plugins.ratchet.migration.LintFinding;
import io.jenkins.plugins.ratchet.migration.LintFinding.Severity;
import io.jenkins.plugins.ratchet.migration.Loss;
import io.jenkins.plugins.ratchet.migration.MigrationRule;
import io.jenkins.plugins.ratchet.migration.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a way back from a version to the one before it would take, in the three scenarios of Jitera's upgrade page, and
 * why. In doubt it is the third.
 *
 * @param number 1: nothing but images changed. 2: the old version's users would not notice the new schema. 3: the
 *     databases must be restored
 * @param evidence each step of the page's decision in words
 */
public record RollbackScenario(int number, List<String> evidence) {
    private static final int SHOWN = 12;
    /** Rules whose findings name what they take away. */
    private static final Set<String> TRACEABLE =
            Set.of("drop-table", "drop-column", "rename", "retype", "set-not-null");

    /**
     * What the decision is made from.
     *
     * @param chart null where the two charts could not be compared
     * @param migrations null where the migrations of the two versions are not known
     * @param references to what the migrations take away, in the old version's code; null where migrations is
     * @param writes whether rows may be written between the upgrade and a way back
     */
    public record Input(ChartDifference chart, NewMigrations migrations, References.Found references, boolean writes) {}

    /** What a failure would cost, for whoever approves. */
    public String cost() {
        return switch (number) {
            case 1 ->
                "the databases stay as they are: the old version could run on them. Ratchet never rolls back with"
                        + " helm: the way back is a newer patch, or `ratchet restore`";
            case 2 ->
                "the old version's users could go on with the new schema, its administrators' tasks would fail."
                        + " Ratchet never rolls back with helm: the way back is forward, or `ratchet restore`, which loses"
                        + " what was written since the backup";
            default ->
                "the old version cannot be trusted with the new schema: a failure after the migrations takes a way"
                        + " forward, or a restore of every database, with downtime and the loss of what was written since"
                        + " the backup";
        };
    }

    public static RollbackScenario of(Input input) {
        List<String> evidence = new ArrayList<>();
        boolean onlyImages = chart(input.chart(), evidence);
        boolean none = migrations(input.migrations(), evidence);
        if (onlyImages && none) {
            return new RollbackScenario(1, List.copyOf(evidence));
        }
        boolean traced = input.migrations() != null && destructive(input, evidence);
        if (input.writes()) {
            evidence.add("rows may be written between the upgrade and a way back (migrations.writes)");
        }
        return new RollbackScenario(traced && !input.writes() ? 2 : 3, List.copyOf(evidence));
    }

    private static boolean chart(ChartDifference chart, List<String> evidence) {
        if (chart == null) {
            evidence.add("what the two versions deploy was not compared");
            return false;
        }
        if (chart.onlyImages()) {
            evidence.add(
                    chart.images().isEmpty()
                            ? "the charts have the same templates, default values and dependencies"
                            : "the charts differ in image tags only");
            return true;
        }
        List<String> differences = new ArrayList<>(chart.structure());
        chart.values().forEach(key -> differences.add("default of " + key + " changed"));
        evidence.add("the chart changed: " + some(differences));
        return false;
    }

    private static boolean migrations(NewMigrations migrations, List<String> evidence) {
        if (migrations == null) {
            evidence.add("the migrations of the two versions are not known (migrations in ratchet.yaml)");
            return false;
        }
        if (!migrations.gone().isEmpty()) {
            evidence.add("the new version lacks migrations of the old one: " + some(migrations.gone()));
        }
        if (!migrations.changed().isEmpty()) {
            evidence.add("migrations that were released have changed: " + some(migrations.changed()));
        }
        if (!migrations.unread().isEmpty()) {
            evidence.add("migrations are too large to be read: " + some(migrations.unread()));
        }
        evidence.add(
                migrations.files().isEmpty()
                        ? "no new migrations"
                        : migrations.files().size() + " new migrations: " + some(migrations.files()));
        return migrations.files().isEmpty()
                && migrations.gone().isEmpty()
                && migrations.changed().isEmpty()
                && migrations.unread().isEmpty();
    }

    /** Whether all that the migrations do is understood and nothing that users reach needs what they take away. */
    private static boolean destructive(Input input, List<String> evidence) {
        NewMigrations migrations = input.migrations();
        boolean traced = migrations.gone().isEmpty()
                && migrations.changed().isEmpty()
                && migrations.unread().isEmpty();
        List<String> untraced = untraced(migrations);
        if (!untraced.isEmpty()) {
            evidence.add("what these do to the old version cannot be traced to its code: " + some(untraced));
            traced = false;
        }
        if (!migrations.losses().isEmpty() && !searched(input.references(), evidence)) {
            traced = false;
        }
        Set<Loss> named =
                input.references().references().stream().map(Reference::loss).collect(Collectors.toSet());
        for (Loss loss : migrations.losses()) {
            if (!named.contains(loss)) {
                evidence.add(
                        loss.words() + " (" + loss.file() + ":" + loss.line() + "), the old code names it nowhere");
            }
        }
        for (Loss loss : named) {
            List<String> live = places(input.references().references(), loss, false);
            List<String> admin = places(input.references().references(), loss, true);
            if (!live.isEmpty()) {
                evidence.add(
                        loss.words() + " (" + loss.file() + ":" + loss.line() + "), live code names it: " + some(live));
                traced = false;
            } else {
                evidence.add(loss.words() + " (" + loss.file() + ":" + loss.line()
                        + "), only administrators' tasks name it: " + some(admin));
            }
        }
        if (migrations.losses().isEmpty() && untraced.isEmpty()) {
            evidence.add("no migration takes anything away from the old version");
        }
        return traced;
    }

    /** Whether there was code in which names could have been found, and all of it was looked at. */
    private static boolean searched(References.Found references, List<String> evidence) {
        if (references.searched() == 0) {
            evidence.add("the old version's tree holds no code to search (migrations.old)");
        }
        if (!references.unsearched().isEmpty()) {
            evidence.add("too large to be searched: " + some(references.unsearched()));
        }
        return references.searched() > 0 && references.unsearched().isEmpty();
    }

    /** Findings that break the old version, or may, and that no loss stands for. Who waived one answered for it. */
    private static List<String> untraced(NewMigrations migrations) {
        Set<String> explained = migrations.losses().stream()
                .map(loss -> loss.file() + ":" + loss.line())
                .collect(Collectors.toSet());
        return migrations.findings().stream()
                .filter(finding -> breaks(finding))
                .filter(finding -> !TRACEABLE.contains(finding.rule())
                        || !explained.contains(finding.file() + ":" + finding.line()))
                .map(finding -> finding.rule() + " at " + finding.file() + ":" + finding.line())
                .toList();
    }

    private static boolean breaks(LintFinding finding) {
        Verdict verdict = finding.migrationRule().map(MigrationRule::verdict).orElse(Verdict.UNKNOWN);
        // A contract statement is told as a note where its file is tagged; a tag does not make it harmless.
        return verdict == Verdict.CONTRACT || verdict == Verdict.UNKNOWN && finding.severity() != Severity.NOTE;
    }

    private static List<String> places(List<Reference> references, Loss loss, boolean admin) {
        return references.stream()
                .filter(reference -> reference.loss().equals(loss) && reference.admin() == admin)
                .map(reference -> reference.file() + ":" + reference.line())
                .toList();
    }

    private static String some(List<String> all) {
        return String.join(", ", all.subList(0, Math.min(SHOWN, all.size())))
                + (all.size() > SHOWN ? " and " + (all.size() - SHOWN) + " more" : "");
    }
}
