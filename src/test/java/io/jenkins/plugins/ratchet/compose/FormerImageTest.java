package io.jenkins.plugins.ratchet.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.compose.FormerImage.Way;
import io.jenkins.plugins.ratchet.compose.ProjectRevision.Rolled;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FormerImageTest {
    private static final String NAME = "r.example/api:v1";
    private static final Rolled THEN = new Rolled(NAME, "sha256:id", "sha256:digest", "hash");
    private static final Rolled BUILT = new Rolled("shop-api", "sha256:id", "sha256:id", "hash");

    private static FormerImage of(String name, Rolled then, String named, boolean there, boolean mayPull) {
        ComposeModel.Service service =
                new ComposeModel.Service("api", name, then == BUILT, Map.of(), Map.of(), Map.of(), Map.of(), 1);
        return FormerImage.of(
                service,
                then,
                Optional.ofNullable(named).map(id -> new LocalImage(name, id, "sha256:digest", Set.of())),
                there,
                mayPull);
    }

    @Test
    void an_image_that_its_name_still_means_is_here() {
        assertThat(of(NAME, THEN, "sha256:id", true, true).way()).isEqualTo(Way.HERE);
    }

    @Test
    void a_name_that_moved_on_gets_its_image_back() {
        assertThat(of(NAME, THEN, "sha256:other", true, false).way()).isEqualTo(Way.RENAMED);
        assertThat(of(NAME, THEN, null, true, false).toString())
                .isEqualTo("api: r.example/api:v1 (sha256:digest), here, and gets this name again");
        assertThat(of("shop-api", BUILT, "sha256:newer", true, true).way()).isEqualTo(Way.RENAMED);
    }

    @Test
    void one_that_was_removed_is_pulled_by_its_digest_from_where_it_came() {
        FormerImage pulled = of("mirror.example/api:v1", THEN, "sha256:other", false, true);
        assertThat(pulled.way()).isEqualTo(Way.PULLED);
        assertThat(pulled.source()).isEqualTo("r.example/api@sha256:digest");
        assertThat(pulled.described()).endsWith("to be pulled by its digest from r.example/api");
    }

    @Test
    void one_that_nobody_has_is_gone() {
        assertThat(of(NAME, THEN, null, false, false).lack())
                .as("staged images")
                .contains("docker pull r.example/api@sha256:digest");
        assertThat(of("shop-api", BUILT, "sha256:newer", false, true).lack()).contains("no registry ever had it");
    }

    @Test
    void a_name_that_pins_its_image_means_no_other() {
        String pinned = "r.example/api:v1@sha256:";
        assertThat(of(pinned + "digest", THEN, null, false, true).way()).isEqualTo(Way.PULLED);
        assertThat(of(pinned + "other", THEN, "sha256:other", true, true).lack())
                .contains("pin another image");
    }

    @Test
    void where_nobody_remembers_what_ran_the_name_has_to_do() {
        assertThat(of(NAME, null, "sha256:id", true, false).way()).isEqualTo(Way.HERE);
        assertThat(of(NAME, null, null, false, true).source()).isEqualTo(NAME);
        assertThat(of(NAME, null, null, false, false).way()).isEqualTo(Way.GONE);
    }

    @Test
    void which_image_it_is_does_not_change_with_where_it_is() {
        assertThat(of(NAME, THEN, null, false, true).pinned())
                .isEqualTo(of(NAME, THEN, "sha256:id", true, true).pinned());
    }
}
