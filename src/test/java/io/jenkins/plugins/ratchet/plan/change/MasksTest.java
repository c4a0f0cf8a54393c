package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasksTest {
    private static final String SECRET = "{apiVersion: v1, kind: Secret, metadata: {name: db}, stringData: {pw: %s}}";

    private static String diff(Masks masks, String before, String after) {
        return String.join(
                "\n",
                new ObjectDiff(masks)
                        .between(
                                before == null ? MissingNode.getInstance() : Written.yaml(before),
                                after == null ? MissingNode.getInstance() : Written.yaml(after)));
    }

    @Test
    void the_values_of_a_secret_are_shown_as_changed_and_never_themselves() {
        assertThat(diff(new Masks(), SECRET.formatted("hunter2old"), SECRET.formatted("hunter2new")))
                .contains("-  pw: '****1'", "+  pw: '****2'")
                .doesNotContain("hunter2");
    }

    @Test
    void a_secret_that_stays_is_no_change() {
        assertThat(diff(new Masks(), SECRET.formatted("same"), SECRET.formatted("same")))
                .isEmpty();
    }

    @Test
    void what_a_secret_holds_is_masked_wherever_else_it_appears() {
        Masks masks = new Masks();
        masks.learn(Written.yaml("{kind: Secret, data: {pw: c2VjcmV0LXZhbHVl}}"));
        String map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: x}, data: {a: 'x secret-value y', b:"
                + " c2VjcmV0LXZhbHVl}}";

        assertThat(diff(masks, null, map))
                .doesNotContain("secret-value", "c2VjcmV0LXZhbHVl")
                .contains("x ****1 y");
        assertThat(masks.value(
                        new ValuePath(List.of("a")),
                        Written.yaml("{a: secret-value}").get("a")))
                .isEqualTo("\"****1\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: ConfigMap, data: {DB_PASSWORD: leaked-one}}",
                "{kind: ConfigMap, data: {app.conf: \"host=x\\npassword = leaked-one\\n\"}}",
                "{kind: ConfigMap, data: {app.yaml: \"db:\\n  apiKey: 'leaked-one'\\n\"}}",
                "{kind: ConfigMap, data: {url: 'postgresql://user:leaked-one@db/x'}}",
                "{kind: ConfigMap, data: {key: \"-----BEGIN PRIVATE KEY-----\\nleaked-one\\n-----END PRIVATE KEY-----\"}}",
                "{kind: Deployment, spec: {containers: [{env: [{name: API_TOKEN, value: leaked-one}]}]}}",
                "{kind: Deployment, spec: {containers: [{args: ['--password=leaked-one']}]}}",
                "{kind: Deployment, spec: {containers: [{args: ['--password', 'leaked-one']}]}}",
                "{kind: Custom, spec: {passwords: [leaked-one]}}",
                "{kind: ConfigMap, data: {app.yaml: \"apiKey: |\\n  leaked-one\\n  x\\nnext: y\\n\"}}",
                "{kind: Deployment, metadata: {annotations: {auth.secret: leaked-one}}}"
            })
    void what_a_name_or_an_address_calls_a_secret_is_masked(String object) {
        assertThat(diff(new Masks(), null, object)).contains("****").doesNotContain("leaked-one");
    }

    @Test
    void what_follows_a_secret_of_several_lines_is_shown() {
        assertThat(diff(new Masks(), null, "{kind: ConfigMap, data: {a: \"apiKey: |\\n  leaked-one\\nnext: y\\n\"}}"))
                .contains("next: y")
                .doesNotContain("leaked-one");
    }

    @Test
    void a_number_that_is_a_secret_is_masked_too() {
        assertThat(diff(new Masks(), null, "{kind: Custom, spec: {password: 12345678}}"))
                .doesNotContain("12345678");
    }

    @Test
    void a_secret_is_known_inside_of_a_longer_word_and_a_short_one_is_not() {
        Masks masks = new Masks();
        masks.learn(Written.yaml("{kind: Secret, stringData: {a: admin, b: unmistakable-1}}"));

        assertThat(masks.text("administrator")).isEqualTo("administrator");
        assertThat(masks.text("xunmistakable-1y")).isEqualTo("x****1y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"existingSecret", "secretName", "tokenFile", "passwordSecretRef", "image", "tag"})
    void where_a_secret_is_may_be_shown(String key) {
        assertThat(diff(new Masks(), null, "{kind: ConfigMap, data: {" + key + ": shown-here}}"))
                .contains("shown-here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "apiKey", "clientSecret", "accessKey", "authToken"})
    void values_under_such_keys_are_masked(String key) {
        assertThat(new Masks()
                        .value(
                                new ValuePath(List.of("auth", key)),
                                Written.yaml("a: leaked").get("a")))
                .isEqualTo("****");
    }

    @Test
    void values_below_a_key_that_is_called_credentials_are_masked() {
        assertThat(new Masks()
                        .value(
                                new ValuePath(List.of("credentials", "github")),
                                Written.yaml("a: leaked").get("a")))
                .isEqualTo("****");
    }

    @Test
    void long_values_are_shortened_and_lists_counted() {
        ValuePath path = new ValuePath(List.of("a"));

        assertThat(new Masks()
                        .value(
                                path,
                                Written.yaml("a: '" + "x".repeat(500) + "'").get("a")))
                .hasSizeLessThan(130);
        assertThat(new Masks().value(path, Written.yaml("a: [{password: x}]").get("a")))
                .isEqualTo("a list of 1");
    }

    @Test
    void a_diff_is_bounded() {
        StringBuilder data = new StringBuilder("{kind: ConfigMap, data: {");
        for (int i = 0; i < 2000; i++) {
            data.append("k").append(i).append(": v,");
        }
        assertThat(new ObjectDiff(new Masks()).between(MissingNode.getInstance(), Written.yaml(data + "z: z}}")))
                .hasSize(301)
                .last()
                .asString()
                .contains("more lines");
    }
}
