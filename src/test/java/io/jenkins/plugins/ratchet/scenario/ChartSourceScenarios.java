package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;

/** Where charts come from; what is judged is what is installed. */
interface ChartSourceScenarios extends OnStage {

    @Scenario
    default void a_packaged_chart_is_taken_as_it_is(Shop shop) throws IOException {
        needHelm();
        shop.installed();
        String archive = packaged(shop, "1.1.0");

        RatchetProcess.Ended plan = shop.ratchet("plan", "--chart", archive);
        RatchetProcess.Ended wrong = shop.ratchet("plan", "--chart", archive, "--to", "1.2.0");

        assertThat(plan.exit()).as(plan.output()).isZero();
        assertThat(plan.report().to().chartVersion()).isEqualTo("1.1.0");
        assertThat(wrong.exit()).isEqualTo(64);
        assertThat(wrong.report().outcome()).contains("is version 1.1.0", "not 1.2.0");
    }

    @Scenario
    default void a_chart_comes_from_a_repository_in_the_version_that_is_asked_for(Shop shop) throws IOException {
        needHelm();
        shop.installed();
        try (ChartServer server = published(shop)) {
            Shop.done(shop.helm("repo", "add", shop.name(), server.repository()));

            RatchetProcess.Ended upgrade = shop.ratchet(
                    "upgrade", "--chart", shop.name() + "/shop", "--to", "1.1.0", "--allow", "backup-proven=elsewhere");
            RatchetProcess.Ended absent = shop.ratchet("plan", "--chart", shop.name() + "/shop", "--to", "1.9.0");
            RatchetProcess.Ended unsaid = shop.ratchet("plan", "--chart", shop.name() + "/shop");

            assertThat(upgrade.exit()).as(upgrade.errors() + upgrade.output()).isZero();
            assertThat(shop.migrations()).containsExactly("1.0.0", "1.1.0");
            assertThat(absent.exit()).isEqualTo(2);
            assertThat(absent.finding("target-released")).contains("does not have 1.9.0, its newest is 1.2.0");
            assertThat(unsaid.exit()).isEqualTo(64);
            assertThat(unsaid.report().outcome()).contains("--to");
        }
    }

    @Scenario
    default void a_repository_that_helm_does_not_know_is_named_in_the_configuration(Shop shop) throws IOException {
        needHelm();
        shop.installed();
        try (ChartServer server = published(shop)) {
            shop.configure("namespace:", "repository: " + server.repository() + "\nnamespace:");

            RatchetProcess.Ended plan = shop.ratchet("plan", "--chart", "shop", "--to", "1.2.0");

            assertThat(plan.exit()).as(plan.errors() + plan.output()).isZero();
            assertThat(plan.report().to().chartVersion()).isEqualTo("1.2.0");
        }
    }

    @Scenario
    default void a_chart_comes_from_an_oci_registry(Shop shop) throws IOException {
        needHelm();
        shop.installed();
        try (ChartServer server = published(shop)) {
            RatchetProcess.Ended upgrade = shop.ratchet(
                    "upgrade", "--chart", server.oci(), "--to", "1.1.0", "--allow", "backup-proven=elsewhere");
            RatchetProcess.Ended absent = shop.ratchet("plan", "--chart", server.oci(), "--to", "1.9.0");

            assertThat(upgrade.exit()).as(upgrade.errors() + upgrade.output()).isZero();
            assertThat(shop.migrations()).containsExactly("1.0.0", "1.1.0");
            assertThat(absent.exit()).isEqualTo(69);
        }
    }

    private void needHelm() {
        Assumptions.assumeTrue(stage().hasHelmBinary(), "the embedded helm neither packages nor pulls");
    }

    private static ChartServer published(Shop shop) throws IOException {
        ChartServer server = new ChartServer(shop.directory());
        shop.environment().put("SSL_CERT_FILE", server.certificate().toString());
        for (String version : new String[] {"1.1.0", "1.2.0"}) {
            server.publish(shop.directory().resolve(packaged(shop, version)), version);
        }
        return server;
    }

    private static String packaged(Shop shop, String version) {
        Shop.done(shop.helm("package", shop.chart(Chart.of(version)), "--destination", "packages"));
        return "packages/shop-" + version + ".tgz";
    }
}
