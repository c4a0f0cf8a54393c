package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.terraform.PlannedRelease;
import java.util.ArrayList;
import java.util.List;

/** What Terraform changes is the release that Ratchet looks at, in the same cluster. */
public final class TerraformSameRelease extends TerraformRule {
    @Override
    public String id() {
        return "terraform-same-release";
    }

    @Override
    public String purpose() {
        return "The `helm_release` is the release of `ratchet.yaml`, in the same cluster: name, namespace and live revision"
                + " agree.";
    }

    @Override
    List<Finding> judge(TerraformOutlook terraform, Situation situation) {
        if (terraform.lock() != null) {
            return List.of();
        }
        if (terraform.release() == null) {
            return List.of(block(
                    "the configuration in " + terraform.directory() + " has no " + terraform.target(),
                    "name the release's address as `" + terraform.command()
                            + " state list` shows it in terraform.target"));
        }
        return differences(terraform, terraform.release(), situation);
    }

    private List<Finding> differences(TerraformOutlook terraform, PlannedRelease release, Situation situation) {
        Config config = situation.config();
        List<Finding> findings = new ArrayList<>();
        String planned = release.namespace() + "/" + release.name();
        if (!planned.equals(config.namespace() + "/" + config.release())) {
            findings.add(block(
                    terraform.target() + " is release " + planned + ", ratchet.yaml has " + config.namespace() + "/"
                            + config.release(),
                    "check terraform.target, terraform.workspace, release and namespace in ratchet.yaml"));
        } else if (terraform
                .change()
                .filter(change -> change.does("create") && !change.deletes())
                .isPresent()) {
            findings.add(block(
                    "the state does not have " + terraform.target() + ": Terraform would install it, not upgrade it",
                    "select the right workspace, or `" + terraform.command() + " import " + terraform.target() + " "
                            + planned + "`"));
        } else {
            int live = situation.history().newest().map(RevisionMeta::revision).orElse(0);
            if (release.knownRevision() != 0 && release.knownRevision() != live) {
                findings.add(block(
                        "Terraform sees revision " + release.knownRevision() + " of " + planned + ", and the cluster of"
                                + " ratchet.yaml has " + (live == 0 ? "none" : "revision " + live),
                        "have the provider and Ratchet look at the same cluster: KUBECONFIG, kubeContext, the"
                                + " provider's kubernetes block; where somebody upgrades right now, wait"));
            }
        }
        return findings;
    }

    private Finding block(String seen, String todo) {
        return Finding.block(id(), seen, "the release of ratchet.yaml", todo);
    }
}
