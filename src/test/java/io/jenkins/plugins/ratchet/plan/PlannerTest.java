package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.fine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.config.Preparation;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {
    @TempDir
    Path directory;

    @BeforeEach
    void values() throws IOException {
        Files.writeString(directory.resolve("a.yaml"), "a: 1\n");
        Files.writeString(directory.resolve("b.yaml"), "b: 2\n");
    }

    private SituationBuilder situation() {
        SituationBuilder situation = fine();
        situation.values = List.of("a.yaml", "b.yaml");
        return situation;
    }

    private String digest(SituationBuilder situation) {
        return plan(situation, null).digest();
    }

    private Plan plan(SituationBuilder situation, String approved) {
        return new Planner(directory).plan(situation.build(), approved);
    }

    @Test
    void the_digest_is_the_same_for_the_same_inputs() {
        assertThat(digest(situation())).isEqualTo(digest(situation())).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void the_digest_changes_with_each_single_input() throws IOException {
        Map<String, SituationBuilder> changed = new HashMap<>();
        changed.put("target", situation().to("1.8.1", "26.8.0"));
        changed.put("application", situation().to("1.8.0", "26.8.1"));
        SituationBuilder chart = situation();
        chart.chartSha = "bb";
        changed.put("chart bytes", chart);
        SituationBuilder name = situation();
        name.chart = "other";
        changed.put("chart name", name);
        changed.put("live revision", situation().superseded().revision(8, ReleaseStatus.DEPLOYED, "1.7.0", "26.7.0"));
        SituationBuilder order = situation();
        order.values = List.of("b.yaml", "a.yaml");
        changed.put("order of values", order);
        SituationBuilder fewer = situation();
        fewer.values = List.of("a.yaml");
        changed.put("number of values", fewer);
        changed.put("arguments", situation().args("--skip-crds"));
        changed.put("waivers", situation().allow("same-chart"));
        SituationBuilder prepare = situation();
        prepare.prepare = List.of(new Preparation("drain", List.of("./drain"), null, null));
        changed.put("preparations", prepare);
        changed.put("cluster", situation().elsewhere());
        changed.put("databases", situation().database("aiproxy", "postgres", true));
        Map<String, String> digests = new HashMap<>();
        digests.put("nothing", digest(situation()));
        changed.forEach((what, situation) -> digests.put(what, digest(situation)));
        Files.writeString(directory.resolve("a.yaml"), "a: 2\n");
        digests.put("content of values", digest(situation()));
        assertThat(digests.values()).doesNotHaveDuplicates();
    }

    @Test
    void what_the_upgrade_does_not_depend_on_leaves_the_digest_alone() {
        SituationBuilder other =
                situation().database("aiproxy", "postgres", false).purpose(Purpose.PLAN);
        other.environment("BUILD_NUMBER", "8").open(null);
        other.holder = "somebody";
        assertThat(digest(other)).isEqualTo(digest(situation()));
    }

    @Test
    void a_plan_that_is_not_the_approved_one_is_refused_first_of_all() {
        Plan plan = plan(situation().to("1.6.0", "26.6.0"), "sha256:0");
        assertThat(plan.blocked()).isTrue();
        assertThat(plan.findings().get(0).rule()).isEqualTo("plan-unchanged");
        assertThat(plan.findings().get(0).seen()).contains(plan.digest());
    }

    @Test
    void the_approved_plan_passes() {
        Plan plan = plan(situation(), digest(situation()));
        assertThat(plan.findings()).extracting(Finding::rule).isEmpty();
        assertThat(plan.blocked()).isFalse();
        assertThat(plan.from().revision()).isEqualTo(7);
        assertThat(plan.to().chartVersion()).isEqualTo("1.8.0");
        assertThat(plan.requiredDatabases()).hasSize(1);
    }

    @Test
    void a_values_file_that_is_missing_is_named() {
        SituationBuilder situation = situation();
        situation.values = List.of("gone.yaml");
        assertThatThrownBy(() -> digest(situation))
                .isInstanceOf(RunException.class)
                .hasMessageContaining("gone.yaml")
                .hasMessageContaining("values");
    }
}
