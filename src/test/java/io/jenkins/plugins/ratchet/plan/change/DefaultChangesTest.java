package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.plan.change.DefaultChange.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class DefaultChangesTest {
    private static final Watched NONE = new Watched(List.of());

    private static List<DefaultChange> between(String before, String after, String overrides, String... watch) {
        return DefaultChanges.between(
                Written.yaml(before),
                Written.yaml(after),
                Written.yaml(overrides),
                new Watched(List.of(watch)),
                new Masks());
    }

    private static List<String> told(List<DefaultChange> changes) {
        return changes.stream().map(each -> each.kind() + " " + each.key()).toList();
    }

    @Test
    void diff_the_values_yaml_between_the_old_chart_and_the_new_chart() {
        assertThat(told(between(
                        "{a: 1, gone: x, list: [1], same: {deep: true}}",
                        "{a: 2, list: {x: 1}, same: {deep: true}, fresh: {b: 1}}",
                        "{}")))
                .containsExactly("REMOVED gone", "RETYPED list", "CHANGED a", "ADDED fresh");
    }

    @Test
    void focusing_on_keys_you_override_they_come_first_and_the_watched_ones_next() {
        List<DefaultChange> changes = between(
                "{a: 1, externalPostgres: {host: x}, z: {own: 1}}",
                "{a: 2, externalPostgres: {host: y}, z: {own: 2}}",
                "{z: {own: 9}}",
                "externalPostgres.*");

        assertThat(told(changes)).containsExactly("CHANGED z.own", "CHANGED externalPostgres.host", "CHANGED a");
        assertThat(changes.get(0).overridden()).isTrue();
        assertThat(changes.get(1).watched()).isTrue();
        assertThat(changes.get(2)).matches(each -> !each.overridden() && !each.watched());
    }

    @Test
    void a_key_under_a_similar_name_with_the_same_value_was_likely_renamed() {
        List<DefaultChange> changes = between(
                "{externalPostgres: {host: db.internal, port: 5432}}",
                "{externalPostgresql: {host: db.internal, port: 5432}}",
                "{externalPostgres: {host: mine}}");

        assertThat(changes).singleElement().satisfies(each -> {
            assertThat(each.kind()).isEqualTo(Kind.RENAMED);
            assertThat(each.to()).isEqualTo("externalPostgresql");
            assertThat(each.obsoletesOverride()).isTrue();
        });
    }

    @Test
    void two_keys_that_only_share_an_ordinary_value_are_not_called_renamed() {
        assertThat(told(between("{debug: true}", "{metrics: true}", "{}")))
                .containsExactly("REMOVED debug", "ADDED metrics");
    }

    @Test
    void a_type_that_changes_under_an_override_makes_it_obsolete() {
        List<DefaultChange> changes = between("{hosts: a}", "{hosts: [a]}", "{hosts: b}");

        assertThat(ValuesReview.defaults(changes))
                .singleElement()
                .satisfies(finding -> assertThat(finding.rule()).isEqualTo("override-obsolete"));
    }

    @Test
    void null_and_a_value_are_a_changed_default_and_no_other_type() {
        assertThat(told(between("{a: null}", "{a: 1}", "{}"))).containsExactly("CHANGED a");
    }

    @Test
    void watching_a_key_sees_changes_around_it_below_it_and_nothing_beside_it() {
        Watched watched = new Watched(List.of("kong.proxy.annotations", "boost.api_config.*"));

        assertThat(watched.touches(new ValuePath(List.of("kong", "proxy", "annotations", "x"))))
                .isTrue();
        assertThat(watched.touches(new ValuePath(List.of("kong")))).isTrue();
        assertThat(watched.touches(new ValuePath(List.of("boost", "api_config", "url"))))
                .isTrue();
        assertThat(watched.touches(new ValuePath(List.of("kong", "admin")))).isFalse();
        assertThat(NONE.touches(new ValuePath(List.of("kong")))).isFalse();
    }

    @Test
    void a_watched_default_that_changed_is_a_warning_though_nobody_overrides_it() {
        assertThat(ValuesReview.defaults(
                        between("{credentials: {ttl: 1}}", "{credentials: {ttl: 2}}", "{}", "credentials.*")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo("default-changed");
                    assertThat(finding.seen()).contains("credentials.ttl");
                });
    }
}
