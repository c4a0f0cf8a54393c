package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.plan.ExpectedDuration;
import java.time.Duration;
import java.util.List;

/** How long it may take, as a section of the plan's page. */
final class DurationSection {
    private DurationSection() {}

    static Section of(Report report) {
        ExpectedDuration expected = report.outlook().expected();
        return new Section(
                "Expected duration",
                "takes",
                expected == null
                        ? List.of()
                        : List.of(
                                new Section.Sentence(told("backup", expected.backup(), expected.backups())),
                                new Section.Sentence(told("upgrade", expected.upgrade(), expected.upgrades()))));
    }

    private static String told(String step, Duration duration, int samples) {
        return duration == null
                ? step + ": not known, none of this release is on record"
                : step + ": about " + Units.duration(duration) + ", "
                        + (samples == 1 ? "as the one on record took" : "the median of " + samples + " on record");
    }
}
