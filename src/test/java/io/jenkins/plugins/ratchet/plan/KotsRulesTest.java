package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.fine;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.config.Waiver;
import io.jenkins.plugins.ratchet.kots.KotsVersion;
import io.jenkins.plugins.ratchet.kots.Preflight;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.Severity;
import io.jenkins.plugins.ratchet.plan.kots.KotsOutlook;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules about what an admin console of KOTS says. */
class KotsRulesTest {
    private static final KotsVersion CURRENT = version("1.7.0", 3, KotsVersion.DEPLOYED, false);
    private static final KotsVersion TARGET = version("1.8.0", 5, "pending", false);

    private static KotsVersion version(String label, long sequence, String status, boolean required) {
        return new KotsVersion(label, sequence, status, required, null, null, false, null, null, null);
    }

    private static KotsVersion checked(Preflight... checks) {
        return new KotsVersion("1.8.0", 5, "pending", false, null, null, false, List.of(checks), null, null);
    }

    private static Preflight check(Preflight.Outcome outcome, boolean strict) {
        return new Preflight("Disk", "12 GiB are free", outcome, strict);
    }

    private static SituationBuilder console(
            String version, String needed, KotsVersion current, KotsVersion target, KotsVersion... between) {
        SituationBuilder situation = fine();
        situation.outlook = Outlook.NONE.withKots(
                new KotsOutlook(version, needed, current, target, null, null, null, List.of(between)));
        return situation;
    }

    private static SituationBuilder going(KotsVersion current, KotsVersion target, KotsVersion... between) {
        return console("v1.117.3", null, current, target, between);
    }

    @Test
    void a_newer_version_that_the_console_can_deploy_passes() {
        assertThat(going(CURRENT, TARGET).refusals()).isEmpty();
        assertThat(going(null, TARGET).refusals()).as("nothing is deployed yet").isEmpty();
    }

    @Test
    void an_older_sequence_is_refused_though_its_label_may_look_newer() {
        assertThat(going(CURRENT, version("1.9.0", 2, "pending", false)).refusals())
                .containsExactly("kots-version-not-older");
    }

    @Test
    void required_versions_in_between_are_named_with_the_one_to_go_to_first() {
        SituationBuilder situation = going(
                CURRENT,
                version("1.8.0", 9, "pending", false),
                version("1.7.1", 4, "pending", true),
                version("1.7.2", 5, "pending", false),
                version("1.7.3", 6, "pending", true));

        assertThat(situation.refusals()).containsExactly("kots-required-versions");
        assertThat(situation.findings("kots-required-versions"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen() + " | " + finding.todo())
                        .contains("1.7.1 (sequence 4), 1.7.3 (sequence 6) are required", "--to 1.7.1")
                        .doesNotContain("1.7.2"));
    }

