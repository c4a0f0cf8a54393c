package io.jenkins.plugins.ratchet.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import io.jenkins.plugins.ratchet.helm.StorageDriver;
import io.jenkins.plugins.ratchet.record.ClusterHome;
import io.jenkins.plugins.ratchet.record.Mark;
import io.jenkins.plugins.ratchet.record.RecordHome;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads a situation from an API server; the mark and the rest of what is derived on the way. */
class InspectorIT {
    @TempDir
    Path directory;

    private LocalApi local;
    private RecordHome home;

    @BeforeEach
    void start() throws IOException {
        local = new LocalApi(directory);
        local.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("shop")
                        .endMetadata()
                        .build())
                .create();
        home = new ClusterHome(local.cluster, "shop", "carto", UnaryOperator.identity());
    }

    @AfterEach
    void stop() {
        local.close();
    }

    /** Uncompressed, as very old helms stored it. */
    private void revision(int number, String status, String version) {
        String json = """
                {"name": "carto", "namespace": "shop", "version": %d,
                 "info": {"status": "%s", "description": "Upgrade complete", "last_deployed": "2026-11-21T11:00:00Z"},
                 "chart": {"metadata": {"name": "carto", "version": "%s", "appVersion": "%s"}},
                 "hooks": [{"name": "migrate", "kind": "Job", "events": ["pre-upgrade"]}]}
                """.formatted(number, status, version, version);
        String once = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
        local.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("sh.helm.release.v1.carto.v" + number)
                        .withNamespace("shop")
                        .withLabels(Map.of("owner", "helm", "name", "carto", "status", status, "version", "" + number))
                        .endMetadata()
                        .addToData("release", Base64.getEncoder().encodeToString(once.getBytes(StandardCharsets.UTF_8)))
                        .build())
                .create();
    }

    private Situation inspect(boolean holdingLock) {
        return new Inspector(
                        SituationBuilder.fine().config(),
                        new ReleaseStore(local.cluster, "shop", "carto", StorageDriver.SECRET),
                        home,
                        revisions -> List.of(),
                        Map.of("A", "b"),
                        List.of())
                .inspect(Purpose.BACKUP, null, Probes.NONE, null, holdingLock);
    }

    private void mark(String version, int revision) {
        RecordStore records = home.records();
        records.write(
                UpgradeRecord.adopt("carto", "shop", new Mark("carto", version, version, revision)), records.read());
    }

    @Test
    void a_release_without_a_record_gets_its_mark_from_what_was_deployed() {
        revision(1, "superseded", "1.0.0");
        revision(2, "superseded", "1.4.0");
        revision(3, "deployed", "1.2.0");
        revision(4, "failed", "9.0.0");
        assertThat(inspect(true).mark()).isEqualTo(new Mark("carto", "1.4.0", "1.4.0", 3));
        assertThat(inspect(true).record()).isEmpty();
    }

    @Test
    void what_was_deployed_behind_ratchets_back_raises_the_mark_and_what_came_before_does_not() {
        mark("1.2.0", 2);
        revision(1, "superseded", "1.9.0");
        revision(3, "superseded", "1.6.0");
        revision(4, "deployed", "1.5.0");
        assertThat(inspect(true).mark()).isEqualTo(new Mark("carto", "1.6.0", "1.6.0", 4));
    }

    @Test
    void after_a_reinstallation_every_revision_counts_although_its_number_is_low() {
        mark("1.2.0", 9);
        revision(1, "superseded", "2.1.0");
        revision(2, "deployed", "2.0.0");
        Situation situation = inspect(true);
        assertThat(situation.mark()).isEqualTo(new Mark("carto", "2.1.0", "2.1.0", 9));
        assertThat(situation.reinstalled()).isTrue();
    }

    @Test
    void whoever_holds_the_lock_is_told_unless_it_is_this_run() {
        revision(1, "deployed", "1.0.0");
        assertThat(inspect(false).lockHolder()).isNull();
        try (UpgradeLock lock = home.lock("job/7")) {
            assertThat(inspect(false).lockHolder()).contains("job/7");
            assertThat(inspect(true).lockHolder()).isNull();
            lock.requireHeld("the end");
        }
    }

    @Test
    void nothing_is_made_of_a_release_that_does_not_exist() {
        Situation situation = inspect(true);
        assertThat(situation.mark()).isNull();
        assertThat(situation.deployed()).isEmpty();
        assertThat(situation.activeJobs()).isEmpty();
        assertThat(situation.liveValues().isEmpty()).isTrue();
    }
}
