package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.plan.terraform.TerraformOutlook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Terraform would change, as a section of the plan's page: names, no values. */
final class TerraformSection {
    private TerraformSection() {}

    static Section of(Report report) {
        List<Section.Block> blocks = new ArrayList<>();
        Optional<TerraformOutlook> known = report.outlook().knownTerraform();
        known.ifPresent(terraform -> {
            blocks.add(new Section.Sentence(terraform.program() + " in " + terraform.directory()
                    + (terraform.workspace() == null ? "" : ", workspace " + terraform.workspace())
                    + (terraform.chart() == null ? "" : "; leads to chart " + terraform.chart())));
            if (!terraform.changes().isEmpty()) {
                blocks.add(new Section.Table(
                        List.of("Address", "Action", "Attributes"),
                        terraform.changes().stream()
                                .map(change -> List.of(
                                        change.address(),
                                        String.join(" and ", change.actions()),
                                        String.join(", ", change.attributes())))
                                .toList()));
            }
        });
        return new Section("Terraform", "terraform", blocks);
    }
}
