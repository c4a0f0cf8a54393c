package io.jenkins.plugins.ratchet.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.ratchet.demo.DemoStep.Expected;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.plan.Rules;
import org.junit.jupiter.api.Test;

class DemoStepTest {
    @Test
    void a_refusal_must_come_from_the_rule_that_the_story_names() throws Exception {
        Expected refused = Expected.refused("backup-proven");
        assertThat(refused.deviation(seen(2, "{'findings': [{'rule': 'backup-proven', 'severity': 'block'}]}")))
                .isEmpty();
        assertThat(refused.deviation(seen(2, "{'findings': [{'rule': 'backup-proven', 'severity': 'warn'}]}")))
                .contains("it was not rule backup-proven that refused");
        assertThat(refused.deviation(seen(0, "{}"))).contains("exit 0, expected 2");
    }

    @Test
    void a_failure_must_give_the_advice_that_fits_it() throws Exception {
        Expected failed = Expected.failed("restore");
        assertThat(failed.deviation(seen(3, "{'state': 'failed', 'advice': {'direction': 'restore'}}")))
                .isEmpty();
        assertThat(failed.deviation(seen(3, "{'state': 'failed', 'advice': {'direction': 'roll-forward'}}")))
                .contains("advice is roll-forward, expected restore");
        assertThat(failed.deviation(seen(3, "{'state': 'failed'}")))
                .contains("advice is not reported, expected restore");
    }

    @Test
    void a_step_that_is_done_must_leave_the_upgrade_in_its_state() throws Exception {
        Expected done = Expected.done("verified");
        assertThat(done.deviation(seen(0, "{'state': 'verified'}"))).isEmpty();
        assertThat(done.deviation(seen(0, "{'state': 'upgraded'}"))).contains("state is upgraded, expected verified");
    }

    @Test
    void the_story_names_rules_that_exist() {
        assertThat(DemoStory.STEPS)
                .extracting(step -> step.expected().rule())
                .allSatisfy(rule ->
                        assertThat(rule == null || Rules.ids().contains(rule)).isTrue());
    }

    private static Ratchet.Invocation seen(int exitCode, String report) throws JsonProcessingException {
        return new Ratchet.Invocation(exitCode, Json.mapper().readTree(report.replace('\'', '"')));
    }
}
