package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.fine;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.config.Preparation;
import io.jenkins.plugins.ratchet.config.VersionPolicy;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
import io.jenkins.plugins.ratchet.plan.path.VersionPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
        assertThat(digest(situation())).isEqualTo(digest(situation())).matches("sha256:[0-9a-f]{64}\\.[0-9a-f]+");
    }

    /** Every input, changed by itself, and how it is told. */
    private Map<String, SituationBuilder> changes() {
        Map<String, SituationBuilder> changed = new LinkedHashMap<>();
        SituationBuilder chart = situation();
        chart.chartSha = "bb";
        changed.put("the chart's bytes", chart);
        changed.put("the version to go to", situation().to("1.8.0", "26.8.1"));
        changed.put("the live revision, or the cluster", situation().elsewhere());
        SituationBuilder live = situation();
        ((ObjectNode) live.liveValues).put("replicas", 2);
        changed.put("the live values", live);
        SituationBuilder kubernetes = situation();
        kubernetes.outlook = Outlook.NONE.withKubernetes("v1.35.0");
        changed.put("the version of Kubernetes", kubernetes);
        changed.put("the required databases", situation().database("aiproxy", "postgres", true));
        SituationBuilder path = situation();
        path.outlook = Outlook.NONE.withPath(new VersionPath(
                "each-minor",
                "1.7.0",
                "1.8.0",
                List.of(new VersionPath.Hop("1.7.1", null), new VersionPath.Hop("1.8.0", null)),
                null,
                null,
                null));
        changed.put("the path of versions", path);
        changed.put("setting versions", situation().versions(VersionPolicy.Scheme.calver));
        SituationBuilder prepare = situation();
        prepare.prepare = List.of(new Preparation("drain", List.of("./drain"), null, null));
        changed.put("setting prepare", prepare);
        changed.put("setting helmArgs", situation().args("--skip-crds"));
        changed.put("setting allow", situation().allow("same-chart"));
        SituationBuilder migrations = situation();
        migrations.outlook = Outlook.NONE.withMigrations(
                new MigrationOutlook(true, 1, "little", List.of(), List.of(), List.of(), 0, null, "ab"));
        changed.put("the migrations", migrations);
        SituationBuilder fewer = situation();
        fewer.values = List.of("a.yaml");
        changed.put("the number of values files", fewer);
        SituationBuilder order = situation();
        order.values = List.of("b.yaml", "a.yaml");
        changed.put("values file b.yaml, values file a.yaml", order);
        return changed;
    }

    @Test
    void whatever_changed_since_the_approval_is_refused_and_named() {
        String approved = digest(situation());
        changes().forEach((name, situation) -> {
            Plan plan = plan(situation, approved);
            assertThat(plan.digest()).as(name).isNotEqualTo(approved);
            assertThat(plan.blocked()).as(name).isTrue();
            assertThat(plan.findings().get(0).rule()).isEqualTo("plan-unchanged");
            String told = plan.findings().get(0).seen();
            assertThat(told.substring(0, told.indexOf(';')))
                    .startsWith("since the plan was approved, this changed: " + name)
                    .satisfies(text -> assertThat(name.contains("values file ") ? 2 : 1)
                            .isEqualTo(text.split(", (?!or )").length - 1));
        });
    }

    @Test
    void another_cluster_or_another_content_of_a_values_file_is_named_too() throws IOException {
        String approved = digest(situation());
        Files.writeString(directory.resolve("a.yaml"), "a: 2\n");
        assertThat(plan(situation(), approved).findings().get(0).seen())
                .startsWith("since the plan was approved, this changed: values file a.yaml;");
        SituationBuilder later = situation().superseded().revision(8, ReleaseStatus.DEPLOYED, "1.7.0", "26.7.0");
        assertThat(plan(later, approved).findings().get(0).seen())
                .contains("the live revision, or the cluster, values file a.yaml;");
    }

    @Test
    void no_two_changes_have_one_digest() {
        List<String> digests = new ArrayList<>();
        digests.add(digest(situation()));
        changes().values().forEach(situation -> digests.add(digest(situation)));
        assertThat(digests).doesNotHaveDuplicates();
    }

    @Test
    void a_digest_that_does_not_tell_its_inputs_still_refuses() {
        for (String approved : List.of("sha256:0", "x", "", digest(situation()).substring(0, 71))) {
            Plan plan = plan(situation(), approved);
            assertThat(plan.findings().get(0).seen()).startsWith("what the plan was made from is no longer");
            assertThat(plan.blocked()).isTrue();
        }
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
