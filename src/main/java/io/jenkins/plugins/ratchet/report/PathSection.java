package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.plan.path.SupportWindow;
import io.jenkins.plugins.ratchet.plan.path.VersionPath;
import java.util.ArrayList;
import java.util.List;

/** The way of versions and until when the target is supported, as a section of the plan's page. */
final class PathSection {
    private PathSection() {}

    static Section of(Report report) {
        List<Section.Block> blocks = new ArrayList<>();
        VersionPath path = report.outlook().path();
        if (path != null) {
            blocks.add(new Section.Sentence(way(path)));
        }
        SupportWindow support = report.outlook().support();
        if (support != null) {
            blocks.add(new Section.Sentence(support(support)));
        }
        if (path != null && !path.sources().isEmpty()) {
            blocks.add(new Section.Table(
                    List.of("Released versions from", "Versions", "Newest", "Has the target"),
                    path.sources().stream().map(PathSection::source).toList()));
        }
        return new Section("Version path", "path", blocks);
    }

    private static String way(VersionPath path) {
        return path.problem() == null
                ? path.spelled() + " (policy " + path.policy() + ")" + (path.note() == null ? "" : "; " + path.note())
                : "cannot be told: " + path.problem();
    }

    private static List<String> source(VersionPath.SourceAnswer source) {
        return source.problem() == null
                ? List.of(
                        source.name(),
                        source.versions() + " versions",
                        source.newest() == null ? "none" : "newest " + source.newest(),
                        source.hasTarget() ? "has the target" : "does not have the target")
                : List.of(source.name(), "no answer", source.problem(), "");
    }

    private static String support(SupportWindow window) {
        return window.until() == null
                ? "supported for " + window.months() + " months from its release, whose date is not known"
                : "supported until " + window.until() + ": " + window.months() + " months from " + window.released()
                        + ", as " + window.known() + " tells";
    }
}
