package io.jenkins.plugins.ratchet.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.ratchet.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Plans as {@code show -json} documents them. */
class SavedPlanTest {
    private static final String TARGET = "module.jitera[\"eu.west\"].helm_release.this";

    private static SavedPlan plan(String... changes) throws IOException {
        String text = Files.readString(Path.of("src/test/resources/terraform/plan.json"));
        for (int i = 0; i < changes.length; i += 2) {
            assertThat(text).contains(changes[i]);
            text = text.replace(changes[i], changes[i + 1]);
        }
        return new SavedPlan(Json.mapper().readTree(text), "9d3f", 12);
    }

    @Test
    void tells_what_changes_by_name_and_never_by_value() throws IOException {
        assertThat(plan().changes())
                .extracting(ResourceChange::address, ResourceChange::actions)
                .containsExactly(tuple(TARGET, List.of("update")), tuple("terraform_data.note", List.of("no-op")));
        ResourceChange change = plan().changes().get(0);
        assertThat(change.attributes()).containsExactly("chart", "metadata", "set_sensitive", "version");
        assertThat(change.changes()).isTrue();
        assertThat(plan().changes().get(1).changes()).isFalse();
        assertThat(Json.mapper().writeValueAsString(plan().changes())).doesNotContain("hunter2-new");
        assertThat(plan(
                                "\"actions\": [\"update\"],\n        \"before\": {\n          \"name\"",
                                "\"actions\": [\"delete\", \"create\"],\n        \"before\": {\n          \"name\"")
                        .changes()
                        .get(0)
                        .deletes())
                .isTrue();
    }

    @Test
    void reads_the_release_in_a_module_and_the_revision_that_either_provider_knows() throws IOException {
        PlannedRelease release = plan().release(TARGET).orElseThrow();
        assertThat(release.name()).isEqualTo("jitera");
        assertThat(release.namespace()).isEqualTo("apps");
        assertThat(release.chart()).isEqualTo("../charts/jitera-26.6.1");
        assertThat(release.version()).isEqualTo("26.6.1");
        assertThat(release.enabled()).containsExactlyInAnyOrder("cleanup_on_fail", "wait");
        assertThat(release.timeoutSeconds()).isEqualTo(1800);
        assertThat(release.known()).isEqualTo(new PlannedRelease.KnownRevision(7, "26.5.12", 1764000000));
        assertThat(release.remote()).isFalse();
        assertThat(plan(
                                "\"metadata\": { \"revision\": 7, \"version\": \"26.5.12\", \"last_deployed\": 1764000000 }",
                                "\"metadata\": [{ \"revision\": 6 }]")
                        .release(TARGET)
                        .orElseThrow()
                        .known())
                .as("providers up to version 2 have a list of one")
                .isEqualTo(new PlannedRelease.KnownRevision(6, null, 0));
        assertThat(plan().release("helm_release.this")).isEmpty();
    }

    @Test
    void a_version_that_only_the_provider_looked_up_is_not_named() throws IOException {
        assertThat(plan().release(TARGET).orElseThrow().versionNamed()).isFalse();
        assertThat(plan(
                                "\"chart\": { \"references\"",
                                "\"version\": { \"constant_value\": \"26.6.1\" }, \"chart\": { \"references\"")
                        .release(TARGET)
                        .orElseThrow()
                        .versionNamed())
                .isTrue();
        assertThat(plan(
                                "\"chart\": { \"references\"",
                                "\"version\": { \"references\": [\"var.version\"] }, \"chart\": { \"references\"")
                        .release(TARGET)
                        .orElseThrow()
                        .versionNamed())
                .isTrue();
    }

    @Test
    void drift_is_what_somebody_else_changed() throws IOException {
        assertThat(plan().drift()).singleElement().satisfies(drift -> {
            assertThat(drift.address()).isEqualTo(TARGET);
            assertThat(drift.attributes()).containsExactly("status");
        });
    }

    @Test
    void its_digest_covers_actions_values_variables_and_state_but_no_times() throws IOException {
        String digest = plan().digest();
        assertThat(digest).matches("[0-9a-f]{64}");
        assertThat(plan("2026-11-27T10:00:00Z", "2026-11-27T11:00:00Z").digest())
                .isEqualTo(digest);
        assertThat(plan("hunter2-new", "hunter3-new").digest()).isNotEqualTo(digest);
        assertThat(plan("\"replicas\": { \"value\": 2 }", "\"replicas\": { \"value\": 3 }")
                        .digest())
                .isNotEqualTo(digest);
        SavedPlan plan = plan();
        assertThat(new SavedPlan(plan.json(), "9d3f", 13).digest()).isNotEqualTo(digest);
        assertThat(new SavedPlan(plan.json(), "1111", 12).digest()).isNotEqualTo(digest);
    }

    @Test
    void names_what_must_never_be_shown() throws IOException {
        assertThat(plan().secrets())
                .contains("hunter2-new", "hunter2-old", "token-4711")
                .doesNotContain("jitera");
    }
}
