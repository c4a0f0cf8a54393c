package io.jenkins.plugins.ratchet.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What Terraform and OpenTofu print with {@code -json}. */
class MachineLogTest {
    private static final String VERSION = """
            {"@level":"info","@message":"OpenTofu 1.12.6","@module":"tofu.ui","type":"version","ui":"1.2"}
            """;
    private static final String STARTED = """
            {"@level":"info","@message":"helm_release.jitera: Modifying...","type":"apply_start",\
            "hook":{"resource":{"addr":"helm_release.jitera"},"action":"update"}}
            """;

    private static String error(String summary, String detail) {
        return "{\"@level\":\"error\",\"@message\":\"Error: " + summary + "\",\"type\":\"diagnostic\",\"diagnostic\":"
                + "{\"severity\":\"error\",\"summary\":\"" + summary + "\",\"detail\":\"" + detail + "\"}}\n";
    }

    @Test
    void tells_which_resources_were_begun() {
        MachineLog log = MachineLog.read(VERSION + STARTED + error("Error upgrading chart", "no such\\nvalue"), true);
        assertThat(log.began()).isTrue();
        assertThat(log.begun()).containsExactly("helm_release.jitera");
        assertThat(log.sentence()).isEqualTo("Error upgrading chart: no such value");
    }

    @Test
    void a_stale_plan_began_nothing() {
        MachineLog log = MachineLog.read(VERSION + error("Saved plan is stale", "The given plan file …"), true);
        assertThat(log.stale()).isTrue();
        assertThat(log.began()).isFalse();
        assertThat(MachineLog.read(error("Failed", "it says: Saved plan is stale"), true)
                        .stale())
                .as("somebody else's words")
                .isFalse();
    }

    @Test
    void a_log_whose_beginning_is_missing_proves_nothing() {
        assertThat(MachineLog.read(error("Saved plan is stale", ""), false).began())
                .isTrue();
    }

    @Test
    void who_holds_a_lock_is_read_from_either_way_of_telling_it() {
        String info = "Lock Info:\\n  ID:        5f2c-11\\n  Path:      x.tfstate\\n  Operation: OperationTypePlan\\n"
                + "  Who:       ann@build-7\\n  Version:   1.12.6\\n  Created:   2026-11-27 10:00:00 +0000 UTC\\n  Info: \\n";
        MachineLog log = MachineLog.read(error("Error acquiring the state lock", info), true);
        assertThat(log.lock()).hasValueSatisfying(lock -> {
            assertThat(lock.id()).isEqualTo("5f2c-11");
            assertThat(lock).hasToString("ann@build-7 (plan) since 2026-11-27 10:00:00 +0000 UTC");
        });
        String plain =
                "│ Error: Error acquiring the state lock\n│ Lock Info:\n│   ID:        77\n│   Who:       bob@laptop\n";
        assertThat(MachineLog.read(plain, true).lock())
                .hasValueSatisfying(lock -> assertThat(lock).hasToString("bob@laptop"));
        MachineLog denied = MachineLog.read(error("Error acquiring the state lock", "access denied"), true);
        assertThat(denied.lock()).as("nobody holds it").isEmpty();
        assertThat(denied.sentence()).contains("access denied");
        assertThat(MachineLog.read(error("Unsupported argument", ""), true).lock())
                .isEmpty();
    }

    @Test
    void what_is_no_message_is_kept_for_the_words_of_a_program_that_died_early() {
        MachineLog log = MachineLog.read("panic: oh no\n{ not json\n", true);
        assertThat(log.words()).isEqualTo("panic: oh no\n{ not json");
        assertThat(log.began()).isFalse();
    }
}
