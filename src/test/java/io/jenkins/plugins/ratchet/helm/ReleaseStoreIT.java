package io.jenkins.plugins.ratchet.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Revisions where helm keeps them, in Secrets and in ConfigMaps. */
class ReleaseStoreIT {
    @TempDir
    Path directory;

    private LocalApi local;

    @BeforeEach
    void start() throws IOException {
        local = new LocalApi(directory);
    }

    @AfterEach
    void stop() {
        local.close();
    }

    private ReleaseStore store(StorageDriver driver) {
        return new ReleaseStore(local.cluster, "default", "carto", driver);
    }

    private void revision(StorageDriver driver, String release, int number, String status) throws IOException {
        String json = """
                {"name": "%s", "namespace": "default", "version": %d, "info": {"status": "%s", "description": "x"},
                 "chart": {"metadata": {"name": "carto", "version": "1.%d.0"}}, "extra": {"kept": true}}
                """.formatted(release, number, status, number);
        put(
                driver,
                release,
                number,
                Map.of("owner", "helm", "name", release, "status", status, "version", "" + number),
                ReleasePayload.pack(Json.mapper().readTree(json)));
    }

    private void put(StorageDriver driver, String release, int number, Map<String, String> labels, String payload) {
        ObjectMeta metadata = new ObjectMetaBuilder()
                .withName("sh.helm.release.v1." + release + ".v" + number)
                .withNamespace("default")
                .withLabels(labels)
                .build();
        if (driver == StorageDriver.SECRET) {
            local.client()
                    .resource(new SecretBuilder()
                            .withMetadata(metadata)
                            .withType("helm.sh/release.v1")
                            .addToData(
                                    "release",
                                    Base64.getEncoder().encodeToString(payload.getBytes(StandardCharsets.US_ASCII)))
                            .build())
                    .create();
        } else {
            local.client()
                    .resource(new ConfigMapBuilder()
                            .withMetadata(metadata)
                            .addToData("release", payload)
                            .build())
                    .create();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_history_is_read_from_labels_alone(StorageDriver driver) throws IOException {
        revision(driver, "carto", 10, "deployed");
        revision(driver, "carto", 9, "superseded");
        revision(driver, "other", 11, "failed");
        put(
                driver,
                "carto",
                2,
                Map.of("owner", "helm", "name", "carto", "status", "failed", "version", "2"),
                "rubbish");
        ReleaseHistory history = store(driver).history();
        assertThat(history.revisions()).extracting(RevisionMeta::revision).containsExactly(2, 9, 10);
        assertThat(history.state()).isEqualTo(ReleaseState.DEPLOYED);
        assertThat(history.newest().orElseThrow().created()).isNotNull();
        StorageDriver other = driver == StorageDriver.SECRET ? StorageDriver.CONFIGMAP : StorageDriver.SECRET;
        assertThat(store(other).history().state()).isEqualTo(ReleaseState.ABSENT);
    }

    @ParameterizedTest
    @EnumSource
    void a_payload_is_decoded_and_rubbish_is_named(StorageDriver driver) throws IOException {
        revision(driver, "carto", 3, "deployed");
        put(
                driver,
                "carto",
                4,
                Map.of("owner", "helm", "name", "carto", "status", "failed", "version", "4"),
                "rubbish");
        ReleaseHistory history = store(driver).history();
        assertThat(store(driver)
                        .load(history.revision(3).orElseThrow())
                        .orElseThrow()
                        .chartVersion())
                .isEqualTo("1.3.0");
        assertThatThrownBy(() -> store(driver).load(history.revision(4).orElseThrow()))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("revision 4")
                .hasMessageContaining("sh.helm.release.v1.carto.v4");
    }

    @ParameterizedTest
    @EnumSource
    void a_pending_revision_is_marked_failed_in_label_and_payload(StorageDriver driver) throws IOException {
        revision(driver, "carto", 3, "pending-upgrade");
        RevisionMeta pending = store(driver).history().newest().orElseThrow();
        assertThat(store(driver).markFailed(pending, "found dead")).isTrue();
        RevisionMeta failed = store(driver).history().newest().orElseThrow();
        assertThat(failed.status()).isEqualTo(ReleaseStatus.FAILED);
        Release release = store(driver).load(failed).orElseThrow();
        assertThat(release.status()).isEqualTo(ReleaseStatus.FAILED);
        assertThat(release.description()).isEqualTo("found dead");
    }

    @ParameterizedTest
    @EnumSource
    void a_revision_that_changed_or_went_away_meanwhile_is_left_alone(StorageDriver driver) throws IOException {
        revision(driver, "carto", 3, "pending-upgrade");
        RevisionMeta seen = store(driver).history().newest().orElseThrow();
        store(driver).label(seen, "touched", "yes");
        assertThat(store(driver).markFailed(seen, "found dead")).isFalse();
        RevisionMeta now = store(driver).history().newest().orElseThrow();
        assertThat(now.status()).isEqualTo(ReleaseStatus.PENDING_UPGRADE);
        assertThat(now.labels()).containsEntry("touched", "yes").containsEntry("owner", "helm");
        local.client().secrets().inNamespace("default").delete();
        local.client().configMaps().inNamespace("default").delete();
        assertThat(store(driver).markFailed(now, "found dead")).isFalse();
        assertThat(store(driver).load(now)).isEmpty();
    }
}
