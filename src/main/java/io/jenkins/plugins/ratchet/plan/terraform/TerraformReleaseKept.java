package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.terraform.ResourceChange;
import java.util.List;

/** To Terraform, replacing a release is uninstalling the product and installing it anew. */
public final class TerraformReleaseKept extends TerraformRule {
    private static final String TAINTED = "replace_because_tainted";

    @Override
    public String id() {
        return "terraform-release-kept";
    }

    @Override
    public String purpose() {
        return "Terraform deletes and replaces no `helm_release`: that uninstalls the product, and installing it anew is no"
                + " upgrade.";
    }

    @Override
    List<Finding> judge(TerraformOutlook terraform, Situation situation) {
        return terraform.changes().stream()
                .filter(change -> change.type().equals(ResourceChange.HELM_RELEASE) && change.deletes())
                .map(change -> finding(change, terraform.command()))
                .toList();
    }

    private Finding finding(ResourceChange change, String command) {
        if (TAINTED.equals(change.reason())) {
            return block(
                    change.address() + " is tainted: after an installation that failed, or `" + command
                            + " taint`, Terraform takes it for broken and would uninstall and install it anew",
                    "look at the release with `ratchet status`; where it is the one to go on with, run `" + command
                            + " untaint " + change.address() + "`, then plan again");
        }
        return block(
                change.address() + " would be "
                        + (change.does("create") ? "replaced" : change.does("forget") ? "forgotten" : "deleted")
                        + (change.reason() == null ? "" : " (" + change.reason() + ")")
                        + (change.does("create") && !change.attributes().isEmpty()
                                ? "; what differs: " + String.join(", ", change.attributes())
                                : ""),
                "find out what in the configuration asks for it: name and namespace of a release cannot change, and a"
                        + " resource that was renamed needs a `moved` block");
    }

    private Finding block(String seen, String todo) {
        return Finding.block(id(), seen, "the release updated in place", todo);
    }
}
