package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.fine;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.config.TerraformSettings;
import io.jenkins.plugins.ratchet.config.Waiver;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.Severity;
import io.jenkins.plugins.ratchet.plan.terraform.PlannedChart;
import io.jenkins.plugins.ratchet.plan.terraform.TerraformOutlook;
import io.jenkins.plugins.ratchet.terraform.PlannedRelease;
import io.jenkins.plugins.ratchet.terraform.ResourceChange;
import io.jenkins.plugins.ratchet.terraform.StateLock;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules about what Terraform would do, one by one. */
class TerraformRulesTest {
    private static final String TARGET = "module.jitera.helm_release.this";
    private static final ResourceChange UPDATE = release("update");

    private PlannedRelease release = planned("carto", "shop", "charts/carto-1.8.0", null, true, 7);
    private PlannedChart chart = new PlannedChart("charts/carto-1.8.0", "1.8.0", "26.8.0", "aa");
    private List<ResourceChange> changes = List.of(UPDATE);
    private List<ResourceChange> drift = List.of();
    private List<String> alsoChanges = List.of();
    private StateLock lock;
    private boolean errored;

    private static ResourceChange release(String... actions) {
        return new ResourceChange(
                TARGET, ResourceChange.HELM_RELEASE, List.of(actions), null, List.of("chart", "version"));
    }

    private static PlannedRelease planned(
            String name, String namespace, String chart, String repository, boolean named, int revision, String... on) {
        return new PlannedRelease(
                TARGET,
                name,
                namespace,
                chart,
                repository,
                "1.8.0",
                named,
                List.of(on),
                1800,
                known(revision, null, 0));
    }

    private static PlannedRelease.KnownRevision known(int revision, String chart, long deployed) {
        return revision == 0 ? null : new PlannedRelease.KnownRevision(revision, chart, deployed);
    }

    private static PlannedRelease sees(PlannedRelease.KnownRevision known) {
        return new PlannedRelease(
                TARGET, "carto", "shop", "charts/carto-1.8.0", null, "1.8.0", true, List.of(), 1800, known);
    }

    private void enabled(String... attributes) {
        release = planned("carto", "shop", "charts/carto-1.8.0", null, true, 7, attributes);
    }

    private SituationBuilder situation() {
        SituationBuilder situation = fine();
        situation.terraform = new TerraformSettings(
                "infra", null, TARGET, "chart_path", List.of("prod.tfvars"), null, alsoChanges, null, null, null);
        situation.outlook = Outlook.NONE.withTerraform(new TerraformOutlook(
                "OpenTofu 1.12.6",
                "tofu",
                "/infra",
                "default",
                TARGET,
                lock,
                errored,
                changes,
                drift,
                release,
                chart,
                12,
                "00"));
        return situation;
    }

    private String told(String rule) {
        return String.join(
                "\n",
                situation().findings(rule).stream()
                        .map(finding -> finding.seen() + " | " + finding.todo())
                        .toList());
    }

    private void refusedBy(String rule) {
        assertThat(situation().refusals()).containsExactly(rule);
        SituationBuilder waived = situation();
        waived.allow.add(new Waiver(rule, "never mind"));
        assertThat(waived.refusals())
                .as("waived")
                .isEqualTo(rule.equals("terraform-version-named") ? List.of() : List.of(rule));
    }

    @Test
    void a_release_that_is_updated_in_place_to_the_chart_that_was_looked_at_passes() {
        assertThat(situation().refusals()).isEmpty();
        assertThat(situation().findings())
                .noneMatch(finding -> finding.rule().startsWith("terraform") && finding.severity() == Severity.WARN);
    }

    @Test
    void a_locked_state_names_who_holds_it_and_nothing_else_is_said() {
        lock = new StateLock("5f2c", "ann@build-7", "OperationTypeApply", "2026-11-27 10:00:00 UTC");
        release = null;
        chart = null;
        changes = List.of();
        refusedBy("terraform-state-unlocked");
        assertThat(told("terraform-state-unlocked"))
                .contains("locked by ann@build-7 (apply) since 2026-11-27 10:00:00 UTC", "tofu force-unlock 5f2c");
    }

