package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.migration.LintFinding;
import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
import io.jenkins.plugins.ratchet.record.Rehearsal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What will happen to the databases, as a section of the plan's page. */
final class MigrationsSection {
    private MigrationsSection() {}

    static Section of(Report report) {
        List<Section.Block> blocks = new ArrayList<>();
        MigrationOutlook migrations = report.outlook().migrations();
        if (migrations != null) {
            blocks.add(new Section.Sentence("rollback scenario " + migrations.scenario() + ": " + migrations.cost()));
            migrations.evidence().forEach(why -> blocks.add(new Section.Sentence("because " + why)));
            if (!migrations.findings().isEmpty()) {
                blocks.add(new Section.Table(
                        List.of("Weight", "Rule", "Where", "Statement"),
                        migrations.findings().stream()
                                .map(MigrationsSection::row)
                                .toList()));
            }
            if (migrations.rehearsal() != null) {
                rehearsal(migrations.rehearsal(), blocks);
            }
            if (migrations.files().size() > 1) {
                blocks.add(new Section.Lines("New migrations", false, migrations.files()));
            }
        }
        return new Section("Migrations", "migration", blocks);
    }

    private static void rehearsal(Rehearsal rehearsal, List<Section.Block> blocks) {
        blocks.add(new Section.Sentence("rehearsed " + rehearsal.at() + " on a copy of database " + rehearsal.database()
                + ": " + (rehearsal.failure() == null ? "took " : rehearsal.failure() + ", after ")
                + Units.duration(rehearsal.took()) + "; " + rehearsal.changed()
                + " objects dropped, renamed, retyped, tightened or rewritten, " + rehearsal.added() + " new"));
        rehearsal.changes().forEach(change -> blocks.add(new Section.Sentence("it " + change)));
        rehearsal.locks().forEach(lock -> blocks.add(new Section.Sentence("lock " + lock)));
    }

    private static List<String> row(LintFinding finding) {
        return List.of(
                finding.severity().name().toLowerCase(Locale.ROOT),
                finding.rule(),
                finding.file() + ":" + finding.line(),
                finding.seen());
    }
}
