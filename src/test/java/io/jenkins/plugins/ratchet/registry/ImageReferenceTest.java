package io.jenkins.plugins.ratchet.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ImageReferenceTest {
    private static final String DIGEST = "sha256:" + "0f".repeat(32);

    private static URI manifest(String image) {
        ImageReference reference = ImageReference.parse(image).orElseThrow();
        return new RegistryCalls(reference.server(), reference.repository(), Optional::empty, new Download())
                .address("manifests/" + reference.version());
    }

    @Test
    void a_name_without_a_registry_is_docker_s_and_without_a_tag_the_latest() {
        assertThat(manifest("nginx")).hasToString("https://registry-1.docker.io/v2/library/nginx/manifests/latest");
        assertThat(manifest("grafana/loki:3.1"))
                .hasToString("https://registry-1.docker.io/v2/grafana/loki/manifests/3.1");
    }

    @Test
    void ports_tags_and_digests_are_told_apart() {
        assertThat(manifest("registry.example:5000/shop/api"))
                .hasToString("https://registry.example:5000/v2/shop/api/manifests/latest");
        assertThat(manifest("registry.example:5000/shop/api:2@" + DIGEST))
                .hasToString("https://registry.example:5000/v2/shop/api/manifests/" + DIGEST);
    }

    @Test
    void only_this_machine_is_spoken_to_without_encryption() {
        assertThat(manifest("localhost:5000/api:1")).hasScheme("http");
        assertThat(manifest("127.0.0.1:5000/api:1")).hasScheme("http");
        assertThat(manifest("[::1]:5000/api:1")).hasScheme("http");
        assertThat(manifest("localhost.example/api:1")).hasScheme("https");
        assertThat(manifest("10.0.0.1:5000/api:1")).hasScheme("https");
    }
}
