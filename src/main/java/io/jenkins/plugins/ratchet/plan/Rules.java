package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.config.Waiver;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.compose.ComposeExpandOnly;
import io.jenkins.plugins.ratchet.plan.compose.ComposeFilesThere;
import io.jenkins.plugins.ratchet.plan.compose.ComposeImageNotOlder;
import io.jenkins.plugins.ratchet.plan.compose.ComposeImagePinned;
import io.jenkins.plugins.ratchet.plan.compose.ComposeImages;
import io.jenkins.plugins.ratchet.plan.compose.ComposeOrphans;
import io.jenkins.plugins.ratchet.plan.compose.ComposeProjectFiles;
import io.jenkins.plugins.ratchet.plan.compose.ComposeServicesRunning;
import io.jenkins.plugins.ratchet.plan.compose.ComposeVariables;
import io.jenkins.plugins.ratchet.plan.compose.ComposeVersionKept;
import io.jenkins.plugins.ratchet.plan.kots.KotsConsoleVersion;
import io.jenkins.plugins.ratchet.plan.kots.KotsDeployable;
import io.jenkins.plugins.ratchet.plan.kots.KotsDeployedByHand;
import io.jenkins.plugins.ratchet.plan.kots.KotsHelmFlags;
import io.jenkins.plugins.ratchet.plan.kots.KotsPreflights;
import io.jenkins.plugins.ratchet.plan.kots.KotsRequiredVersions;
import io.jenkins.plugins.ratchet.plan.kots.KotsStrictPreflights;
import io.jenkins.plugins.ratchet.plan.kots.KotsVersionNotOlder;
import io.jenkins.plugins.ratchet.plan.path.KubernetesVersion;
import io.jenkins.plugins.ratchet.plan.path.RemovedApis;
import io.jenkins.plugins.ratchet.plan.path.Supported;
import io.jenkins.plugins.ratchet.plan.path.TargetReleased;
import io.jenkins.plugins.ratchet.plan.path.VersionStepping;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformApplicable;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformDrift;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformHooksRun;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformNoRollback;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformNotForced;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformOnlyTarget;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformReleaseKept;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformSameRelease;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformStateUnlocked;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformTarget;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformTimeout;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformVersionNamed;
import io.jenkins.plugins.ratchet.record.HealthBefore;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Restore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All rules, and the one place that evaluates them. */
public final class Rules {
    private static final List<Rule> OWN = List.of(
            new VersionNotOlder(),
            new AppVersionNotOlder(),
            new TargetReleased(),
            new VersionStepping(),
            new Supported(),
            new KubernetesVersion(),
            new RemovedApis(),
            new NoRollback(),
            new HelmArguments(),
            new ReleaseDeployed(),
            new SingleDeployed(),
            new ReleaseNotPending(),
            new NoActiveHookJob(),
            new NoConcurrentRun(),
            new SameChart(),
            new RecordMissing(),
            new RecordMismatch(),
            new StepOrder(),
            new BackupProven(),
            new BackupByHand(),
            new BackupIntact(),
            new ContractMigrations(),
            new WayBackCost(),
            new RehearsedMigrations(),
            new HealthyBefore(),
            new ReconciledElsewhere(),
            new KotsVersionNotOlder(),
            new KotsRequiredVersions(),
            new KotsDeployable(),
            new KotsPreflights(),
            new KotsStrictPreflights(),
            new KotsConsoleVersion(),
            new KotsHelmFlags(),
            new KotsDeployedByHand(),
            new TerraformStateUnlocked(),
            new TerraformSameRelease(),
            new TerraformTarget(),
            new TerraformReleaseKept(),
            new TerraformNoRollback(),
            new TerraformNotForced(),
            new TerraformHooksRun(),
            new TerraformVersionNamed(),
            new TerraformOnlyTarget(),
            new TerraformApplicable(),
            new TerraformDrift(),
            new TerraformTimeout(),
            new ComposeVariables(),
            new ComposeFilesThere(),
            new ComposeImages(),
            new ComposeImagePinned(),
            new ComposeImageNotOlder(),
            new ComposeProjectFiles(),
            new ComposeOrphans(),
            new ComposeServicesRunning(),
            new ComposeVersionKept(),
            new ComposeExpandOnly());

    public static final List<Rule> ALL =
            Stream.concat(OWN.stream(), ChangeRule.all().stream()).toList();

    private Rules() {}

    /** Ids that {@code allow} may name. */
    public static Set<String> waivableIds() {
        return ALL.stream().filter(Rule::waivable).map(Rule::id).collect(Collectors.toSet());
    }

    /** Ids of all rules. */
    public static Set<String> ids() {
        return ALL.stream().map(Rule::id).collect(Collectors.toSet());
    }

    /** What is said to a run that found the lock taken. */
    public static Finding concurrentRun(String holder) {
        return NoConcurrentRun.finding(holder);
    }

    /**
     * What refuses a verification: it comes after the upgrade that it is of.
     *
     * @param live what is deployed; null where nothing is
     */
    public static List<Finding> beforeVerification(RecordStore.Stored stored, ReleaseVersion live, Reached expected) {
        return StepOrder.beforeVerification(stored, live, expected).stream().toList();
    }

    /** What is said where checks found before the upgrade that the product is not well. */
    public static Finding unhealthy(HealthBefore found) {
        return HealthyBefore.unhealthy(found);
    }

    /** What is said to every step but the restore itself while one is half done. */
    public static Finding halfRestored(Restore restore) {
        return StepOrder.halfRestored(restore);
    }

    /** Evaluates every rule; waivers applied, those that block first. */
    public static List<Finding> evaluate(Situation situation) {
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : ALL) {
            if (situation.purpose() == Purpose.BACKUP && !rule.beforeBackup()
                    || situation.purpose() == Purpose.RESTORE && !rule.beforeRestore()) {
                continue;
            }
            for (Finding finding : rule.evaluate(situation)) {
                findings.add(
                        rule.waivable() ? waived(finding, situation.config().allow()) : finding);
            }
        }
        findings.sort(Comparator.comparing(Finding::severity));
        return List.copyOf(findings);
    }

    private static Finding waived(Finding finding, List<Waiver> allow) {
        if (!finding.blocks()) {
            return finding;
        }
        return allow.stream()
                .filter(waiver -> waiver.rule().equals(finding.rule()))
                .findFirst()
                .map(waiver -> finding.waived(waiver.reason()))
                .orElse(finding);
    }
}
