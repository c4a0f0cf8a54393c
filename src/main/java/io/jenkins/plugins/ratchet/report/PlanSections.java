package io.jenkins.plugins.ratchet.report;

import java.util.List;
import java.util.stream.Stream;

/** The sections of the page in the order in which an approver reads them, a line each. */
final class PlanSections {
    private PlanSections() {}

    /** Those that have something to say; only the databases where no plan was made. */
    static List<Section> of(Report report) {
        Stream<Section> sections = report.outlook() == null
                ? Stream.of(DatabasesSection.of(report))
                : Stream.of(
                        PathSection.of(report),
                        ConsoleSection.of(report),
                        TerraformSection.of(report),
                        ComposeSection.of(report),
                        ChangesSection.of(report),
                        MigrationsSection.of(report),
                        DatabasesSection.of(report),
                        DurationSection.of(report));
        return sections.filter(section -> !section.blocks().isEmpty()).toList();
    }
}
