package io.jenkins.plugins.ratchet.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.registry.ImagePull.State;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageLookupTest {
    private static final List<String> NOBODY = List.of();
    private static final List<String> ROBOT = List.of(LoopbackRegistry.LOGIN);

    private LoopbackRegistry other;
    private LoopbackRegistry registry;

    @BeforeEach
    void start() throws IOException {
        other = new LoopbackRegistry();
        registry = new LoopbackRegistry(other);
    }

    @AfterEach
    void stop() {
        registry.close();
        other.close();
    }

    private ImagePull look(String image, List<String> logins) {
        return new ImageLookup().look(registry.host() + "/" + image, logins);
    }

    @Test
    void an_open_registry_is_asked_with_one_head_and_no_login() {
        assertThat(look("open/api:1", NOBODY)).isEqualTo(ImagePull.there(LoopbackRegistry.DIGEST));
        assertThat(registry.asked).containsExactly("HEAD /v2/open/api/manifests/1 null");
    }

    @Test
    void a_tag_that_the_registry_does_not_have_is_missing() {
        assertThat(look("open/api:2", NOBODY).state()).isEqualTo(State.MISSING);
        assertThat(look("open/api", NOBODY).state()).isEqualTo(State.MISSING);
    }

    @Test
    void a_registry_that_takes_no_head_is_asked_by_get_and_its_manifest_digested() {
        assertThat(look("nohead/api:1", NOBODY))
                .isEqualTo(ImagePull.there("sha256:" + Sha256.of(LoopbackRegistry.MANIFEST)));
    }

    @Test
    void a_pinned_digest_is_asked_for_and_the_tag_beside_it_does_not_count() {
        assertThat(look("open/api:9@" + LoopbackRegistry.DIGEST, NOBODY).state())
                .isEqualTo(State.THERE);
        assertThat(look("open/api@sha256:" + "cd".repeat(32), NOBODY).state()).isEqualTo(State.MISSING);
    }

    @Test
    void a_registry_that_answers_with_another_digest_than_the_pinned_one_does_not_have_it() {
        String pinned = "sha256:" + Sha256.of("another manifest");
        ImageReference image =
                ImageReference.parse(registry.host() + "/open/api@" + pinned).orElseThrow();

        assertThat(ImageLookup.found(image, LoopbackRegistry.DIGEST).state()).isEqualTo(State.MISSING);
        assertThat(ImageLookup.found(image, pinned).state()).isEqualTo(State.THERE);
        assertThat(ImageLookup.found(image, "sha512:" + "ab".repeat(64)).state())
                .isEqualTo(State.THERE);
    }

    @Test
    void a_token_is_fetched_for_the_login_and_nothing_else_gets_the_password() {
        assertThat(look("token/api:1", ROBOT).state()).isEqualTo(State.THERE);
        assertThat(registry.asked)
                .containsExactly(
                        "HEAD /v2/token/api/manifests/1 null",
                        "GET /token Basic " + LoopbackRegistry.base64(LoopbackRegistry.LOGIN),
                        "HEAD /v2/token/api/manifests/1 Bearer a-token");
    }

    @Test
    void a_wrong_password_is_denied_and_told_to_nobody() {
        for (String repository : List.of("token/api:1", "basic/api:1")) {
            ImagePull pull = look(repository, List.of("robot:wrong-secret"));
            assertThat(pull.state()).isEqualTo(State.DENIED);
            assertThat(pull.reason()).contains("401").doesNotContain("wrong-secret");
            assertThat(look(repository, NOBODY).state()).isEqualTo(State.DENIED);
        }
    }

    @Test
    void each_login_is_tried_as_a_node_does() {
        assertThat(look("basic/api:1", List.of("robot:wrong-secret", LoopbackRegistry.LOGIN))
                        .state())
                .isEqualTo(State.THERE);
        assertThat(look("basic/api:2", List.of("robot:wrong-secret", LoopbackRegistry.LOGIN))
                        .state())
                .isEqualTo(State.MISSING);
    }

    @Test
    void a_redirect_to_another_server_is_followed_without_the_login() {
        ImageReference image =
                ImageReference.parse(registry.host() + "/away/api:1").orElseThrow();
        Download.Answer answer = new Download()
                .ask(
                        "HEAD",
                        new RegistryCalls(image.server(), image.repository(), Optional::empty, new Download())
                                .address("manifests/1"),
                        Map.of("Authorization", "Basic secret"),
                        100);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(registry.asked).containsExactly("HEAD /v2/away/api/manifests/1 Basic secret");
        assertThat(other.asked).containsExactly("HEAD /v2/open/api/manifests/1 null");
    }

    @Test
    void a_registry_that_never_answers_is_out_of_reach_and_waited_for_once() {
        ImageLookup lookup = new ImageLookup(new Download(Duration.ofMillis(200), Duration.ofMillis(200)));

        assertThat(lookup.look(registry.host() + "/mute/api:1", NOBODY).state()).isEqualTo(State.OUT_OF_REACH);
        assertThat(lookup.look(registry.host() + "/mute/web:1", NOBODY).state()).isEqualTo(State.OUT_OF_REACH);
        assertThat(registry.asked).noneMatch(each -> each.contains("/mute/web/"));
    }

    @Test
    void a_body_that_never_ends_is_cut_off() {
        ImageLookup lookup = new ImageLookup(new Download(Duration.ofSeconds(20), Duration.ofMillis(200)));

        ImagePull pull = lookup.look(registry.host() + "/trickle/api:1", NOBODY);

        assertThat(pull.state()).isEqualTo(State.OUT_OF_REACH);
        assertThat(pull.reason()).contains("does not answer");
    }

    @Test
    void a_server_that_is_gone_and_a_page_that_is_no_registrys_are_out_of_reach() {
        assertThat(look("page/api:1", NOBODY).state()).isEqualTo(State.OUT_OF_REACH);
        registry.close();
        assertThat(look("open/api:1", NOBODY).state()).isEqualTo(State.OUT_OF_REACH);
    }

    @Test
    void what_is_no_name_of_an_image_is_asked_of_nobody() {
        assertThat(look("Open/Api:1", NOBODY).state()).isEqualTo(State.MISSING);
        assertThat(look("open/api:1?x=/../", NOBODY).state()).isEqualTo(State.MISSING);
        assertThat(registry.asked).isEmpty();
    }
}
