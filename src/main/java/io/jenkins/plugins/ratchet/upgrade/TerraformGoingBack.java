package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.plan.terraform.PlannedChart;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformStateUnlocked;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformTarget;
import io.jenkins.plugins.ratchet.record.AppliedPlan;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.terraform.KeptState;
import io.jenkins.plugins.ratchet.terraform.PlannedRelease;
import io.jenkins.plugins.ratchet.terraform.StateLockedException;
import io.jenkins.plugins.ratchet.terraform.Terraform;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a release that goes back leaves behind in Terraform: a configuration that leads on to the chart that was left. The
 * provider sees that the release is older, so whoever applies next upgrades once more, with no backup and no question.
 */
final class TerraformGoingBack {
    private final Terraform terraform;
    private final Upgrade upgrade;
    private final Path file;

    /** @param file for a plan that nobody applies, in a directory of this run that nobody else can read */
    TerraformGoingBack(Terraform terraform, Upgrade upgrade, Path file) {
        this.terraform = terraform;
        this.upgrade = upgrade;
        this.file = file;
    }

    /**
     * What people have to know and to do.
     *
     * @throws RefusedException where somebody is at work on the state, or it is another one
     */
    List<String> notes() {
        sameWorkspace();
        Optional<PlannedChart> next = planned();
        String back = upgrade.from().chartVersion();
        if (next.isPresent() && back.equals(next.get().version())) {
            return List.of(
                    "Terraform is not told: its state goes on knowing the newer revision; the configuration leads to"
                            + " chart " + next.get() + ", keep it so until you go forward again");
        }
        String command = "`" + terraform.command() + " apply`";
        return List.of("Terraform is not told: its configuration in " + terraform.directory() + " goes on leading to "
                + next.map(chart -> "chart " + chart).orElse("the newer chart")
                + ", and the next " + command + " by anybody would upgrade once more, without a backup. Nobody may run "
                + command + " there, no nightly job either, until " + setBack()
                + "; then `ratchet upgrade --to " + back + "` brings the state along");
    }

    private void sameWorkspace() {
        String then = applied().map(AppliedPlan::workspace).orElse(null);
        String now = terraform.workspace();
        if (then != null && !then.equals(now)) {
            throw new RefusedException(List.of(Finding.block(
                    "restore-possible",
                    "workspace " + now + " is selected in " + terraform.directory() + ", and upgrade " + upgrade.id()
                            + " was applied in " + then,
                    "the workspace of the upgrade",
                    "select it with `" + terraform.command() + " workspace select " + then
                            + "`, or name it in terraform.workspace")));
        }
    }

    /** A plan takes the state's lock: nobody applies while it is made. */
    private Optional<PlannedChart> planned() {
        try {
            return terraform
                    .plan(file)
                    .release(terraform.settings().target())
                    .filter(release -> release.chart() != null)
                    .map(release -> PlannedChart.of(terraform.directory(), release));
        } catch (StateLockedException e) {
            throw new RefusedException(List.of(TerraformStateUnlocked.finding(e.lock(), terraform.command())));
        }
    }

    /** By the copy of the state from before; where that is of something else, in words. */
    private String setBack() {
        String back = upgrade.from().chartVersion();
        Optional<PlannedRelease> then = applied()
                .flatMap(plan ->
                        KeptState.read(Path.of(plan.stateBackup())).flatMap(state -> state.release(plan.target())))
                .filter(release -> release.chart() != null)
                .filter(release -> back.equals(
                        PlannedChart.of(terraform.directory(), release).version()));
        String target = terraform.settings().target();
        return then.map(release -> TerraformTarget.setting(
                                terraform.settings(),
                                target,
                                release.remote(),
                                release.remote() ? release.version() : release.chart())
                        + " is set again")
                .orElseGet(() -> (terraform.settings().variable() == null
                                ? "the chart of " + target
                                : terraform.settings().variable())
                        + " leads to the chart of " + back + " again");
    }

    private Optional<AppliedPlan> applied() {
        return Optional.ofNullable(upgrade.helm()).map(run -> run.plan());
    }
}
