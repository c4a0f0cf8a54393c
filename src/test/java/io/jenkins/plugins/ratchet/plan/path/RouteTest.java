package io.jenkins.plugins.ratchet.plan.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.config.VersionPolicy;
import io.jenkins.plugins.ratchet.config.VersionPolicy.Scheme;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RouteTest {
    private static final List<String> CODER = List.of(
            "1.30.1", "1.28.4", "1.28.5", "1.29.0", "1.29.3", "1.30.0", "1.31.0-rc.1", "1.31.0", "main", "2.0.0");

    private static Route route(String from, String to) {
        return route(Scheme.semver, from, to);
    }

    private static Route route(Scheme scheme, String from, String to, String... list) {
        return new Route(VersionScheme.of(VersionPolicy.of(scheme, List.of(list))), from, to);
    }

    @Test
    void every_step_is_passed_through_at_its_newest_version() {
        assertThat(route("1.28.4", "1.31.0").everyStep(2, CODER)).containsExactly("1.29.3", "1.30.1", "1.31.0");
    }

    @Test
    void the_next_step_and_patches_are_reached_at_once() {
        assertThat(route("1.28.4", "1.29.0").everyStep(2, CODER)).containsExactly("1.29.0");
        assertThat(route("1.28.4", "1.28.5").everyStep(2, CODER)).containsExactly("1.28.5");
        assertThat(route("1.29.0", "1.28.4").everyStep(2, CODER)).containsExactly("1.28.4");
    }

    @Test
    void a_number_that_was_never_released_is_no_step() {
        assertThat(route("1.28.4", "1.31.0").everyStep(2, List.of("1.28.4", "1.30.0", "1.31.0")))
                .containsExactly("1.30.0", "1.31.0");
    }

    @Test
    void pre_releases_are_never_stepped_through() {
        assertThat(route("1.30.1", "2.0.0").everyStep(2, List.of("1.31.0-rc.1", "2.0.0-beta.2", "2.0.0")))
                .containsExactly("2.0.0");
    }

    @Test
    void days_are_the_steps_of_dated_versions_and_their_patches_are_free() {
        List<String> released = List.of("v26.03.02", "v26.04.07", "v26.04.07.2", "v26.05.12", "v26.05.12.1");
        assertThat(route(Scheme.date, "26.3.2", "v26.05.12.1").everyStep(3, released))
                .containsExactly("v26.04.07.2", "v26.05.12.1");
        assertThat(route(Scheme.date, "v26.05.12", "v26.05.12.1").everyStep(3, released))
                .containsExactly("v26.05.12.1");
    }

    @Test
    void each_listed_version_is_a_step() {
        assertThat(route(Scheme.list, "spring", "winter", "spring", "summer", "autumn", "winter")
                        .everyStep(1, List.of("spring", "summer", "winter")))
                .containsExactly("summer", "winter");
    }

    @Test
    void without_a_list_only_neighbours_are_known_to_be_neighbours() {
        assertThat(route("1.28.4", "1.29.0").adjacent(2, true)).isTrue();
        assertThat(route("1.28.4", "1.28.9").adjacent(2, true)).isTrue();
        assertThat(route("1.28.4", "1.30.0").adjacent(2, true)).isFalse();
        assertThat(route("1.28.4", "2.0.0").adjacent(2, true)).isFalse();
        assertThat(route("1.28.4", "2.0.0").adjacent(1, true)).isTrue();
        assertThat(route(Scheme.date, "v26.05.12", "v26.05.13").adjacent(3, false))
                .isFalse();
        assertThat(route(Scheme.date, "v26.05.12", "v26.05.12.1").adjacent(3, false))
                .isTrue();
    }

    @Test
    void a_list_that_begins_after_the_running_version_does_not_reach_back() {
        assertThat(route("1.28.4", "1.31.0").reachesBack(2, CODER)).isTrue();
        assertThat(route("1.27.0", "1.31.0").reachesBack(2, CODER)).isFalse();
        assertThat(route("1.27.0", "1.31.0").reachesBack(2, List.of("latest"))).isFalse();
    }

    @Test
    void listed_stops_are_passed_through_in_order() {
        assertThat(route("1.0", "5.0")
                        .throughStops(List.of("4.0", "2.0", "0.9", "6.0"), List.of(), v -> Optional.empty()))
                .containsExactly("2.0", "4.0", "5.0");
    }

    @Test
    void what_a_version_demands_is_followed_back_to_where_we_are() {
        Map<String, String> needs = Map.of("5.0", "4.0", "4.1", "2.0", "3.0", "2.0", "2.0", "0.5");
        assertThat(route("1.0", "5.0")
                        .throughStops(
                                List.of("3.0"),
                                List.of("1.0", "2.0", "3.0", "4.1", "5.0"),
                                version -> Optional.ofNullable(needs.get(version))))
                .as("4.0 itself was withdrawn")
                .containsExactly("2.0", "3.0", "4.1", "5.0");
    }

    @Test
    void a_version_that_demands_what_cannot_be_is_an_error() {
        assertThatThrownBy(() -> route("1.0", "5.0").throughStops(List.of(), List.of(), v -> Optional.of("5.0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5.0");
        assertThatThrownBy(() -> route("1.0", "5.0").throughStops(List.of(), List.of(), v -> Optional.of("soon")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("soon");
    }
}
