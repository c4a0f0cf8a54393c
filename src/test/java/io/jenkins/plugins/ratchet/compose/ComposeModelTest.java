package io.jenkins.plugins.ratchet.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComposeModelTest {
    private static final String SHOP = """
            {"name": "shop", "services": {
              "web": {"image": "r/web:v1", "depends_on": {"api": {"condition": "service_healthy"}}, "scale": 2},
              "api": {"build": {"context": "."}, "environment": {"A": "1", "B": null}, "depends_on": {
                "init": {"condition": "service_completed_successfully"}, "db": {"condition": "service_healthy"}}},
              "db": {"image": "r/db:v1"}, "init": {"image": "busybox:1"},
              "migrate": {"image": "r/db:v1", "depends_on": {"db": {"condition": "service_healthy"}}}}}
            """;

    private final ComposeModel shop = ComposeModel.parse(SHOP, List.of(), "shop");

    @Test
    void each_service_comes_after_those_that_it_depends_on() {
        assertThat(shop.inOrder()).containsExactly("db", "init", "api", "migrate", "web");
        assertThat(shop.neededBy("migrate")).containsExactly("db");
        assertThat(shop.neededBy("web")).containsExactly("db", "init", "api");
    }

    @Test
    void what_others_wait_to_see_complete_ends_by_itself() {
        assertThat(shop.endsByItself("init")).isTrue();
        assertThat(shop.endsByItself("db")).isFalse();
    }

    @Test
    void what_is_built_is_named_as_compose_names_it() {
        assertThat(shop.services().get("api").image()).isEqualTo("shop-api");
        assertThat(shop.services().get("api").built()).isTrue();
        assertThat(shop.services().get("api").environment())
                .containsEntry("A", "1")
                .containsEntry("B", null);
        assertThat(shop.services().get("web").replicas()).isEqualTo(2);
    }

    @Test
    void the_digest_changes_with_the_configuration_and_with_nothing_else() {
        assertThat(ComposeModel.parse(SHOP, List.of("UNSET"), "shop").sha256()).isEqualTo(shop.sha256());
        assertThat(ComposeModel.parse(SHOP.replace("\"1\"", "\"2\""), List.of(), "shop")
                        .sha256())
                .isNotEqualTo(shop.sha256());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[]", "null", "{\"services\": []}", "{\"services\"", "name: shop"})
    void what_is_no_model_is_no_project_without_services(String answer) {
        assertThatThrownBy(() -> ComposeModel.parse(answer, List.of(), "shop"))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("docker compose config answers");
    }

    @Test
    void variables_are_read_with_all_that_is_in_them() {
        assertThat(ComposeModel.variables("A=b=c\nno line\nEMPTY=\n")).isEqualTo(Map.of("A", "b=c", "EMPTY", ""));
        assertThat(ComposeModel.requiredVariables(
                        "{\"A\": {\"Name\": \"A\", \"Required\": true}, \"B\": {\"Required\": false}}"))
                .containsExactly("A");
    }

    @Test
    void the_version_that_runs_is_read_from_the_tag_whatever_the_registry() {
        ComposeModel pattern = ComposeModel.parse(
                SHOP.replace(":v1", ":v" + RunningVersions.PLACEHOLDER + "-alpine"), List.of(), "shop");
        RunningVersions versions = RunningVersions.of(
                pattern,
                List.of(
                        Containers.running("web", "mirror.local:5000/x/web:v1.10.0-alpine"),
                        Containers.running("db", "r/db:v1.9.0-alpine@sha256:ab"),
                        Containers.running("migrate", "r/other:v3"),
                        Containers.running("init", "busybox:1")));
        assertThat(versions.byService()).isEqualTo(Map.of("web", "1.10.0", "db", "1.9.0"));
    }

    @Test
    void names_of_images_are_taken_apart() {
        assertThat(LocalImage.tag("127.0.0.1:5000/shop:v1@sha256:ab")).isEqualTo("v1");
        assertThat(LocalImage.tag("127.0.0.1:5000/shop")).isNull();
        assertThat(LocalImage.repository("127.0.0.1:5000/shop:v1")).isEqualTo("127.0.0.1:5000/shop");
    }
}
