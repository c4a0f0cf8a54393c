package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
import java.util.ArrayList;
import java.util.List;

/** What will happen to the databases, as a section of the plan's page. */
final class MigrationsSection {
    private MigrationsSection() {}

    static Section of(Report report) {
        List<Section.Block> blocks = new ArrayList<>();
        MigrationOutlook migrations = report.outlook().migrations();
        if (migrations != null) {
            migrations.notes().forEach(note -> blocks.add(new Section.Sentence(note)));
        }
        return new Section("Migrations", "migration", blocks);
    }
}
