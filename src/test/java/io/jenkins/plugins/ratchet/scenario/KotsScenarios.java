package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.io.IOException;
import java.nio.file.Files;

/** A product that an admin console of KOTS installs: all that goes wrong on the way, and the way back. */
interface KotsScenarios extends KotsCoreScenarios {
    @Scenario
    default void older_required_unchecked_and_unfit_versions_are_refused_before_anything_is_changed(Shop shop)
            throws IOException {
        try (Console console = new Console(shop, stage()).installed()) {
            console.release(Chart.of("1.1.0")).required();
            console.release(Chart.of("1.2.0")).minKots("1.120.0");
            console.release(Chart.of("1.3.0"))
                    .check("Disk space", "isWarn", false)
                    .check("Memory", "isFail", false)
                    .check("Kubernetes version", "isFail", true);
            console.release(Chart.of("1.4.0")).checkedAfter(Integer.MAX_VALUE).helm("[--atomic]", "");
            shop.configure("readyTimeout: 20s", "readyTimeout: 2s");

            RatchetProcess.Ended unknown = KotsCoreScenarios.upgrade(shop, "9.9.9");
            assertThat(unknown.exit()).isEqualTo(2);
            RatchetProcess.Ended other = KotsCoreScenarios.upgrade(shop, "1.1.0", "--installer", "helm");
            assertThat(other.exit()).isEqualTo(64);
            assertThat(other.report().outcome()).contains("installer: kots");
            assertThat(unknown.finding("target-released")).contains("1.4.0 (sequence 4", "1.1.0 (sequence 1");
            assertThat(KotsCoreScenarios.upgrade(shop, "1.0.0").blocks()).containsExactly("kots-deployable");
            RatchetProcess.Ended over = KotsCoreScenarios.upgrade(shop, "1.2.0");
            assertThat(over.exit()).isEqualTo(2);
            assertThat(over.report().from().chartVersion()).isEqualTo("1.0.0");
            assertThat(over.report().to().chartVersion()).as("what was refused").isEqualTo("1.2.0");
            assertThat(over.blocks()).containsExactlyInAnyOrder("kots-required-versions", "kots-console-version");
            assertThat(over.finding("kots-required-versions")).contains("1.1.0 (sequence 1) is required", "--to 1.1.0");
            assertThat(over.finding("kots-console-version")).contains("is v1.117.3", "exactly that version", "1.120.0");
            RatchetProcess.Ended checked =
                    KotsCoreScenarios.upgrade(shop, "1.3.0", "--allow", "kots-preflights=the disk is watched");
            assertThat(checked.exit()).isEqualTo(2);
            assertThat(checked.blocks()).containsExactlyInAnyOrder("kots-required-versions", "kots-strict-preflights");
            assertThat(checked.finding("kots-preflights")).contains("warns: Disk space", "failed: Memory");
            assertThat(KotsCoreScenarios.upgrade(shop, "1.3.0", "--allow", "kots-strict-preflights=no")
                            .exit())
                    .isEqualTo(64);
            RatchetProcess.Ended unchecked = KotsCoreScenarios.upgrade(shop, "1.4.0");
            assertThat(unchecked.finding("kots-deployable")).contains("are not complete");
            assertThat(unchecked.finding("kots-helm-flags")).contains("would get --atomic");
            assertThat(shop.revisions()).containsExactly("1 deployed");

            shop.configure("readyTimeout: 2s", "readyTimeout: 60s");
            RatchetProcess.Ended first = KotsCoreScenarios.upgrade(shop, "1.1.0");
            assertThat(first.exit()).as(first.output() + first.errors()).isZero();
            assertThat(shop.ratchet("verify").exit()).isZero();
            RatchetProcess.Ended back = KotsCoreScenarios.upgrade(shop, "1.0.0");
            assertThat(back.exit()).isEqualTo(2);
            assertThat(back.blocks()).contains("kots-version-not-older", "version-not-older");
            assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        }
    }

