package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.AbortException;
import java.util.List;
import java.util.Map;
import net.sf.json.JSONObject;
import org.junit.jupiter.api.Test;

class EngineStepTest {
    @Test
    void parametersBecomeArguments() {
        HelmUpgradeForwardOnlyStep step = new HelmUpgradeForwardOnlyStep();
        step.setConfig(" deploy/ratchet.yaml ");
        step.setNamespace("prod");
        step.setValues(List.of("a.yaml", "--b.yaml"));
        step.setAllow(List.of("support-window=CHANGE-12, agreed"));
        step.setVersion("1.3.0");
        step.setPlan("sha256:12");
        step.setAfterRollback(7);
        step.setExtraArgs(List.of("--set", "image.tag=1"));
        step.setRelease("");
        EngineCall call = step.call("helmUpgradeForwardOnly");
        assertThat(call.command()).isEqualTo("upgrade");
        assertThat(call.options())
                .containsExactly(
                        "--config=deploy/ratchet.yaml",
                        "--namespace=prod",
                        "--values=a.yaml",
                        "--values=--b.yaml",
                        "--allow=support-window=CHANGE-12, agreed",
                        "--to=1.3.0",
                        "--plan=sha256:12",
                        "--after-rollback=7");
        assertThat(call.helmArguments()).containsExactly("--set", "image.tag=1");
    }

    @Test
    void aStageViewShowsWhereItGoesAndNothingElse() {
        assertThat(new PlanUpgradeStep.DescriptorImpl()
                        .argumentsToString(Map.of(
                                "release",
                                "carto",
                                "version",
                                "1.3.0",
                                "credentials",
                                List.of("carto-db"),
                                "extraArgs",
                                List.of("--set", "password=x"))))
                .isEqualTo("carto 1.3.0");
        assertThat(new PlanUpgradeStep.DescriptorImpl().argumentsToString(Map.of()))
                .isNull();
    }

    @Test
    void aWrongWordIsNamed() {
        VerifyUpgradeStep step = new VerifyUpgradeStep();
        step.setOnFailure(" ignore ");
        // As such it reaches the user as one line, without a stack trace; and the context was not even asked.
        assertThatThrownBy(() -> step.start(null))
                .isInstanceOf(AbortException.class)
                .hasMessage("verifyUpgrade: onFailure is 'ignore'; expected 'fail' or 'unstable'");
    }

    @Test
    void aVerificationNamesItsUpgrade() {
        VerifyUpgradeStep step = new VerifyUpgradeStep();
        step.setVersion("1.3.0");
        step.setPlan("sha256:12");
        assertThat(step.call("verifyUpgrade").options())
                .containsExactly("--config=ratchet.yaml", "--to=1.3.0", "--plan=sha256:12");
    }

    @Test
    void aVerificationMayComeBeforeItsUpgrade() {
        VerifyUpgradeStep step = new VerifyUpgradeStep();
        step.setBefore(true);
        assertThat(step.call("verifyUpgrade").options()).containsExactly("--config=ratchet.yaml", "--before=true");
    }

    @Test
    void aPlanMayRehearse() {
        PlanUpgradeStep step = new PlanUpgradeStep();
        step.setVersion("1.3.0");
        assertThat(step.call("planUpgrade").options()).containsExactly("--config=ratchet.yaml", "--to=1.3.0");
        step.setRehearse(true);
        assertThat(step.call("planUpgrade").options())
                .containsExactly("--config=ratchet.yaml", "--to=1.3.0", "--rehearse=true");
    }

    @Test
    void aPlanMayAskTheRegistriesForItsImages() {
        PlanUpgradeStep step = new PlanUpgradeStep();
        step.setCheckImages(true);
        assertThat(step.call("planUpgrade").options()).containsExactly("--config=ratchet.yaml", "--check-images=true");
    }

    @Test
    void anUpgradeMayGoThroughSeveralVersionsAndSayWhereTheBackupsOnTheWayGo() throws Exception {
        HelmUpgradeForwardOnlyStep step = new HelmUpgradeForwardOnlyStep();
        step.setVersion("3.0.0");
        step.setThrough(true);
        step.setBackupTo(" /backups ");
        step.check();
        assertThat(step.call("helmUpgradeForwardOnly").options())
                .containsExactly("--config=ratchet.yaml", "--to=3.0.0", "--through=true", "--backup-to=/backups");
    }

    @Test
    void aPlaceForBackupsOfAnUpgradeThatMakesNoneIsToldInOneLine() {
        HelmUpgradeForwardOnlyStep step = new HelmUpgradeForwardOnlyStep();
        step.setBackupTo("/backups");
        assertThatThrownBy(() -> step.start(null))
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith("helmUpgradeForwardOnly: backupTo is '/backups', but only through: true makes");
    }

