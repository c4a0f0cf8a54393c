package io.jenkins.plugins.ratchet.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {
    private static final JsonNode VALUES = read("""
            ai: { enabled: true, quoted: "true", off: false, offQuoted: "False", absent: null }
            empty: { text: "", list: [], map: {}, zero: 0, zeroPointZero: 0.0 }
            full: { text: x, list: [a, { b: c }], map: { a: b }, one: 1 }
            mode: external
            spaced: a b
            port: 5432
            pod.labels: { "app.kubernetes.io/name": carto }
            """);

    private static JsonNode read(String yaml) {
        try {
            return new YAMLMapper().readTree(yaml);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "values.ai.enabled",
                "values.ai.quoted",
                "  values.ai.enabled  ",
                "not values.ai.off",
                "not values.ai.offQuoted",
                "not values.ai.absent",
                "not values.ai.missing.deeper",
                "not values.empty.text",
                "not values.empty.list",
                "not values.empty.map",
                "not values.empty.zero",
                "not values.empty.zeroPointZero",
                "values.full.text",
                "values.full.list",
                "values.full.map",
                "values.full.one",
                "values.full.list.1.b == c",
                "values.mode == external",
                "values.mode==external",
                "values.mode == \"external\"",
                "values.mode == 'external'",
                "values.spaced == \"a b\"",
                "values.empty.text == \"\"",
                "values.mode != internal",
                "values.missing != internal",
                "values.port == 5432",
                "values.ai.enabled == true",
                "values.ai.quoted == true",
                "values.\"pod.labels\".\"app.kubernetes.io/name\" == carto",
                "values.full.map != x",
            })
    void holds(String text) {
        assertThat(Condition.parse(text).holds(VALUES)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "values.ai.off",
                "values.missing",
                "not values.ai.enabled",
                "values.mode == External",
                "values.mode != external",
                "values.missing == x",
                "values.ai.absent == null",
                "values.full.map == x",
            })
    void does_not_hold(String text) {
        assertThat(Condition.parse(text).holds(VALUES)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "values",
                "values.",
                "ai.enabled",
                "notvalues.a",
                "values.a = b",
                "values.a ==",
                "values.a == b c",
                "values.a and values.b",
                "values..a",
                "values.a.\"b",
                "not values.a == b",
                "true",
                ".Values.a",
            })
    void refuses_what_it_cannot_read(String text) {
        assertThatThrownBy(() -> Condition.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("cannot read condition \"" + text + "\"");
    }

    @Test
    void says_how_to_negate_a_comparison() {
        assertThatThrownBy(() -> Condition.parse("not values.a == b")).hasMessageEndingWith("use `!=` instead");
    }

    @Test
    void looks_at_no_values_where_there_is_no_release() {
        assertThat(Condition.parse("values.a").holds(MissingNode.getInstance())).isFalse();
        assertThat(Condition.parse("not values.a").holds(MissingNode.getInstance()))
                .isTrue();
    }
}