    @Scenario
    default void what_the_console_refuses_or_only_pretends_to_do_changes_nothing_and_is_told_so(Shop shop)
            throws IOException {
        try (Console console = new Console(shop, stage()).installed()) {
            console.release(Chart.of("1.1.0"));
            console.next(Console.Wish.REFUSED);
            RatchetProcess.Ended refused = KotsCoreScenarios.upgrade(shop, "1.1.0");
            assertThat(refused.exit()).as(refused.output()).isEqualTo(2);
            assertThat(refused.finding("kots-deployable"))
                    .contains(
                            "did not take 1.1.0 (sequence 1)",
                            "Unexpected response from the API: 500",
                            "still has 1.0.0");
            assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.FAILED);
            assertThat(shop.upgrade().untouched()).isTrue();

            console.next(Console.Wish.IGNORED);
            RatchetProcess.Ended ignored = KotsCoreScenarios.upgrade(shop, "1.1.0");
            assertThat(ignored.exit()).as(ignored.output()).isEqualTo(2);
            assertThat(ignored.finding("kots-deployable")).contains("called it a success", "does not deploy");
            assertThat(shop.upgrade().untouched())
                    .as("after the second one too")
                    .isTrue();
            assertThat(shop.revisions()).containsExactly("1 deployed");

            console.next(Console.Wish.LOST);
            RatchetProcess.Ended lost = KotsCoreScenarios.upgrade(shop, "1.1.0");
            assertThat(lost.exit()).as(lost.output()).isEqualTo(3);
            assertThat(shop.upgrade().message()).contains("failed to check for updates", "not known whether it will");

            console.next(Console.Wish.GRANTED);
            RatchetProcess.Ended granted = KotsCoreScenarios.upgrade(shop, "1.1.0");
            assertThat(granted.exit()).as(granted.output() + granted.errors()).isZero();
        }
    }

    @Scenario
    default void a_failed_a_degraded_and_an_overtaken_deployment_are_told_apart(Shop shop) throws IOException {
        try (Console console = new Console(shop, stage()).installed()) {
            shop.configure("readyTimeout: 20s", "readyTimeout: 2s");
            console.release(Chart.of("1.1.0").failingAfterCommit()).required();
            RatchetProcess.Ended failed = KotsCoreScenarios.upgrade(shop, "1.1.0");
            assertThat(failed.exit()).as(failed.output() + failed.errors()).isEqualTo(3);
            assertThat(shop.upgrade().message()).contains("hook Job", "-migrate");
            assertThat(failed.report().advice().commands()).contains("ratchet upgrade --to 1.1.0");
            console.release(Chart.of("1.2.0"));
            assertThat(KotsCoreScenarios.upgrade(shop, "1.2.0").blocks()).containsExactly("kots-required-versions");
            assertThat(KotsCoreScenarios.upgrade(shop, "1.1.0").finding("kots-deployable"))
                    .contains("already, failed", "redeploy it");

            console.release(Chart.of("1.1.0")); // the vendor's mended one, under the same label
            console.state("degraded");
            RatchetProcess.Ended degraded = KotsCoreScenarios.upgrade(shop, "1.1.0");
            assertThat(degraded.exit())
                    .as(degraded.output() + degraded.errors())
                    .isEqualTo(3);
            assertThat(shop.upgrade().message())
                    .contains(
                            "has deployed 1.1.0 (sequence 3), but calls the application degraded", "-api is degraded");
            console.state("ready"); // asked for as before: with other settings it would be another plan
            RatchetProcess.Ended ready = KotsCoreScenarios.upgrade(shop, "1.1.0");
            assertThat(ready.exit()).as(ready.output() + ready.errors()).isZero();
            assertThat(shop.revisions()).containsExactly("1 superseded", "2 failed", "3 deployed");
            assertThat(shop.ratchet("verify").exit()).isZero();

            console.release(Chart.of("1.3.0").waiting());
            console.release(Chart.of("1.4.0"));
            RatchetProcess overtaken = KotsCoreScenarios.start(shop, "1.3.0");
            shop.awaitMigrationOf("1.3.0");
            console.deploy("1.4.0");
            shop.letGo("1.3.0");
            RatchetProcess.Ended ended = overtaken.await();
            assertThat(ended.exit()).as(ended.output() + ended.errors()).isEqualTo(3);
            assertThat(shop.upgrade().message()).contains("somebody else had the admin console deploy 1.4.0");
        }
    }

    @Scenario
    default void the_console_itself_is_upgraded_alone_and_to_exactly_the_version_that_is_named(Shop shop)
            throws IOException {
        try (Console console = new Console(shop, stage()).installed()) {
            console.release(Chart.of("1.1.0")).minKots("1.120.0");
            shop.environment().put("KOTS_VERSION", "v1.120.1");
            assertThat(KotsCoreScenarios.upgrade(shop, "1.1.0").finding("kots-console-version"))
                    .contains("ratchet kots-console upgrade");

            RatchetProcess.Ended vague = shop.ratchet("kots-console", "upgrade", "--version", "latest");
            assertThat(vague.exit()).isEqualTo(64);
            RatchetProcess.Ended older = shop.ratchet("kots-console", "upgrade", "--version", "1.99.0");
            assertThat(older.exit()).isEqualTo(2);
            assertThat(older.blocks()).containsExactly("kots-console-version");
            RatchetProcess.Ended other = shop.ratchet("kots-console", "upgrade", "--version", "1.120.0");
            assertThat(other.exit()).isEqualTo(69);
            assertThat(other.report().outcome())
                    .contains("kubectl-kots on PATH is v1.120.1", "install kubectl-kots 1.120.0");
            assertThat(console.commands()).noneMatch(command -> command.startsWith("admin-console"));

            console.stuck(true);
            RatchetProcess.Ended failed = shop.ratchet("kots-console", "upgrade", "--version", "1.120.1");
            assertThat(failed.exit()).as(failed.output()).isEqualTo(3);
            assertThat(failed.report().outcome()).contains("is v1.117.3, not 1.120.1", "failed to upgrade");
            console.stuck(false);
            RatchetProcess.Ended done = shop.ratchet("kots-console", "upgrade", "--version", "1.120.1");
            assertThat(done.exit()).as(done.output() + done.errors()).isZero();
            assertThat(done.report().outcome()).contains("from v1.117.3 to v1.120.1, and ready");
            RatchetProcess.Ended again = shop.ratchet("kots-console", "upgrade", "--version", "1.120.1");
            assertThat(again.exit()).isZero();
            assertThat(again.report().outcome()).contains("already");
            assertThat(console.commands().stream().filter(command -> command.startsWith("admin-console")))
                    .hasSize(2);

            assertThat(KotsCoreScenarios.upgrade(shop, "1.1.0").exit()).isZero();
            RatchetProcess.Ended open = shop.ratchet("kots-console", "upgrade", "--version", "1.121.0");
            assertThat(open.exit()).isEqualTo(2);
            assertThat(open.finding("step-order")).contains("is open, upgraded", "ratchet verify");
        }
    }

    @Scenario
    default void a_way_with_required_versions_is_walked_one_by_one_each_backed_up_and_verified(Shop shop)
            throws IOException {
        try (Console console = new Console(shop, stage()).installed()) {
            console.release(Chart.of("1.1.0")).required();
            console.release(Chart.of("1.2.0"));
            console.release(Chart.of("1.3.0").before("exit 1")).required();
            console.release(Chart.of("1.4.0"));
            String[] through = {"upgrade", "--through", "--to", "1.4.0", "--backup-to", "backups"};

            RatchetProcess.Ended failed = shop.ratchet(through);

            assertThat(failed.exit()).as(failed.output() + failed.errors()).isEqualTo(3);
            assertThat(failed.errors()).contains("next is 1.1.0 of 1.0.0 → 1.1.0 → 1.3.0 → 1.4.0");
            assertThat(failed.report().outcome()).contains("went through 1.1.0");
            RatchetProcess.Ended still = shop.ratchet(through);
            assertThat(still.exit()).as(still.output()).isEqualTo(2);
            assertThat(still.blocks()).contains("kots-required-versions");

            console.release(Chart.of("1.3.0")).required(); // the vendor's mended one, under the same label
            console.release(Chart.of("1.4.0"));
            RatchetProcess.Ended walked = shop.ratchet(through);
            assertThat(walked.exit()).as(walked.output() + walked.errors()).isZero();
            assertThat(walked.report().outcome()).contains("1.3.0, 1.4.0");
            assertThat(shop.record().past())
                    .allSatisfy(upgrade -> {
                        assertThat(upgrade.state()).isEqualTo(UpgradeState.VERIFIED);
                        assertThat(upgrade.backups()).isNotEmpty();
                    })
                    .extracting(upgrade -> upgrade.to().chartVersion())
                    .containsExactly("1.1.0", "1.3.0", "1.4.0");
            assertThat(shop.migrations()).contains("1.1.0", "1.3.0", "1.4.0").doesNotContain("1.2.0");
            RatchetProcess.Ended again = shop.ratchet(through);
            assertThat(again.exit()).isZero();
            assertThat(again.report().outcome()).contains("nothing is left to be done");
        }
    }

    @Scenario
    default void it_goes_back_behind_the_back_of_the_console_and_forward_again_through_it(Shop shop)
            throws IOException {
        String elsewhereNamespace = shop.name() + "-console";
        String context = stage().client().getConfiguration().getCurrentContext().getName();
        stage().client()
                .namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(elsewhereNamespace)
                        .endMetadata()
                        .build())
                .create();
        try (Console console = new Console(shop, stage(), elsewhereNamespace).installed()) {
            shop.configure("installer: kots", "kubeContext: " + context + "\ninstaller: kots");
            shop.declareWriters();
            console.release(GoingBackScenarios.destructive(shop, "1.1.0")).required();
            String before = GoingBackScenarios.digestOfTable(shop);
            assertThat(shop.backUp().exit()).isZero();
            RatchetProcess.Ended upgrade = shop.ratchet("upgrade", "--to", "1.1.0");
            assertThat(upgrade.exit()).as(upgrade.output() + upgrade.errors()).isZero();
            shop.sql("INSERT INTO invoices SELECT generate_series(1, 7)");

            RatchetProcess.Ended elsewhere = GoingBackScenarios.restore(shop, "new-instance", "--yes");
            assertThat(elsewhere.exit()).as(elsewhere.output()).isEqualTo(2);
            assertThat(elsewhere.finding("restore-possible")).contains("the admin console holds these", "in-place");
            console.busy(true);
            RatchetProcess.Ended busy = GoingBackScenarios.restore(shop, "in-place", "--yes");
            assertThat(busy.exit()).isEqualTo(2);
            assertThat(busy.finding("release-not-pending")).contains("is deploying 1.1.0 (sequence 1) right now");
            console.busy(false);
            RatchetProcess.Ended plan = GoingBackScenarios.restore(shop, "in-place");
            assertThat(plan.output()).contains("the admin console is not told: it goes on calling 1.1.0 (sequence 1)");
            assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");

            RatchetProcess.Ended restored = GoingBackScenarios.restore(
                    shop, "in-place", "--plan", plan.report().digest());
            assertThat(restored.exit())
                    .as(restored.output() + restored.errors())
                    .isZero();
            assertThat(GoingBackScenarios.digestOfTable(shop)).isEqualTo(before);
            assertThat(shop.deployedVersion()).isEqualTo("1.0.0");
            assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.RESTORED);
            assertThat(shop.record().mark().chartVersion()).isEqualTo("1.0.0");
            assertThat(console.status("1.1.0")).isEqualTo("deployed");

            RatchetProcess.Ended same = KotsCoreScenarios.upgrade(shop, "1.1.0");
            assertThat(same.exit()).as(same.output()).isEqualTo(2);
            assertThat(same.blocks()).containsExactly("kots-deployable");
            assertThat(same.finding("kots-deployable"))
                    .contains("calls 1.1.0 (sequence 1) deployed, but the release is 1.0.0", "a further sequence");
            console.release(Chart.of("1.2.0"));
            assertThat(KotsCoreScenarios.upgrade(shop, "1.2.0").blocks()).containsExactly("kots-required-versions");
            console.release(GoingBackScenarios.destructive(shop, "1.1.0")).required(); // its configuration was changed
            assertThat(shop.backUp().exit()).isZero();
            RatchetProcess.Ended again = shop.ratchet("upgrade", "--to", "1.1.0");
            assertThat(again.exit()).as(again.output() + again.errors()).isZero();
            assertThat(shop.ratchet("verify").exit()).isZero();
            assertThat(shop.migrations()).containsExactly("1.0.0", "1.1.0");
            assertThat(shop.revisions()).endsWith("3 superseded", "4 deployed");
            assertThat(console.commands())
                    .allSatisfy(command -> assertThat(command)
                            .endsWith(" --namespace " + elsewhereNamespace + " --context " + context));
        }
    }

    @Scenario
    default void a_bundle_is_judged_before_it_is_uploaded_and_deployed_after_its_preflight_checks(Shop shop)
            throws IOException {
        try (Console console = new Console(shop, stage()).installed().airgapped()) {
            console.release(Chart.of("1.1.0")).checkedAfter(2).check("Disk space", "isPass", true);
            console.release(Chart.of("1.2.0"));
            shop.configure(
                    "kots: { app: shop,",
                    "kots: { airgapBundle: \"shop-{version}.airgap\", registry: { address: registry.example.com/shop, user: ci,"
                            + " password: { env: REGISTRY_PASSWORD } }, app: shop,");
            shop.environment().put("REGISTRY_PASSWORD", "registry-secret-0815");

            assertThat(KotsCoreScenarios.upgrade(shop, "1.1.0").report().outcome())
                    .contains("shop-1.1.0.airgap cannot be read");
            console.bundle("1.2.0", 2, "[{ versionLabel: 1.1.0, updateCursor: \"1\" }]");
            RatchetProcess.Ended over = KotsCoreScenarios.upgrade(shop, "1.2.0");
            assertThat(over.exit()).isEqualTo(2);
            assertThat(over.finding("kots-required-versions")).contains("1.1.0 must be deployed before 1.2.0");
            console.bundle("1.1.0", 1, "[]");
            Files.move(
                    shop.directory().resolve("shop-1.2.0.airgap"),
                    shop.directory().resolve("shop-1.3.0.airgap"));
            RatchetProcess.Ended other = KotsCoreScenarios.upgrade(shop, "1.3.0");
            assertThat(other.exit()).isEqualTo(2);
            assertThat(other.finding("kots-deployable")).contains("holds shop 1.2.0", "nothing was uploaded");
            assertThat(console.commands()).noneMatch(command -> command.startsWith("upstream"));

            RatchetProcess.Ended upgraded = KotsCoreScenarios.upgrade(shop, "1.1.0");
            assertThat(upgraded.exit())
                    .as(upgraded.output() + upgraded.errors())
                    .isZero();
            assertThat(upgraded.errors()).contains("is uploaded", "waiting for the preflight checks of 1.1.0");
            assertThat(shop.deployedVersion()).isEqualTo("1.1.0");
            assertThat(console.commands())
                    .filteredOn(command -> command.startsWith("upstream"))
                    .singleElement()
                    .satisfies(command -> assertThat(command)
                            .contains(
                                    "shop-1.1.0.airgap --kotsadm-registry registry.example.com/shop",
                                    "--registry-username ci")
                            .doesNotContain("registry-secret-0815", "--deploy", "skip"));
            assertThat(Files.readString(shop.directory().resolve("kots.log.registry")))
                    .contains("registry.example.com/shop registry-secret-0815");
            assertThat(upgraded.output() + upgraded.errors()).doesNotContain("registry-secret-0815");
            assertThat(shop.ratchet("verify").exit()).isZero();

            console.bundle("1.0.0", 0, "[]");
            RatchetProcess.Ended back = KotsCoreScenarios.upgrade(shop, "1.0.0");
            assertThat(back.exit()).isEqualTo(2);
            assertThat(back.blocks()).containsExactly("kots-version-not-older");
            console.bundle("1.2.0", 2, "[{ versionLabel: 1.1.0, updateCursor: \"1\" }]");
            console.next(Console.Wish.REFUSED);
            RatchetProcess.Ended refused = KotsCoreScenarios.upgrade(shop, "1.2.0");
            assertThat(refused.exit()).as(refused.output()).isEqualTo(2);
            assertThat(refused.finding("kots-deployable")).contains("from the API: 500 strict", "still has 1.1.0");
            console.next(Console.Wish.GRANTED);
            assertThat(KotsCoreScenarios.upgrade(shop, "1.2.0").exit()).isZero();
            assertThat(console.commands().stream().filter(command -> command.startsWith("upstream")))
                    .as("what has come is not uploaded twice")
                    .hasSize(2);
        }
    }
}
