package io.jenkins.plugins.ratchet.plan.terraform;

import io.jenkins.plugins.ratchet.config.TerraformSettings;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.nio.file.Path;
import java.util.List;

/**
 * The configuration by itself leads to the version to go to. Ratchet passes no variable of its own: whoever ran Terraform
 * next, without Ratchet, would take the release back to what the configuration still says.
 */
public final class TerraformTarget extends TerraformRule {
    @Override
    public String id() {
        return "terraform-target";
    }

    @Override
    public String purpose() {
        return "The configuration itself leads to the version to go to, and to the very chart that was looked at: given on"
                + " the command line only, the next `terraform apply` would go back.";
    }

    @Override
    List<Finding> judge(TerraformOutlook terraform, Situation situation) {
        PlannedChart planned = terraform.chart();
        ChartInfo target = situation.target();
        if (planned == null || terraform.leadsTo(target)) {
            return List.of();
        }
        boolean sameVersion = target.version().equals(planned.version());
        return List.of(Finding.block(
                id(),
                "the configuration leads to chart " + planned + ", not to " + target.target()
                        + (sameVersion && planned.sha256() != null
                                ? ": the version is the same, the files are not"
                                : ""),
                "a configuration that leads to " + target.target() + " by itself",
                todo(situation.config().terraform(), terraform, planned, target)));
    }

    private static String todo(
            TerraformSettings settings, TerraformOutlook terraform, PlannedChart planned, ChartInfo target) {
        String value = planned.sha256() == null ? target.version() : place(terraform, planned, target);
        return "set " + setting(settings, terraform.target(), planned.sha256() == null, value)
                + ", keep it where the configuration is kept, and plan again";
    }

    /** What has to be set where, so that the configuration leads to another chart; follows the word set. */
    public static String setting(TerraformSettings settings, String target, boolean remote, String value) {
        return settings != null && settings.variable() != null
                ? settings.variable() + " = \"" + value + "\" in "
                        + (settings.varFiles().isEmpty()
                                ? "its variable files"
                                : settings.varFiles().get(settings.varFiles().size() - 1))
                : (remote ? "version" : "chart") + " of " + target + " to \"" + value + "\"";
    }

    /** As the configuration names the chart so far: from the root module where that was relative, as in another clone. */
    private static String place(TerraformOutlook terraform, PlannedChart planned, ChartInfo target) {
        Path path = target.path().toAbsolutePath().normalize();
        return Path.of(planned.place()).isAbsolute()
                ? path.toString()
                : Path.of(terraform.directory())
                        .toAbsolutePath()
                        .relativize(path)
                        .toString();
    }
}
