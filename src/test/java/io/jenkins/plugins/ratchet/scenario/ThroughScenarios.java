package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A way of several versions, walked by one command. */
interface ThroughScenarios extends OnStage {

    @Test
    default void a_way_is_walked_hop_by_hop_and_goes_on_after_a_hop_that_failed(Shop shop) {
        shop.installed();
        shop.configure("backups: { jobs: 1 }", "backups: { jobs: 1 }\nversions: { stepping: each-minor }");
        shop.chart(Chart.of("1.1.0"));
        shop.chart(Chart.of("1.2.0").before("exit 1"));
        Chart target = Chart.of("1.3.0");

        RatchetProcess.Ended skipped = shop.plan(target);
        assertThat(skipped.exit()).isEqualTo(2);
        assertThat(skipped.finding("version-path")).contains("1.0.0 → 1.1.0 → 1.2.0 → 1.3.0", "go to 1.1.0 first");

        String[] through = {"upgrade", "--through", "--chart", "charts/1.3.0", "--backup-to", "backups"};
        RatchetProcess.Ended failed = shop.ratchet(through);
        assertThat(failed.exit()).as(failed.errors()).isEqualTo(3);
        assertThat(failed.report().outcome()).contains("went through 1.1.0");
        assertThat(shop.record().past()).extracting(Upgrade::state).containsExactly(UpgradeState.VERIFIED);

        shop.chart(Chart.of("1.2.0"));
        RatchetProcess.Ended walked = shop.ratchet(through);
        assertThat(walked.exit()).as(walked.errors()).isZero();
        assertThat(walked.report().outcome()).contains("1.2.0, 1.3.0");
        assertThat(shop.record().past())
                .hasSize(3)
                .allSatisfy(upgrade -> {
                    assertThat(upgrade.state()).isEqualTo(UpgradeState.VERIFIED);
                    assertThat(upgrade.backups()).hasSize(1);
                })
                .extracting(upgrade -> upgrade.to().chartVersion())
                .containsExactly("1.1.0", "1.2.0", "1.3.0");
        assertThat(shop.migrations()).contains("1.1.0", "1.2.0", "1.3.0");

        RatchetProcess.Ended again = shop.ratchet(through);
        assertThat(again.exit()).isZero();
        assertThat(again.report().outcome()).contains("nothing is left to be done");
    }

    @Test
    default void a_chart_for_another_kubernetes_is_refused_before_helm_is_asked_to_upgrade(Shop shop)
            throws IOException {
        shop.installed();
        Path chart = shop.directory().resolve(shop.chart(Chart.of("1.1.0"))).resolve("Chart.yaml");
        String yaml = Files.readString(chart);
        Files.writeString(chart, yaml + "kubeVersion: \">=1.99.0-0\"\n");
        RatchetProcess.Ended refused = shop.ratchet("plan", "--chart", "charts/1.1.0");
        assertThat(refused.blocks()).as(refused.errors()).contains("kubernetes-version");
        assertThat(refused.finding("kubernetes-version")).contains(">=1.99.0-0");
        Files.writeString(chart, yaml + "kubeVersion: \">=1.20.0-0\"\n");
        assertThat(shop.ratchet("plan", "--chart", "charts/1.1.0").exit()).isZero();
    }
}
