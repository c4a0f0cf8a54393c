package io.jenkins.plugins.ratchet.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DockerConfigTest {
    private static List<String> logins(String image, String auths) {
        return DockerConfig.parse("{\"auths\": " + auths + "}")
                .orElseThrow()
                .logins(ImageReference.parse(image).orElseThrow());
    }

    private static String named(String place) {
        return "\"" + place + "\": {\"username\": \"u\", \"password\": \"" + place.length() + "\"}";
    }

    @Test
    void docker_s_own_registry_is_found_under_the_address_that_docker_writes() {
        assertThat(logins("nginx", "{" + named("https://index.docker.io/v1/") + "}"))
                .containsExactly("u:27");
        assertThat(logins("docker.io/shop/api", "{" + named("docker.io") + "}")).hasSize(1);
    }

    @Test
    void the_longest_path_comes_first_and_other_registries_do_not_count() {
        assertThat(logins(
                        "registry.example/shop/api:1",
                        "{" + named("registry.example") + "," + named("registry.example/shop") + ","
                                + named("registry.example/other") + "," + named("registry.example:5000") + "}"))
                .containsExactly("u:21", "u:16");
    }

    @Test
    void a_star_stands_for_one_part_of_a_name() {
        assertThat(logins("eu.registry.example/api:1", "{" + named("*.registry.example") + "}"))
                .hasSize(1);
        assertThat(logins("a.eu.registry.example/api:1", "{" + named("*.registry.example") + "}"))
                .isEmpty();
        assertThat(logins("registry.example.evil/api:1", "{" + named("registry.example") + "}"))
                .isEmpty();
    }

    @Test
    void the_older_form_and_an_auth_in_base64_are_read_and_nonsense_is_no_login() {
        ImageReference image = ImageReference.parse("registry.example/api:1").orElseThrow();
        assertThat(DockerConfig.parse("{\"registry.example\": {\"auth\": \"dTpw\"}}")
                        .orElseThrow()
                        .logins(image))
                .containsExactly("u:p");
        assertThat(logins("registry.example/api:1", "{\"registry.example\": {\"auth\": \"%%\"}}"))
                .isEmpty();
        assertThat(DockerConfig.parse("no json")).isEmpty();
    }
}