    @Test
    void a_required_version_that_failed_is_not_passed_over_but_may_be_deployed_again() {
        KotsVersion failed = version("1.7.5", 3, KotsVersion.FAILED, true);

        assertThat(going(failed, TARGET).refusals()).containsExactly("kots-required-versions");
        assertThat(going(failed, version("1.7.5", 4, "pending", true)).refusals())
                .isEmpty();
        assertThat(going(version("1.7.5", 3, KotsVersion.FAILED, false), TARGET).refusals())
                .as("it was not required")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        KotsVersion.PENDING_CONFIG + ", fill in its configuration",
        KotsVersion.PENDING_DOWNLOAD + ", download it again",
        KotsVersion.PENDING_PREFLIGHT + ", wait until they are",
    })
    void what_the_console_cannot_deploy_yet_is_refused_with_what_to_do(String status, String todo) {
        SituationBuilder situation = going(CURRENT, version("1.8.0", 5, status, false));

        assertThat(situation.refusals()).containsExactly("kots-deployable");
        assertThat(situation.findings("kots-deployable").get(0).todo()).contains(todo);
    }

    @Test
    void what_the_console_would_not_deploy_and_what_it_has_already_is_refused_in_its_words() {
        KotsVersion hindered = new KotsVersion(
                "1.8.0", 5, "pending", false, "a required version comes first", null, false, null, null, null);
        assertThat(going(CURRENT, hindered).findings("kots-deployable").get(0).seen())
                .contains("a required version comes first");
        KotsVersion lost = new KotsVersion(
                "1.8.0",
                5,
                KotsVersion.PENDING_DOWNLOAD,
                false,
                null,
                "no space left on device",
                false,
                null,
                null,
                null);
        assertThat(going(CURRENT, lost).findings("kots-deployable").get(0).seen())
                .contains("no space left on device");
        assertThat(going(CURRENT, CURRENT).findings("kots-deployable").get(0).seen())
                .contains("deploys no version twice");
    }

    @Test
    void while_another_version_is_being_deployed_nothing_is_asked_for() {
        SituationBuilder situation = going(version("1.7.1", 4, KotsVersion.DEPLOYING, false), TARGET);

        assertThat(situation.refusals()).containsExactly("kots-deployable");
        assertThat(situation.findings("kots-deployable").get(0).seen()).contains("1.7.1 (sequence 4) right now");
    }

    @Test
    void checks_that_warn_or_fail_need_a_reason_and_strict_ones_let_nobody_pass() {
        SituationBuilder situation = going(
                CURRENT,
                checked(
                        check(Preflight.Outcome.PASS, false),
                        check(Preflight.Outcome.WARN, false),
                        check(Preflight.Outcome.FAIL, false),
                        check(Preflight.Outcome.FAIL, true)));
        situation.allow.add(new Waiver("kots-preflights", "the disk is watched"));

        assertThat(situation.refusals()).containsExactly("kots-strict-preflights");
        assertThat(situation.findings("kots-preflights"))
                .extracting(Finding::seen)
                .anyMatch(seen -> seen.startsWith("preflight check warns: Disk"))
                .anyMatch(seen -> seen.startsWith("preflight check failed: Disk"))
                .anyMatch(seen -> seen.startsWith("preflight checks that passed: Disk"));
        situation.allow.clear();
        assertThat(situation.refusals()).containsExactlyInAnyOrder("kots-preflights", "kots-strict-preflights");
    }

    @Test
    void checks_that_somebody_skipped_did_not_pass() {
        KotsVersion skipped = new KotsVersion("1.8.0", 5, "pending", false, null, null, true, null, null, null);

        assertThat(going(CURRENT, skipped).refusals()).containsExactly("kots-preflights");
    }

    private static SituationBuilder takenBack(KotsVersion current, KotsVersion target) {
        SituationBuilder situation = fine();
        situation.outlook =
                Outlook.NONE.withKots(new KotsOutlook("v1.117.3", null, current, target, "1.7.0", null, null, null));
        return situation;
    }

    @Test
    void what_a_restore_took_back_is_not_deployed_though_the_console_says_so() {
        KotsVersion current = version("1.8.0", 5, KotsVersion.DEPLOYED, true);

        SituationBuilder same = takenBack(current, current);
        assertThat(same.refusals()).containsExactly("kots-deployable");
        assertThat(same.findings("kots-deployable").get(0))
                .satisfies(finding -> assertThat(finding.seen() + finding.todo())
                        .contains(
                                "calls 1.8.0 (sequence 5) deployed",
                                "the release is 1.7.0",
                                "a further sequence of 1.8.0"));
        SituationBuilder further = takenBack(current, version("1.8.0", 6, "pending", true));
        assertThat(further.refusals()).isEmpty();
        assertThat(further.findings("kots-deployable"))
                .extracting(Finding::severity)
                .containsExactly(Severity.WARN);
        assertThat(takenBack(current, version("1.9.0", 6, "pending", false)).refusals())
                .as("a required version that was taken back is not passed over")
                .containsExactly("kots-required-versions");
    }

    @ParameterizedTest
    @CsvSource({
        "v1.117.3, 1.117.3, true",
        "v1.118.0, 1.117.3, true",
        "v1.117.2, 1.117.3, false",
        "v1.99.0, 1.117.3, false"
    })
    void the_console_is_as_new_as_the_version_asks_for(String console, String needed, boolean passes) {
        SituationBuilder situation = console(console, needed, CURRENT, TARGET);

        assertThat(situation.refusals().isEmpty()).isEqualTo(passes);
        assertThat(situation.findings("kots-console-version"))
                .allSatisfy(finding -> assertThat(finding.todo()).contains("in exactly that version"));
    }

    @ParameterizedTest
    @CsvSource(
            value = {"null", "nightly"},
            nullValues = "null")
    void a_console_whose_version_nobody_can_tell_is_no_refusal_but_is_told(String version) {
        SituationBuilder situation = console(version, "1.117.3", CURRENT, TARGET);

        assertThat(situation.refusals()).isEmpty();
        assertThat(situation.findings("kots-console-version"))
                .extracting(Finding::severity)
                .containsExactly(Severity.WARN);
    }

    @ParameterizedTest
    @CsvSource({
        "--atomic, false",
        "--rollback-on-failure=true, false",
        "--cleanup-on-fail, false",
        "--force, false",
        "--skip-crds, true"
    })
    void what_the_vendor_has_helm_told_does_not_roll_back(String flag, boolean passes) {
        SituationBuilder situation = fine();
        List<String> flags = List.of("--timeout", "300s", flag);
        situation.outlook =
                Outlook.NONE.withKots(new KotsOutlook("v1.117.3", null, CURRENT, TARGET, null, flags, null, null));

        assertThat(situation.refusals().isEmpty()).isEqualTo(passes);
        situation.allow.add(new Waiver("kots-helm-flags", "the vendor tested it"));
        assertThat(situation.refusals()).isEmpty();
    }

    @Test
    void a_console_that_deploys_by_itself_is_warned_of() {
        SituationBuilder situation = fine();
        situation.outlook =
                Outlook.NONE.withKots(new KotsOutlook("v1", null, CURRENT, TARGET, null, null, "sequence", null));

        assertThat(situation.refusals()).isEmpty();
        assertThat(situation.findings("kots-deployed-by-hand"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("by itself", "sequence"));
        assertThat(going(CURRENT, TARGET).findings("kots-deployed-by-hand")).isEmpty();
    }
}
