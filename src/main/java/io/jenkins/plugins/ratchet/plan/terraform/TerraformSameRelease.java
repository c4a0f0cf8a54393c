package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.terraform.PlannedRelease;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What Terraform changes is the release that Ratchet looks at, in the same cluster. */
public final class TerraformSameRelease extends TerraformRule {
    @Override
    public String id() {
        return "terraform-same-release";
    }

    @Override
    public String purpose() {
        return "The `helm_release` is the release of `ratchet.yaml`, in the same cluster: name, namespace and the newest"
                + " revision agree.";
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
            Optional.ofNullable(release.known())
                    .filter(known ->
                            situation.newest().filter(live -> same(known, live)).isEmpty())
                    .ifPresent(known -> findings.add(block(
                            "Terraform sees " + told(known) + " of " + planned
                                    + ", and the cluster of ratchet.yaml has "
                                    + situation
                                            .newest()
                                            .map(TerraformSameRelease::told)
                                            .orElse("none"),
                            "have the provider and Ratchet look at the same cluster: KUBECONFIG, kubeContext, the"
                                    + " provider's kubernetes block; where somebody upgrades right now, wait")));
        }
        return findings;
    }

    /** The same number alone proves little: production and its copy may well be at the same revision. */
    private static boolean same(PlannedRelease.KnownRevision known, Release live) {
        boolean deployed = known.deployedSeconds() == 0
                || live.lastDeployed() == null
                || known.deployedSeconds() == live.lastDeployed().getEpochSecond();
        return known.revision() == live.revision()
                && (known.chartVersion() == null || known.chartVersion().equals(live.chartVersion()))
                && deployed;
    }

    private static String told(PlannedRelease.KnownRevision known) {
        return "revision " + known.revision()
                + (known.chartVersion() == null ? "" : " of chart " + known.chartVersion())
                + (known.deployedSeconds() == 0 ? "" : " from " + Instant.ofEpochSecond(known.deployedSeconds()));
    }

    private static String told(Release live) {
        return "revision " + live.revision() + " of chart " + live.chartVersion()
                + (live.lastDeployed() == null
                        ? ""
                        : " from " + live.lastDeployed().truncatedTo(ChronoUnit.SECONDS));
    }

    private Finding block(String seen, String todo) {
        return Finding.block(id(), seen, "the release of ratchet.yaml", todo);
    }
}
