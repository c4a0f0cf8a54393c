package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

/** The record behind which somebody went. */
interface RecordScenarios extends OnStage {

    @Scenario
    default void a_deleted_record_is_missed_and_an_edited_one_not_trusted(Shop shop) {
        shop.installed();
        assertThat(shop.upgrade(Chart.of("1.1.0")).exit()).isZero();
        assertThat(shop.ratchet("verify").exit()).isZero();
        String text = shop.recordText();

        shop.editRecord(text.replace("1.1.0", "1.0.5"));
        RatchetProcess.Ended edited = shop.upgrade(Chart.of("1.0.6"));
        assertThat(edited.exit()).isEqualTo(2);
        assertThat(edited.blocks()).contains("record-mismatch", "version-not-older");
        assertThat(edited.finding("record-mismatch")).contains("edited");
        shop.editRecord("no JSON {");
        assertThat(shop.upgrade(Chart.of("1.2.0")).blocks()).contains("record-mismatch");
        assertThat(shop.ratchet("backup", "--to", "backups").blocks()).contains("record-mismatch");
        assertThat(shop.ratchet("status").output()).contains("defect", "not readable");

        shop.deleteRecord();
        RatchetProcess.Ended missing = shop.upgrade(Chart.of("1.2.0"));
        assertThat(missing.exit()).isEqualTo(2);
        assertThat(missing.blocks()).contains("record-missing");
        assertThat(missing.finding("record-missing")).contains("revision 2", "deleted");
        assertThat(shop.ratchet("backup", "--to", "backups").blocks()).contains("record-missing");
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");

        RatchetProcess.Ended allowed =
                shop.upgrade(Chart.of("1.2.0"), "--allow", "record-missing=nothing newer was ever deployed");
        assertThat(allowed.exit()).as(allowed.output()).isZero();
        assertThat(shop.recordText()).contains("nothing newer was ever deployed");
    }

    @Scenario
    default void a_record_deleted_while_helm_works_ends_the_run_with_a_clear_word(Shop shop) {
        shop.installed();
        RatchetProcess upgrade = shop.startUpgrade(Chart.of("1.1.0").waiting());
        shop.awaitMigrationOf("1.1.0");
        shop.deleteRecord();
        shop.letGo("1.1.0");

        RatchetProcess.Ended ended = upgrade.await();
        assertThat(ended.exit()).as(ended.output()).isEqualTo(3);
        assertThat(ended.report().outcome()).contains("somebody deleted the record", "the upgrade has run");
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.upgrade(Chart.of("1.2.0")).blocks()).contains("record-missing");
    }

    @Scenario
    default void what_was_upgraded_is_verified_before_the_next_upgrade_begins(Shop shop) {
        shop.installed();
        shop.configure("backups:", """
                checks:
                  - name: migrated
                    deadline: 1s
                    sql: { database: metadata, query: select version from schema_migrations, contains: ["9.9.9"] }
                backups:""");
        assertThat(shop.upgrade(Chart.of("1.1.0")).exit()).isZero();
        assertThat(shop.upgrade(Chart.of("1.2.0")).blocks()).containsExactly("step-order");

        RatchetProcess.Ended verify = shop.ratchet("verify");
        assertThat(verify.exit()).isEqualTo(4);
        assertThat(verify.report().state()).isEqualTo("failed");
        assertThat(shop.upgrade().failedAt()).isEqualTo("verify");
        shop.configure("9.9.9", "1.1.0");
        shop.configure("deadline: 1s", "deadline: 60s");
        assertThat(shop.ratchet("verify").exit()).isZero();
        assertThat(shop.upgrade(Chart.of("1.2.0")).exit()).isZero();
    }
}
