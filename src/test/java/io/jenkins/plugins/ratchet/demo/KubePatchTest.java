package io.jenkins.plugins.ratchet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class KubePatchTest {
    private static ObjectNode yaml(String text) throws Exception {
        return (ObjectNode) KubeJson.YAML.readTree(text);
    }

    @Test
    void a_merge_patch_replaces_lists_and_removes_what_is_null() throws Exception {
        ObjectNode patched = KubePatch.merge(
                yaml("{a: {b: 1, c: 2}, list: [1, 2], gone: x}"), yaml("{a: {b: null, d: 3}, list: [3], gone: null}"));
        assertThat((Object) patched).isEqualTo(yaml("{a: {c: 2, d: 3}, list: [3]}"));
    }

    @Test
    void a_strategic_patch_merges_containers_by_name_and_variables_too() throws Exception {
        ObjectNode patched = KubePatch.strategic(
                yaml("{containers: [{name: a, image: x, env: [{name: V, value: '1'}]}, {name: b, image: y}]}"),
                yaml("{$setElementOrder/containers: [{name: a}, {name: b}],"
                        + " containers: [{name: a, env: [{name: W, value: '2'}]}]}"));
        assertThat((Object) patched)
                .isEqualTo(yaml("{containers: [{name: a, image: x, env: [{name: V, value: '1'},"
                        + " {name: W, value: '2'}]}, {name: b, image: y}]}"));
    }

    @Test
    void a_strategic_patch_deletes_list_elements_that_say_so() throws Exception {
        ObjectNode patched = KubePatch.strategic(
                yaml("{volumes: [{name: a}, {name: b}]}"), yaml("{volumes: [{name: a, $patch: delete}]}"));
        assertThat((Object) patched).isEqualTo(yaml("{volumes: [{name: b}]}"));
    }

    @Test
    void a_strategic_patch_takes_finalizers_as_a_set() throws Exception {
        ObjectNode added = KubePatch.strategic(yaml("{finalizers: [a]}"), yaml("{finalizers: [a, b]}"));
        assertThat((Object) added).isEqualTo(yaml("{finalizers: [a, b]}"));
        ObjectNode removed = KubePatch.strategic(added, yaml("{$deleteFromPrimitiveList/finalizers: [a]}"));
        assertThat((Object) removed).isEqualTo(yaml("{finalizers: [b]}"));
    }

    @Test
    void a_strategic_patch_replaces_a_list_without_a_merge_key() throws Exception {
        ObjectNode patched = KubePatch.strategic(yaml("{args: [a, b], tolerations: [{key: x}]}"), yaml("{args: [c]}"));
        assertThat((Object) patched).isEqualTo(yaml("{args: [c], tolerations: [{key: x}]}"));
    }

    @Test
    void a_json_patch_whose_test_fails_is_refused() throws Exception {
        ObjectNode target = yaml("{a: 1}");
        assertThatThrownBy(() -> KubePatch.json(
                        target, KubeJson.YAML.readTree("[{op: test, path: /a, value: 2}, {op: remove, path: /a}]")))
                .isInstanceOfSatisfying(
                        KubeFault.class, fault -> assertThat(fault.code()).isEqualTo(422));
    }

    @Test
    void apply_takes_away_what_the_same_manager_no_longer_names_and_keeps_what_others_set() throws Exception {
        KubeApply apply = new KubeApply();
        ObjectNode first = yaml("{spec: {a: 1, b: 2, containers: [{name: x}, {name: y}]}}");
        apply.remember("u", "helm", first);
        ObjectNode present =
                yaml("{metadata: {uid: u}, spec: {a: 1, b: 2, other: 3, containers: [{name: x}, {name: y}]}}");
        ObjectNode applied = apply.merge(present, yaml("{spec: {a: 5, containers: [{name: x}]}}"), "helm");
        assertThat((Object) applied)
                .isEqualTo(yaml("{metadata: {uid: u}, spec: {a: 5, other: 3, containers: [{name: x}]}}"));
    }
}
