package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.NOW;
import static io.jenkins.plugins.ratchet.plan.SituationBuilder.opened;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A verification comes after the upgrade that it is of. */
class VerificationOrderTest {
    private static final ReleaseVersion OLD = new ReleaseVersion("carto", "1.7.0", "26.7.0", 7);
    private static final ReleaseVersion NEW = new ReleaseVersion("carto", "1.8.0", "26.8.0", 8);
    private static final String PLAN = "sha256:1";
    private static final Reached ANY = new Reached(null, null);

    private static Upgrade towards(ReleaseVersion target, String plan) {
        return opened().towards(OLD, target, plan, List.of(), Map.of());
    }

    private static Upgrade upgraded(ReleaseVersion target, String plan) {
        return towards(target, plan).enter(UpgradeState.UPGRADED, null, NOW);
    }

    private static RecordStore.Stored record(Upgrade open, Upgrade... past) {
        return new RecordStore.Stored(
                new UpgradeRecord(1, "carto", "shop", null, open, List.of(past), null, null), "1", null);
    }

    private static List<Finding> found(RecordStore.Stored stored, ReleaseVersion live, Reached expected) {
        List<Finding> findings = Rules.beforeVerification(stored, live, expected);
        assertThat(findings).allMatch(finding -> finding.rule().equals("step-order") && finding.blocks());
        return findings;
    }

    private static void refused(RecordStore.Stored stored, ReleaseVersion live, Reached expected, String... seen) {
        assertThat(found(stored, live, expected)).singleElement().satisfies(finding -> {
            assertThat(finding.seen()).contains(seen);
            assertThat(finding.expected()).isEqualTo("step upgrade done before verify");
            assertThat(finding.todo()).isEqualTo("run `ratchet upgrade` first");
        });
    }

    @Test
    void without_an_upgrade_a_release_may_be_checked_at_any_time() {
        assertThat(found(record(null), OLD, ANY)).isEmpty();
        assertThat(found(new RecordStore.Stored(null, null, null), OLD, ANY)).isEmpty();
    }

    @Test
    void an_upgrade_that_has_not_come_that_far_is_not_verified() {
        assertThat(found(record(opened()), OLD, ANY))
                .singleElement()
                .satisfies(finding -> assertThat(finding.expected()).contains("step backup"));
        refused(record(opened().enter(UpgradeState.BACKED_UP, null, NOW)), OLD, ANY, "is backed-up");
        refused(
                record(towards(NEW, PLAN).fail(Upgrade.AT_UPGRADE, "no", NOW)),
                OLD,
                new Reached("1.8.0", PLAN),
                "to carto 1.8.0",
                "is failed at step upgrade");
    }

    @Test
    void the_plan_that_was_approved_must_have_been_followed() {
        Reached expected = new Reached(null, PLAN);
        refused(record(null), OLD, expected, "no upgrade of plan sha256:1 was done", "the release's record has none");
        refused(new RecordStore.Stored(null, null, null), OLD, expected, "no upgrade of plan sha256:1 was done");
        refused(new RecordStore.Stored(null, "1", "edited"), OLD, expected, "cannot be trusted: edited");
        refused(record(upgraded(NEW, "sha256:2")), NEW, expected, "the last one: upgrade", "is upgraded");
        assertThat(found(record(upgraded(NEW, PLAN)), NEW, expected)).isEmpty();
    }

    @Test
    void a_failed_verification_may_be_repeated_and_a_good_one_too() {
        Reached expected = new Reached("1.8.0", PLAN);
        assertThat(found(record(upgraded(NEW, PLAN).fail(Upgrade.AT_VERIFY, "no", NOW)), NEW, expected))
                .isEmpty();
        assertThat(found(record(null, upgraded(NEW, PLAN).enter(UpgradeState.VERIFIED, null, NOW)), NEW, expected))
                .isEmpty();
    }

    @Test
    void what_another_upgrade_made_of_the_release_is_not_what_was_approved() {
        Upgrade mine = upgraded(OLD, PLAN).enter(UpgradeState.VERIFIED, null, NOW);
        Upgrade later = upgraded(NEW, "sha256:2").enter(UpgradeState.VERIFIED, null, NOW);
        refused(record(null, mine, later), NEW, new Reached(null, PLAN), "was followed by another", "to carto 1.8.0");
    }

    @Test
    void while_a_restore_is_half_done_nothing_is_verified() {
        Restore half = new Restore(
                "7",
                Restore.Strategy.IN_PLACE,
                null,
                null,
                "job/9",
                NOW,
                null,
                List.of(),
                Map.of(),
                Map.of(),
                null,
                null);
        RecordStore.Stored stored = new RecordStore.Stored(
                new UpgradeRecord(1, "carto", "shop", null, upgraded(NEW, PLAN), List.of(), half, null), "1", null);
        assertThat(found(stored, NEW, ANY))
                .singleElement()
                .satisfies(finding -> assertThat(finding.todo()).startsWith("run `ratchet restore --upgrade 7"));
    }

    @Test
    void a_restored_upgrade_is_undone() {
        Upgrade restored = upgraded(NEW, PLAN).enter(UpgradeState.RESTORED, null, NOW);
        refused(record(null, restored), OLD, new Reached(null, PLAN), "no upgrade of plan", "is restored");
    }

    @ParameterizedTest
    @CsvSource({"1.8.0, true", "v1.8.0, true", "26.8.0, true", "1.7.0, false", "1.8, false", "1.9.0, false"})
    void the_version_must_have_been_reached(String version, boolean reached) {
        Reached expected = new Reached(version, null);
        for (RecordStore.Stored stored : List.of(record(null), record(upgraded(NEW, PLAN)))) {
            if (reached) {
                assertThat(found(stored, NEW, expected)).isEmpty();
            } else {
                refused(stored, NEW, expected, "version " + version + " was not reached", "at carto 1.8.0");
            }
        }
    }

    @Test
    void nothing_deployed_is_no_version() {
        refused(record(null), null, new Reached("1.8.0", null), "the release is not deployed");
    }
}
