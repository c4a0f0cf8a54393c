package io.jenkins.plugins.ratchet.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.Suspension;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FreezeOwnerTest {
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
    private static final UpgradeRecord FREE = UpgradeRecord.adopt("shop", "shop", null);
    private static final UpgradeRecord FROZEN =
            FREE.suspending(new Suspension(Suspension.Purpose.FREEZE, null, "job/1", AT, List.of()));

    @Test
    void a_release_that_is_not_frozen_is_anybodys() {
        UpgradeRecord backedUp =
                FREE.suspending(new Suspension(Suspension.Purpose.BACKUP, "id", "job/1", AT, List.of()));
        for (UpgradeRecord record : List.of(FREE, backedUp)) {
            assertThat(FreezeOwner.beforeFreeze(record, "job/2")).isEmpty();
            assertThat(FreezeOwner.beforeThaw(record, "job/2", null)).isEmpty();
        }
    }

    @Test
    void the_same_starter_may_freeze_again_and_thaw() {
        assertThat(FreezeOwner.beforeFreeze(FROZEN, "job/1")).isEmpty();
        assertThat(FreezeOwner.beforeThaw(FROZEN, "job/1", null)).isEmpty();
    }

    @Test
    void another_one_is_told_whose_it_is_and_what_to_do_where_that_one_is_gone() {
        for (Optional<Finding> refused :
                List.of(FreezeOwner.beforeFreeze(FROZEN, "job/2"), FreezeOwner.beforeThaw(FROZEN, "job/2", null))) {
            assertThat(refused).hasValueSatisfying(finding -> {
                assertThat(finding.rule()).isEqualTo("frozen-by-another");
                assertThat(finding.blocks()).isTrue();
                assertThat(finding.seen())
                        .isEqualTo("the release is frozen since 2026-11-21T10:00:00Z by job/1, not by job/2");
                assertThat(finding.todo()).endsWith("`ratchet thaw --frozen-by 'job/1'`");
            });
        }
    }

    @Test
    void a_thaw_that_names_whose_freeze_it_is_has_to_name_the_right_one() {
        assertThat(FreezeOwner.beforeThaw(FROZEN, "job/2", "job/1")).isEmpty();
        assertThat(FreezeOwner.beforeThaw(FROZEN, "job/2", "job/3")).isPresent();
        assertThat(FreezeOwner.beforeThaw(FROZEN, "job/1", "job/3")).isPresent();
    }
}
