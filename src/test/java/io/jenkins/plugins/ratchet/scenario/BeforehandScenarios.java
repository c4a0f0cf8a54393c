package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.io.IOException;
import java.nio.file.Files;

/** Looking before an upgrade, and programs that check. */
interface BeforehandScenarios extends OnStage {
    private static void checks(Shop shop, String policy, String checks) {
        shop.configure("readyTimeout: 20s", "readyTimeout: 20s" + policy);
        shop.configure("backups:", "checks:\n" + checks + "backups:");
    }

    @Scenario
    default void an_upgrade_that_wants_green_checks_from_before_is_refused_without_them(Shop shop) {
        shop.installed();
        checks(shop, ", healthyBefore: true", """
                  - name: orders
                    sql: { database: metadata, query: SELECT count(*) FROM orders }
                    compare: not-less
                    deadline: 2s
                  - name: migrated
                    sql: { database: metadata, versions: ["1.0.0"] }
                    before: true
                    deadline: 2s
                """);
        Chart next = Chart.of("1.1.0");
        assertThat(shop.plan(next).finding("healthy-before")).contains("nobody looked");
        RatchetProcess.Ended early = shop.upgrade(next);
        assertThat(early.exit()).isEqualTo(2);
        assertThat(early.blocks()).containsExactly("healthy-before");

        shop.sql("UPDATE schema_migrations SET version = '0.9.0'");
        RatchetProcess.Ended red = shop.ratchet("verify", "--before");
        assertThat(red.exit()).as(red.output()).isEqualTo(2);
        assertThat(red.blocks()).containsExactly("healthy-before");
        assertThat(shop.upgrade().health().failed()).containsExactly("migrated");
        assertThat(shop.upgrade(next).blocks()).containsExactly("healthy-before");
        assertThat(shop.revisions()).containsExactly("1 deployed");

        shop.sql("UPDATE schema_migrations SET version = '1.0.0'");
        RatchetProcess.Ended green = shop.ratchet("verify", "--before");
        assertThat(green.exit()).as(green.output()).isZero();
        assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.PLANNED);
        assertThat(shop.upgrade().health().of("orders").orElseThrow().value()).isEqualTo("1000");
        RatchetProcess.Ended upgrade = shop.upgrade(next);
        assertThat(upgrade.exit()).as(upgrade.output()).isZero();

        shop.sql("DELETE FROM orders WHERE id > 990");
        RatchetProcess.Ended lost = shop.ratchet("verify");
        assertThat(lost.exit()).isEqualTo(4);
        assertThat(lost.report().checks())
                .filteredOn(check -> check.failed())
                .singleElement()
                .satisfies(check -> {
                    assertThat(check.name()).isEqualTo("orders");
                    assertThat(check.cause().id()).isEqualTo("changed");
                    assertThat(check.expected()).isEqualTo("not less than 1000");
                });
    }

    @Scenario
    default void pipelines_that_do_not_look_before_go_on_as_they_were(Shop shop) {
        shop.installed();
        checks(shop, "", """
                  - name: migrated
                    sql: { database: metadata, versions: ["1.0.0"] }
                    before: true
                """);

        RatchetProcess.Ended upgrade = shop.upgrade(Chart.of("1.1.0"));

        assertThat(upgrade.exit()).as(upgrade.output()).isZero();
        assertThat(upgrade.finding("healthy-before")).contains("a check that fails afterwards may never have passed");
        assertThat(shop.ratchet("verify").exit()).isZero();
    }

    @Scenario
    default void a_program_of_the_users_checks_with_artifacts_and_a_masked_secret(Shop shop) throws IOException {
        shop.installed();
        checks(shop, "", """
                  - name: smoke
                    command:
                      run: [./smoke.sh, "--url=x y"]
                      env: { TOKEN: { secret: shop-db, key: password } }
                      output: all good
                      artifacts: artifacts/smoke
                  - name: broken
                    command: { run: [sh, -c, "echo it is broken >&2; exit 3"] }
                """);
        var script = Files.writeString(shop.directory().resolve("smoke.sh"), """
                #!/bin/sh
                echo "token $TOKEN, $1" | tee "$RATCHET_ARTIFACTS/trace.txt"
                echo all good
                """);
        assertThat(script.toFile().setExecutable(true)).isTrue();

        RatchetProcess.Ended verify = shop.ratchet("verify");

        assertThat(verify.exit()).as(verify.output()).isEqualTo(4);
        assertThat(verify.errors()).contains("token ****, --url=x y");
        assertThat(shop.directory().resolve("artifacts/smoke/trace.txt"))
                .content()
                .contains("--url=x y");
        assertThat(verify.report().checks())
                .filteredOn(check -> check.kind().equals("command"))
                .extracting(check -> check.name() + " " + check.outcome() + ": " + check.seen())
                .containsExactly(
                        "smoke PASSED: ./smoke.sh ended with status 0: all good",
                        "broken FAILED: sh ended with status 3: it is broken");
    }
}
