package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.migration.LintFinding;
import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
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
            if (migrations.files().size() > 1) {
                blocks.add(new Section.Lines("New migrations", false, migrations.files()));
            }
        }
        return new Section("Migrations", "migration", blocks);
    }

    private static List<String> row(LintFinding finding) {
        return List.of(
                finding.severity().name().toLowerCase(Locale.ROOT),
                finding.rule(),
                finding.file() + ":" + finding.line(),
                finding.seen());
    }
}
