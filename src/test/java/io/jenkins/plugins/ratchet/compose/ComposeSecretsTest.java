package io.jenkins.plugins.ratchet.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ComposeSecretsTest {
    @Test
    void files_are_kept_and_what_is_in_none_is_told() throws IOException {
        ComposeSecrets secrets = ComposeSecrets.of(Json.mapper().readTree("""
                {"services": {}, "secrets": {
                  "kek": {"name": "shop_kek", "file": "/srv/shop/secrets/kek"},
                  "pin": {"name": "shop_pin", "environment": "PIN"},
                  "swarm": {"name": "swarm", "external": true}}}"""));

        assertThat(secrets.files()).containsExactly(Path.of("/srv/shop/secrets/kek"));
        assertThat(secrets.elsewhere())
                .containsExactly(
                        "secret pin is in no file, but in variable PIN of the environment",
                        "secret swarm is in no file, but kept by the engine");
    }

    @Test
    void a_project_without_secrets_has_none() throws IOException {
        assertThat(ComposeSecrets.of(Json.mapper().readTree("{}")))
                .isEqualTo(new ComposeSecrets(java.util.List.of(), java.util.List.of()));
    }
}
