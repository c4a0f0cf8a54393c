package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.plan.change.Changes;
import java.util.ArrayList;
import java.util.List;

/** What will change in the cluster, as a section of the plan's page. */
final class ChangesSection {
    private ChangesSection() {}

    static Section of(Report report) {
        List<Section.Block> blocks = new ArrayList<>();
        Changes changes = report.outlook().changes();
        if (changes != null) {
            changes.notes().forEach(note -> blocks.add(new Section.Sentence(note)));
        }
        return new Section("What will change", "change", blocks);
    }
}
