package io.jenkins.plugins.ratchet.report;

import java.util.List;
import java.util.stream.Stream;

/** The sections of the plan's page in the order in which an approver reads them, a line each. */
final class PlanSections {
    private PlanSections() {}

    /** Those that have something to say; none where no plan was made. */
    static List<Section> of(Report report) {
        if (report.outlook() == null) {
            return List.of();
        }
        return Stream.of(
                        PathSection.of(report),
                        ChangesSection.of(report),
                        MigrationsSection.of(report),
                        DurationSection.of(report))
                .filter(section -> !section.blocks().isEmpty())
                .toList();
    }
}