    @Test
    void a_replacement_names_what_differs() {
        changes = List.of(release("delete", "create"));
        refusedBy("terraform-release-kept");
        assertThat(told("terraform-release-kept")).contains("would be replaced; what differs: chart, version");
    }

    @Test
    void a_tainted_release_is_explained() {
        changes = List.of(new ResourceChange(
                TARGET,
                ResourceChange.HELM_RELEASE,
                List.of("delete", "create"),
                "replace_because_tainted",
                List.of("id")));
        refusedBy("terraform-release-kept");
        assertThat(told("terraform-release-kept")).contains("is tainted", "tofu untaint " + TARGET);
    }

    @ParameterizedTest
    @CsvSource({"delete, deleted", "forget, forgotten"})
    void another_release_is_not_taken_away_either_even_where_its_address_may_change(String action, String word) {
        changes = List.of(
                UPDATE,
                new ResourceChange(
                        "helm_release.redis",
                        "helm_release",
                        List.of(action),
                        "delete_because_no_resource_config",
                        null));
        alsoChanges = List.of("helm_release.*");
        refusedBy("terraform-release-kept");
        assertThat(told("terraform-release-kept"))
                .contains("helm_release.redis would be " + word + " (delete_because_no_resource_config)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"atomic", "cleanup_on_fail"})
    void nothing_rolls_back_by_itself_and_the_module_is_told_to_change(String attribute) {
        enabled("wait", attribute);
        refusedBy("terraform-no-rollback");
        assertThat(told("terraform-no-rollback"))
                .contains("set " + attribute + " = false on " + TARGET + ", or the module's input");
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_update", "recreate_pods", "replace", "take_ownership", "upgrade_install"})
    void nothing_is_forced(String attribute) {
        enabled(attribute);
        refusedBy("terraform-not-forced");
        assertThat(told("terraform-not-forced")).contains(attribute + " = true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"disable_webhooks", "postrender", "dependency_update", "disable_openapi_validation"})
    void the_migration_is_not_left_out_and_what_was_reviewed_not_changed(String attribute) {
        enabled(attribute);
        refusedBy("terraform-hooks-run");
        assertThat(told("terraform-hooks-run")).contains(attribute);
    }

    @Test
    void a_chart_of_a_repository_names_its_version() {
        release = planned("carto", "shop", "carto", "https://charts.example.com", false, 7);
        refusedBy("terraform-version-named");
        assertThat(told("terraform-version-named")).contains("set version = \"1.8.0\"");
        release = planned("carto", "shop", "oci://registry.example.com/carto", null, false, 7);
        refusedBy("terraform-version-named");
        release = planned("carto", "shop", "charts/carto-1.8.0", null, false, 7);
        assertThat(situation().refusals())
                .as("a directory is a version by itself")
                .isEmpty();
    }

    @Test
    void the_configuration_leads_to_the_version_by_itself() {
        chart = new PlannedChart("charts/carto-1.7.0", "1.7.0", "26.7.0", "bb");
        refusedBy("terraform-target");
        assertThat(told("terraform-target"))
                .contains(
                        "leads to chart charts/carto-1.7.0, version 1.7.0 (app 26.7.0)",
                        "set chart_path = ",
                        "prod.tfvars");
        chart = new PlannedChart("charts/carto-1.8.0", "1.8.0", "26.8.0", "bb");
        refusedBy("terraform-target");
        assertThat(told("terraform-target")).contains("the version is the same, the files are not");
        assertThat(told("terraform-target")).contains("set chart_path = \"../");
        chart = new PlannedChart("/charts/carto-1.8.0", "1.8.0", "26.8.0", "bb");
        assertThat(told("terraform-target")).contains("set chart_path = \"/").doesNotContain("\"../");
        chart = new PlannedChart("carto", "1.9.0", null, null);
        refusedBy("terraform-target");
        assertThat(told("terraform-target")).contains("set chart_path = \"1.8.0\"");
        chart = new PlannedChart("carto", "v1.8.0", null, null);
        assertThat(situation().refusals()).isEmpty();
    }

    @Test
    void other_resources_change_only_where_their_address_says_so() {
        changes = List.of(
                UPDATE,
                new ResourceChange("aws_s3_bucket.logs", "aws_s3_bucket", List.of("update"), null, List.of("tags")));
        refusedBy("terraform-only-target");
        assertThat(told("terraform-only-target")).contains("aws_s3_bucket.logs would change too: update (tags)");
        alsoChanges = List.of("aws_s3_bucket.log");
        assertThat(situation().refusals()).containsExactly("terraform-only-target");
        alsoChanges = List.of("aws_s3_bucket.*");
        assertThat(situation().refusals()).isEmpty();
    }

    @Test
    void it_is_the_release_of_ratchet_yaml_in_the_same_cluster() {
        release = planned("carto", "elsewhere", "charts/carto-1.8.0", null, true, 7);
        refusedBy("terraform-same-release");
        assertThat(told("terraform-same-release")).contains("is release elsewhere/carto, ratchet.yaml has shop/carto");
        release = planned("carto", "shop", "charts/carto-1.8.0", null, true, 3);
        refusedBy("terraform-same-release");
        assertThat(told("terraform-same-release")).contains("sees revision 3", "has revision 7", "same cluster");
        release = sees(known(7, "1.6.0", 0));
        refusedBy("terraform-same-release");
        assertThat(told("terraform-same-release")).contains("revision 7 of chart 1.6.0", "revision 7 of chart 1.7.0");
        release = sees(known(7, "1.7.0", 1_000_000_000));
        refusedBy("terraform-same-release");
        assertThat(told("terraform-same-release")).contains("from 2001-09-09T01:46:40Z");
        release = planned("carto", "shop", "charts/carto-1.8.0", null, true, 0);
        changes = List.of(release("create"));
        refusedBy("terraform-same-release");
        assertThat(told("terraform-same-release"))
                .contains("would install it", "tofu import " + TARGET + " shop/carto");
        release = null;
        chart = null;
        changes = List.of();
        refusedBy("terraform-same-release");
        assertThat(told("terraform-same-release")).contains("/infra has no " + TARGET);
    }

    @Test
    void there_is_something_to_apply_and_the_plan_is_whole() {
        changes = List.of();
        refusedBy("terraform-applicable");
        assertThat(told("terraform-applicable")).contains("nothing to change on " + TARGET);
        changes = List.of(UPDATE);
        errored = true;
        refusedBy("terraform-applicable");
    }

    @Test
    void drift_and_a_short_timeout_are_told_and_do_not_refuse() {
        drift = List.of(new ResourceChange(TARGET, "helm_release", List.of("update"), null, List.of("status")));
        release = new PlannedRelease(
                TARGET,
                "carto",
                "shop",
                "charts/carto-1.8.0",
                null,
                "1.8.0",
                true,
                List.of(),
                300,
                known(7, "1.7.0", 0));
        assertThat(situation().refusals()).isEmpty();
        assertThat(situation().findings())
                .filteredOn(finding -> finding.rule().startsWith("terraform"))
                .extracting(Finding::severity)
                .containsOnly(Severity.WARN);
        assertThat(told("terraform-drift")).contains("status differ");
        assertThat(told("terraform-timeout")).contains("300 s", "set timeout = 1800");
    }

    @Test
    void what_terraform_would_do_is_part_of_the_plans_digest() {
        Situation situation = situation().build();
        TerraformOutlook seen = situation.outlook().knownTerraform().orElseThrow();
        Planner planner = new Planner(Path.of("."));
        Situation other = situation.with(situation
                .outlook()
                .withTerraform(new TerraformOutlook(
                        seen.program(),
                        seen.command(),
                        seen.directory(),
                        seen.workspace(),
                        seen.target(),
                        null,
                        false,
                        seen.changes(),
                        seen.drift(),
                        seen.release(),
                        seen.chart(),
                        seen.serial(),
                        "11")));
        String approved = planner.plan(situation, null).digest();
        assertThat(planner.plan(situation, approved).blocked()).isFalse();
        assertThat(planner.plan(other, approved).findings())
                .filteredOn(finding -> finding.rule().equals("plan-unchanged"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("this changed: Terraform's plan;"));
    }
}
