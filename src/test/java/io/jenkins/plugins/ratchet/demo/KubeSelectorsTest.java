package io.jenkins.plugins.ratchet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeSelectorsTest {
    private static JsonNode object() throws Exception {
        return KubeJson.YAML.readTree(
                "{metadata: {name: x, labels: {app: web, tier: front}}, type: helm.sh/release.v1}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "app=web; true",
                "app==web,tier=front; true",
                "app=web,tier!=front; false",
                "app in (db, web); true",
                "app notin (db, web); false",
                "tier,app in (web); true",
                "!tier; false",
                "!other; true",
                "other!=x; true",
            })
    void labels_are_selected_as_kubernetes_does(String selector, boolean selected) throws Exception {
        assertThat(KubeSelectors.labels(selector).test(object())).isEqualTo(selected);
    }

    @Test
    void secrets_are_selected_by_type() throws Exception {
        KubeKind secrets = KubeKinds.builtIn("secrets");
        assertThat(KubeSelectors.fields(secrets, "type=helm.sh/release.v1,metadata.name=x")
                        .test(object()))
                .isTrue();
        assertThat(KubeSelectors.fields(secrets, "type!=helm.sh/release.v1").test(object()))
                .isFalse();
    }

    @Test
    void a_field_that_no_api_server_selects_by_is_refused() {
        assertThatThrownBy(() -> KubeSelectors.fields(KubeKinds.PODS, "spec.hostname=x"))
                .isInstanceOf(KubeFault.class)
                .hasMessage("field label not supported: spec.hostname");
    }

    @Test
    void an_unreadable_selector_is_refused() {
        assertThatThrownBy(() -> KubeSelectors.labels("a ~ b")).isInstanceOf(KubeFault.class);
    }
}
