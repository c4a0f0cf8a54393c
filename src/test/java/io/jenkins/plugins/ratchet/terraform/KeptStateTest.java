package io.jenkins.plugins.ratchet.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptStateTest {
    @TempDir
    Path directory;

    @Test
    void a_release_is_found_by_its_address_in_modules_and_among_several() throws IOException {
        Path file = Files.writeString(directory.resolve("a.tfstate"), """
                { "version": 4, "resources": [
                  { "mode": "managed", "type": "helm_release", "name": "shop",
                    "instances": [ { "attributes": { "chart": "charts/1", "version": "1.0.0" } } ] },
                  { "module": "module.eu[\\"a.b\\"]", "mode": "managed", "type": "helm_release", "name": "shop",
                    "instances": [
                      { "index_key": 0, "attributes": { "chart": "shop", "repository": "repo", "version": "2.0.0" } },
                      { "index_key": "x", "attributes": { "chart": "charts/3", "version": "3.0.0" } } ] } ] }
                """);
        KeptState state = KeptState.read(file).orElseThrow();

        assertThat(state.release("helm_release.shop"))
                .hasValueSatisfying(release -> assertThat(release.chart()).isEqualTo("charts/1"));
        assertThat(state.release("module.eu[\"a.b\"].helm_release.shop[0]")).hasValueSatisfying(release -> {
            assertThat(release.remote()).isTrue();
            assertThat(release.version()).isEqualTo("2.0.0");
        });
        assertThat(state.release("module.eu[\"a.b\"].helm_release.shop[\"x\"]"))
                .hasValueSatisfying(release -> assertThat(release.version()).isEqualTo("3.0.0"));
        assertThat(state.release("helm_release.other")).isEmpty();
    }

    @Test
    void a_copy_that_is_gone_or_broken_is_none() throws IOException {
        assertThat(KeptState.read(directory.resolve("gone.tfstate"))).isEmpty();
        assertThat(KeptState.read(Files.writeString(directory.resolve("b.tfstate"), "{ half")))
                .isEmpty();
    }
}
