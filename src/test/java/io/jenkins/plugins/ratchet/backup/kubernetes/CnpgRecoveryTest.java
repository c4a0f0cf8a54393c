package io.jenkins.plugins.ratchet.backup.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CnpgRecoveryTest {
    private static final String NAME = "shop-metadata-restored-20261127-093015";

    private static JsonNode cluster(String spec) throws Exception {
        return Json.mapper().readTree("{\"metadata\": {\"name\": \"shop\"}, \"spec\": " + spec + "}");
    }

    private static CnpgRecovery recovery(JsonNode source, String method) {
        return new CnpgRecovery(
                source,
                new CnpgContent(
                        "backup-1",
                        "apps",
                        "u1",
                        "shop",
                        "c1",
                        method,
                        "20261127T080000",
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null),
                NAME,
                CnpgRecovery.secret(source));
    }

    private static JsonNode spec(CnpgRecovery recovery) {
        return Json.mapper().valueToTree(recovery.spec());
    }

    @Test
    void a_plugin_reads_from_the_archive_of_then_and_writes_to_one_of_its_own() throws Exception {
        CnpgRecovery recovery = recovery(cluster("""
                        {"plugins": [{"name": "barman-cloud.cloudnative-pg.io", "isWALArchiver": true,
                                      "parameters": {"barmanObjectName": "store"}}]}
                        """), "plugin");

        JsonNode spec = spec(recovery);

        assertThat(recovery.obstacle()).isEmpty();
        assertThat(spec.at("/plugins/0/parameters/serverName").asText()).isEqualTo(NAME);
        assertThat(spec.at("/externalClusters/0/plugin/parameters"))
                .isEqualTo(Json.mapper().valueToTree(Map.of("barmanObjectName", "store", "serverName", "shop")));
        assertThat(spec.at("/bootstrap/recovery/source")).isEqualTo(spec.at("/externalClusters/0/name"));
        assertThat(spec.at("/bootstrap/recovery/backup").isMissingNode()).isTrue();
        assertThat(spec.at("/bootstrap/recovery/recoveryTarget/backupID").asText())
                .isEqualTo("20261127T080000");
    }

    @Test
    void a_plugin_that_nobody_knows_how_to_recover_from_is_an_obstacle() throws Exception {
        assertThat(recovery(
                                cluster("{\"plugins\": [{\"name\": \"other.example\", \"isWALArchiver\": true}]}"),
                                "plugin")
                        .obstacle())
                .hasValueSatisfying(text -> assertThat(text).contains("by hand"));
    }

    @Test
    void another_archiver_and_services_with_taken_names_are_left_out_and_that_is_said() throws Exception {
        CnpgRecovery recovery = recovery(cluster("""
                        {"plugins": [{"name": "other.example", "isWALArchiver": true}, {"name": "hooks.example"}],
                         "managed": {"services": {"additional": []}, "roles": []},
                         "replica": {"enabled": false}}
                        """), "barmanObjectStore");

        JsonNode spec = spec(recovery);

        assertThat(spec.at("/plugins")).hasSize(1);
        assertThat(spec.at("/plugins/0/name").asText()).isEqualTo("hooks.example");
        assertThat(spec.at("/managed").has("services")).isFalse();
        assertThat(spec.at("/managed").has("roles")).isTrue();
        assertThat(spec.has("replica")).isFalse();
        assertThat(recovery.differences())
                .anyMatch(text -> text.contains("other.example"))
                .anyMatch(text -> text.contains("managed.services"));
        assertThat(spec.at("/bootstrap/recovery/backup/name").asText()).isEqualTo("backup-1");
        assertThat(spec.at("/bootstrap/recovery/secret/name").asText()).isEqualTo("shop-app");
    }

    @Test
    void a_name_that_is_too_long_for_the_operator_is_cut_and_stays_its_own() {
        String one = CnpgRecovery.name("a-very-long-release-name-metadata-restored-20261127-093015");
        String other = CnpgRecovery.name("a-very-long-release-name-events-x-restored-20261127-093015");

        assertThat(one).hasSizeLessThanOrEqualTo(50).endsWith("-restored-20261127-093015");
        assertThat(one).isNotEqualTo(other);
        assertThat(CnpgRecovery.name(NAME)).isEqualTo(NAME);
    }
}
