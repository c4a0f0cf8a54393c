package io.jenkins.plugins.ratchet.report;

import java.util.List;

/** Which databases need a backup, as a section of the page. */
final class DatabasesSection {
    private DatabasesSection() {}

    static Section of(Report report) {
        List<List<String>> rows =
                Rows.of(report.databases()).stream().map(Rows::database).toList();
        return new Section(
                "Databases",
                "database",
                rows.isEmpty()
                        ? List.of()
                        : List.of(new Section.Table(List.of("Database", "Kind", "Backup", "Why", "Note"), rows)));
    }
}
