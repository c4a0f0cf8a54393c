package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ValuesTest {
    private static final String LIVE = "{replicas: 3, image: {tag: 1.28.0}, list: [1, 2], off: null}";

    private static List<String> oldVersions(String values, String defaults, String young) {
        return OldVersions.in(
                Written.yaml(values),
                Written.yaml(defaults),
                Written.yaml(young),
                List.of("1.28.4", "v1.28.4"),
                List.of("1.29.0", "v1.29.0"),
                new Masks());
    }

    @Test
    void what_was_set_live_and_is_in_no_file_is_lost() {
        List<ValueChange> changes =
                ValueChange.between(Written.yaml(LIVE), Written.yaml("{image: {tag: 1.28.0}, new: 1}"), new Masks());

        assertThat(changes.stream().map(each -> each.kind() + " " + each.key()))
                .containsExactly("LOST list", "LOST off", "LOST replicas", "ADDED new");
        assertThat(ValuesReview.values(changes))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("list, off, replicas"));
    }

    @Test
    void the_same_values_are_no_change() {
        assertThat(ValueChange.between(Written.yaml(LIVE), Written.yaml(LIVE), new Masks()))
                .isEmpty();
    }

    @Test
    void make_sure_that_your_values_only_contain_the_changes_you_want() {
        assertThat(oldVersions("{coderd: {image: 'registry.example/coder:1.28.4'}}", "{}", "{}"))
                .singleElement()
                .asString()
                .contains("coderd.image")
                .contains("an image of the version that is left");
    }

    @Test
    void a_tag_of_the_version_that_is_left_is_told_with_and_without_v_and_suffix() {
        assertThat(oldVersions("{a: {tag: v1.28.4}, b: {imageTag: 1.28.4-debian-12}, c: {tag: 1.28.40}}", "{}", "{}"))
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).contains("the version that is left"));
    }

    @Test
    void a_tag_in_a_list_is_found_too() {
        assertThat(oldVersions("{sidecars: [{name: x, tag: 1.28.4}]}", "{}", "{}"))
                .singleElement()
                .asString()
                .startsWith("sidecars[0].tag");
    }

    @Test
    void an_old_registry_that_was_the_default_and_is_no_more_is_told() {
        assertThat(oldVersions(
                        "{image: {registry: docker.io/old}}",
                        "{image: {registry: docker.io/old}}",
                        "{image: {registry: ghcr.io/new}}"))
                .singleElement()
                .asString()
                .contains("the default of the chart that is left")
                .contains("ghcr.io/new");
    }

    @Test
    void the_new_version_and_other_software_are_left_alone() {
        assertThat(oldVersions("{a: {tag: 1.29.0}, redis: {tag: 7.2}, note: 'since 1.28.4 it works'}", "{}", "{}"))
                .isEmpty();
    }
}
