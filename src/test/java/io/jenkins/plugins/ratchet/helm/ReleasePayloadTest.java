package io.jenkins.plugins.ratchet.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReleasePayloadTest {
    private static final String RELEASE = """
            {"name": "carto", "namespace": "shop", "version": 4,
             "info": {"status": "deployed", "description": "Rollback to 2", "last_deployed": "2026-11-21T11:00:00.5+02:00"},
             "chart": {"metadata": {"name": "carto", "version": "1.2.0", "appVersion": "26.1"},
                       "values": {"a": {"b": 1, "c": 2}, "d": [1], "e": "x"}},
             "config": {"a": {"b": null, "n": 3}, "d": [2], "e": null},
             "manifest": "---\\n",
             "hooks": [{"name": "migrate", "kind": "Job", "events": ["pre-upgrade"], "delete_policies": ["hook-succeeded"]}]}
            """;

    private static JsonNode json(String text) throws IOException {
        return Json.mapper().readTree(text);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void what_is_packed_is_unpacked_again() throws IOException {
        assertThat(ReleasePayload.unpack(ReleasePayload.pack(json(RELEASE)))).isEqualTo(json(RELEASE));
    }

    @Test
    void a_payload_of_an_old_helm_is_not_compressed() throws IOException {
        assertThat(ReleasePayload.unpack(base64(RELEASE.getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(json(RELEASE));
    }

    @Test
    void a_release_is_decoded_with_its_values_merged_as_helm_merges_them() throws IOException {
        Release release = ReleasePayload.decode(json(RELEASE));
        assertThat(release.version()).hasToString("carto 1.2.0 (app 26.1), revision 4");
        assertThat(release.values()).isEqualTo(json("{\"a\": {\"c\": 2, \"n\": 3}, \"d\": [2]}"));
        assertThat(release.lastDeployed()).isEqualTo("2026-11-21T09:00:00.500Z");
        assertThat(release.status()).isEqualTo(ReleaseStatus.DEPLOYED);
        assertThat(release.hooks())
                .singleElement()
                .satisfies(hook -> assertThat(hook.upgradeJob()).isTrue());
        assertThat(release.rolledBackTo()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"a\": 1} | {\"a\": {\"b\": 2}} | {\"a\": {\"b\": 2}}",
                "{\"a\": {\"b\": 2}} | {\"a\": 1} | {\"a\": 1}",
                "{\"a\": 1} | null | {\"a\": 1}",
                "null | {\"a\": 1} | {\"a\": 1}",
                "null | null | {}",
                "{\"a\": {\"b\": {\"c\": 1, \"d\": 2}}} | {\"a\": {\"b\": {\"c\": null}}} | {\"a\": {\"b\": {\"d\": 2}}}"
            })
    void values_merge_key_by_key_and_null_removes(String defaults, String overrides, String merged) throws IOException {
        JsonNode before = json(defaults);
        assertThat(ReleasePayload.merge(before, json(overrides))).isEqualTo(json(merged));
        assertThat(before).isEqualTo(json(defaults));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "hello", "e30=", "W10=", "bnVsbA==", "IngiCg==", "H4sIAAAAAAAA", "MQ=="})
    void rubbish_is_no_release(String encoded) {
        assertThatThrownBy(() -> ReleasePayload.unpack(encoded)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_payload_that_unpacks_without_end_is_given_up() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            byte[] block = new byte[1 << 20];
            for (int i = 0; i <= ReleasePayload.MAX_UNPACKED_BYTES >> 20; i++) {
                out.write(block);
            }
        }
        assertThatThrownBy(() -> ReleasePayload.unpack(base64(bytes.toByteArray())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unpacks to more than");
    }

    @ParameterizedTest
    @CsvSource({
        "Rollback to 3, 0, 3, true",
        "Upgrade complete, 0, , false",
        "Upgrade complete, 5, 5, true",
        "Rollback to 3 was wrong, 0, , false",
        "'Rollback to 3 (abandoned: Ratchet found this)', 0, 3, true",
        "'Rollback \"carto\" failed: timed out', 0, , true",
        "'Rollback \"carto\" failed: timed out', 2, 2, true",
        "ratchet 20261121-110000-0001.4, 0, , false"
    })
    void a_rollback_is_known_by_helms_own_words_and_by_helm_4s_field(
            String description, int field, Integer target, boolean rollback) throws IOException {
        JsonNode json = json(RELEASE);
        ((com.fasterxml.jackson.databind.node.ObjectNode) json.path("info"))
                .put("description", description)
                .put("rollback_revision", field);
        Release release = ReleasePayload.decode(json);
        assertThat(release.rolledBackTo()).isEqualTo(target);
        assertThat(release.rollback()).isEqualTo(rollback);
    }
}
