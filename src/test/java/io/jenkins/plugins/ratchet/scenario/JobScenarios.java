package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.jenkins.plugins.ratchet.cluster.PodGate;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;

/** A product whose database is dumped by a Job of the cluster; needs a place where commands run in pods. */
interface JobScenarios extends OnStage {

    private static void dumpedByJob(Shop shop, Stage stage, Path claim) {
        stage.client()
                .resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName("backups")
                        .withNamespace(shop.name())
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .endSpec()
                        .build())
                .create();
        shop.configure(
                "    schemaVersion:",
                """
                    method: job
                    job:
                      image: postgres
                      claim: backups
                      mountPath: %s
                      programs: %s
                      annotations: { ratchet.demo/run: local }
                    schemaVersion:""".formatted(claim, stage.psql().getParent()).indent(4).stripTrailing());
    }

    /** The gate serves what a kubelet would: commands in the pods that read the claim. */
    private static PodGate gate(Shop shop, Stage stage) throws IOException {
        String kubeconfig = Files.readString(stage.kubeconfig());
        PodGate gate = new PodGate(URI.create(stage.client().getMasterUrl().toString()));
        Path file = Files.writeString(shop.directory().resolve("kubeconfig"), gate.kubeconfig(kubeconfig));
        shop.environment().put("KUBECONFIG", file.toString());
        return gate;
    }

    private static String backedUpAndUpgraded(Shop shop, String version) {
        RatchetProcess.Ended backup = shop.backUp();
        assertThat(backup.exit()).as(backup.output() + backup.errors()).isZero();
        RatchetProcess.Ended upgrade = shop.upgradeStrictly(GoingBackScenarios.destructive(shop, version));
        assertThat(upgrade.exit()).as(upgrade.output() + upgrade.errors()).isZero();
        return shop.upgrade().id();
    }

    @Scenario
    @Timeout(600)
    default void a_dump_that_a_job_left_on_a_claim_goes_back_in_place_and_to_a_new_instance(Shop shop)
            throws Exception {
        try (PodGate gate = gate(shop, stage())) {
            Path claim = Files.createDirectories(shop.directory().resolve("claim"));
            dumpedByJob(shop, stage(), claim);
            shop.installed();
            shop.declareWriters();
            String truth = GoingBackScenarios.digestOfTable(shop);

            String first = backedUpAndUpgraded(shop, "1.1.0");
            RatchetProcess.Ended inPlace =
                    shop.ratchet("restore", "--upgrade", first, "--strategy", "in-place", "--yes");
            assertThat(inPlace.exit()).as(inPlace.output() + inPlace.errors()).isZero();
            assertThat(shop.upgrade().state()).isEqualTo(UpgradeState.RESTORED);
            assertThat(GoingBackScenarios.digestOfTable(shop)).isEqualTo(truth);
            assertThat(gate.commands())
                    .as("fetched for the proof and for the restore")
                    .filteredOn(command -> command.contains("sh cat " + claim))
                    .hasSize(2);

            String second = backedUpAndUpgraded(shop, "1.1.1");
            RatchetProcess.Ended newInstance =
                    shop.ratchet("restore", "--upgrade", second, "--strategy", "new-instance", "--yes");
            assertThat(newInstance.exit())
                    .as(newInstance.output() + newInstance.errors())
                    .isZero();
            String restored = shop.record()
                    .upgrade(second)
                    .orElseThrow()
                    .restore()
                    .databases()
                    .get(0)
                    .name();
            assertThat(shop.queryIn(restored, "SELECT md5(string_agg(id || article, ',' ORDER BY id)) FROM orders"))
                    .containsExactly(truth);
            assertThat(shop.copies()).isEmpty();
            assertThat(stage().client()
                            .pods()
                            .inNamespace(shop.name())
                            .withLabel("ratchet-backup-of")
                            .list()
                            .getItems())
                    .isEmpty();
        }
    }
}