    @Test
    void anUpgradeThroughAnAdminConsoleSaysSoAndTakesNoArgumentsOfHelm() throws Exception {
        KotsUpgradeForwardOnlyStep step = new KotsUpgradeForwardOnlyStep();
        step.setVersion("2026.11.1");
        step.setPlan("sha256:12");
        step.check();
        EngineCall call = step.call("kotsUpgradeForwardOnly");
        assertThat(call.command()).isEqualTo("upgrade");
        assertThat(call.options())
                .containsExactly("--config=ratchet.yaml", "--to=2026.11.1", "--plan=sha256:12", "--installer=kots");
        step.setExtraArgs(List.of("--set", "a=b"));
        assertThatThrownBy(() -> step.start(null))
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith("kotsUpgradeForwardOnly: extraArgs are for helm");
    }

    @Test
    void anUpgradeThroughTerraformSaysSoAndTakesNoArgumentsOfHelm() throws Exception {
        TerraformUpgradeForwardOnlyStep step = new TerraformUpgradeForwardOnlyStep();
        step.setVersion("26.6.1");
        step.setPlan("sha256:12");
        step.check();
        EngineCall call = step.call("terraformUpgradeForwardOnly");
        assertThat(call.command()).isEqualTo("upgrade");
        assertThat(call.options())
                .containsExactly("--config=ratchet.yaml", "--to=26.6.1", "--plan=sha256:12", "--installer=terraform");
        step.setExtraArgs(List.of("--set", "a=b"));
        assertThatThrownBy(() -> step.start(null))
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith("terraformUpgradeForwardOnly: extraArgs are for helm");
    }

    @Test
    void anUpgradeOfAProjectOfComposeSaysSoAndTakesNoArgumentsOfHelm() throws Exception {
        ComposeUpgradeForwardOnlyStep step = new ComposeUpgradeForwardOnlyStep();
        step.setVersion("2026.11.1");
        step.setPlan("sha256:12");
        step.check();
        EngineCall call = step.call("composeUpgradeForwardOnly");
        assertThat(call.command()).isEqualTo("upgrade");
        assertThat(call.options())
                .containsExactly("--config=ratchet.yaml", "--to=2026.11.1", "--plan=sha256:12", "--installer=compose");
        step.setExtraArgs(List.of("--set", "a=b"));
        assertThatThrownBy(() -> step.start(null))
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith("composeUpgradeForwardOnly: extraArgs are for helm");
    }

    @Test
    void aFormsLinesBecomeAList() {
        JSONObject form = new JSONObject();
        form.put("valuesLines", "a.yaml\n\n  b.yaml ");
        form.put("allowLines", " ");
        assertThatThrownBy(() -> new PlanUpgradeStep.DescriptorImpl().newInstance(null, form))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(form.get("values")).hasToString("[a.yaml, b.yaml]");
        assertThat(form.has("allow") || form.has("valuesLines")).isFalse();
    }

    @Test
    void everyStepHasAName() {
        assertThat(new PlanUpgradeStep.DescriptorImpl().getDisplayName()).startsWith("Plan an upgrade");
        assertThat(new UpgradeStatusStep.DescriptorImpl().getDisplayName()).startsWith("Show how far");
    }

    @Test
    void aRestoreNamesItsUpgradeItsStrategyAndWhatItIsAbout() throws Exception {
        RestoreDatabasesStep step = new RestoreDatabasesStep(" 20261121-093015-3fa2 ");
        step.setStrategy("in-place");
        step.setDatabases(List.of("metadata", "aiproxy"));
        step.setReason("mongodb was not written to");
        step.setPlan("sha256:00");

        step.check();
        assertThat(step.call("restoreDatabases").options())
                .contains(
                        "--upgrade=20261121-093015-3fa2",
                        "--strategy=in-place",
                        "--database=metadata",
                        "--database=aiproxy",
                        "--reason=mongodb was not written to",
                        "--plan=sha256:00")
                .noneMatch(option -> option.startsWith("--yes"));
        step.setApproved(true);
        assertThat(step.call("restoreDatabases").options()).contains("--yes=true");
    }

    @Test
    void aRestoreWithoutAnUpgradeOrWithAnotherStrategyIsToldInOneLine() {
        assertThatThrownBy(new RestoreDatabasesStep(null)::check)
                .isInstanceOf(AbortException.class)
                .hasMessageStartingWith("restoreDatabases: upgrade is missing");
        RestoreDatabasesStep step = new RestoreDatabasesStep("u-1");
        step.setStrategy("rollback");
        assertThatThrownBy(step::check)
                .isInstanceOf(AbortException.class)
                .hasMessage("restoreDatabases: strategy is 'rollback'; expected 'new-instance' or 'in-place'");
    }
}
