package io.jenkins.plugins.ratchet.migration.pair;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.jenkins.plugins.ratchet.config.MigrationPolicy.Tool;
import io.jenkins.plugins.ratchet.migration.Lint;
import io.jenkins.plugins.ratchet.migration.SourceTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The sentences of "Rollback Scenario Decision" on Jitera's upgrade page. */
class RollbackScenarioTest {
    private static final String MIGRATION =
            "class X < ActiveRecord::Migration[7.1]\n  def change\n    %s\n  end\nend\n";

    private final Map<String, String> old = new TreeMap<>(Map.of(
            "db/migrate/1_create.rb", MIGRATION.formatted("create_table :reports"),
            "app/controllers/users_controller.rb", "class UsersController\n  def index = User.all\nend\n",
            "db/schema.rb", "create_table \"reports\"",
            "spec/report_spec.rb", "Report.new"));
    private final Map<String, String> now = new TreeMap<>(old);
    private ChartDifference chart = charts("image: { tag: v26.05.12 }", "image: { tag: v26.05.12.1 }");
    private boolean writes = false;

    @Test
    void a_patch_that_changes_image_tags_only_and_brings_no_migration_is_scenario_1() {
        writes = true;

        RollbackScenario scenario = scenario();

        assertThat(scenario.number()).isEqualTo(1);
        assertThat(scenario.evidence()).containsExactly("the charts differ in image tags only", "no new migrations");
        assertThat(scenario.cost()).contains("never rolls back with helm");
    }

    @Test
    void a_new_key_of_values_a_changed_default_or_template_is_no_patch() {
        chart = charts("image: { tag: a }", "image: { tag: b }\nnew: { key: 1 }");
        assertThat(scenario().number()).isEqualTo(2);
        assertThat(scenario().evidence()).contains("the chart changed: values key new.key is new");

        chart = charts("replicas: 1", "replicas: 2");
        assertThat(scenario().evidence()).contains("the chart changed: default of replicas changed");

        chart = new ChartDifference(List.of("templates/web.yaml changed"), List.of(), List.of());
        assertThat(scenario().number()).isEqualTo(2);

        writes = true;
        assertThat(scenario().number()).isEqualTo(3);
    }

    @Test
    void an_image_from_another_repository_is_no_tag() {
        assertThat(charts("image: r/a:1", "image: r/a:2").onlyImages()).isTrue();
        assertThat(charts("image: r:5000/a:1", "image: r:5000/a:2@sha256:ff").onlyImages())
                .isTrue();
        assertThat(charts("image: r/a:1", "image: other/a:1").onlyImages()).isFalse();
    }

    @Test
    void a_new_migration_that_takes_nothing_away_is_scenario_2() {
        now.put("db/migrate/2_add.rb", MIGRATION.formatted("add_column :users, :age, :integer"));

        assertThat(scenario().number()).isEqualTo(2);
        assertThat(scenario().evidence())
                .contains(
                        "1 new migrations: db/migrate/2_add.rb",
                        "no migration takes anything away from the old version");
    }

    @Test
    void a_dropped_table_that_only_rake_tasks_name_is_scenario_2_until_rows_can_be_written() {
        now.put("db/migrate/2_drop.rb", MIGRATION.formatted("drop_table :reports"));
        old.put("lib/tasks/reports.rake", "task :tidy do\n  Report.find_each(&:destroy)\nend\n");

        assertThat(scenario().number()).isEqualTo(2);
        assertThat(scenario().evidence())
                .contains("table reports is dropped (db/migrate/2_drop.rb:3), only administrators' tasks name it:"
                        + " lib/tasks/reports.rake:2");
        assertThat(scenario().cost()).contains("administrators' tasks would fail");

        writes = true;
        assertThat(scenario().number()).isEqualTo(3);
        assertThat(scenario().cost()).contains("a restore of every database");
    }

    @Test
    void a_dropped_table_that_live_code_names_is_scenario_3_with_file_and_line() {
        now.put("db/migrate/2_drop.rb", MIGRATION.formatted("drop_table :reports"));
        for (String code : List.of(
                "class Report < ApplicationRecord",
                "has_many :reports",
                "belongs_to :report",
                "find_by_sql 'SELECT * FROM reports'")) {
            old.put("app/models/thing.rb", "# a model\n" + code + "\n");

            assertThat(scenario().number()).as(code).isEqualTo(3);
            assertThat(scenario().evidence())
                    .as(code)
                    .contains("table reports is dropped (db/migrate/2_drop.rb:3), live code names it:"
                            + " app/models/thing.rb:2");
        }
        old.put("app/models/thing.rb", "class ReportsHelper; reports_count; Reported; :unreports\n");
        assertThat(scenario().number()).as("other words").isEqualTo(2);
    }

    @Test
    void tests_the_schemas_dump_and_migrations_are_no_users_of_a_table() {
        now.put("db/migrate/2_drop.rb", MIGRATION.formatted("drop_table :reports"));

        assertThat(scenario().number()).isEqualTo(2);
        assertThat(scenario().evidence())
                .contains("table reports is dropped (db/migrate/2_drop.rb:3), the old code names it nowhere");
    }

    @Test
    void columns_that_are_dropped_renamed_retyped_or_tightened_are_looked_for_too() {
        for (String change : List.of(
                "remove_column :users, :nickname",
                "rename_column :users, :nickname, :alias",
                "change_column :users, :nickname, :text",
                "change_column_null :users, :nickname, false")) {
            now.put("db/migrate/2_x.rb", MIGRATION.formatted(change));
            old.remove("app/views/users/show.html.erb");
            assertThat(scenario().number()).as(change).isEqualTo(2);

            old.put("app/views/users/show.html.erb", "<p><%= @user.nickname %></p>");
            assertThat(scenario().number()).as(change).isEqualTo(3);
        }
    }

    @Test
    void in_doubt_it_is_scenario_3() {
        now.put("db/migrate/2_x.rb", MIGRATION.formatted("Importer.run"));
        assertThat(scenario().number()).as("code that cannot be judged").isEqualTo(3);

        now.put("db/migrate/2_x.rb", MIGRATION.formatted("drop_table name"));
        assertThat(scenario().number())
                .as("a table that is only known when it runs")
                .isEqualTo(3);

        now.put("db/migrate/2_x.rb", MIGRATION.formatted("add_index :users, :mail, unique: true"));
        assertThat(scenario().number())
                .as("what writes of the old version may break")
                .isEqualTo(3);

        now.remove("db/migrate/2_x.rb");
        now.put("db/data/2_fill.rb", MIGRATION.formatted("User.update_all(age: 1)"));
        assertThat(scenario().number()).as("a data migration").isEqualTo(3);

        now.remove("db/data/2_fill.rb");
        now.put("db/migrate/1_create.rb", MIGRATION.formatted("create_table :others"));
        assertThat(scenario().number()).as("a released migration that changed").isEqualTo(3);

        now.remove("db/migrate/1_create.rb");
        assertThat(scenario().number()).as("a migration that is gone").isEqualTo(3);

        RollbackScenario.Input unknown = new RollbackScenario.Input(chart, null, null, false);
        assertThat(RollbackScenario.of(unknown).number())
                .as("migrations that nobody knows")
                .isEqualTo(3);
    }

    @Test
    void a_tree_without_code_proves_nothing() {
        now.put("db/migrate/2_drop.rb", MIGRATION.formatted("drop_table :reports"));
        old.keySet().removeIf(path -> !path.startsWith("db/"));

        assertThat(scenario().number()).isEqualTo(3);
        assertThat(scenario().evidence()).contains("the old version's tree holds no code to search (migrations.old)");
    }

    @Test
    void charts_that_could_not_be_compared_are_no_patch() {
        chart = null;

        assertThat(scenario().number()).isEqualTo(2);
        assertThat(scenario().evidence()).contains("what the two versions deploy was not compared");
    }

    @Test
    void migrations_in_sql_are_judged_alike() {
        old.put("migrations/0001_a.up.sql", "CREATE TABLE users (nickname text);");
        old.put("migrations/0001_a.down.sql", "ALTER TABLE users DROP COLUMN nickname;");
        now.putAll(Map.of(
                "migrations/0001_a.up.sql", "CREATE TABLE users (nickname text);",
                "migrations/0002_b.up.sql", "-- caracal:phase contract\nALTER TABLE users DROP COLUMN nickname;",
                "migrations/0002_b.down.sql", "DROP TABLE users;"));
        assertThat(scenario(Tool.sql).number()).as("named by migrations only").isEqualTo(2);
        old.put("src/users.go", "db.Query(\"SELECT nickname FROM users\")");

        RollbackScenario scenario = scenario(Tool.sql);

        assertThat(scenario.number()).isEqualTo(3);
        assertThat(scenario.evidence())
                .contains("column users.nickname is dropped (migrations/0002_b.up.sql:2), live code names it:"
                        + " src/users.go:1");
    }

    private RollbackScenario scenario() {
        return scenario(Tool.rails);
    }

    private RollbackScenario scenario(Tool tool) {
        SourceTree before = tree(old);
        NewMigrations migrations = NewMigrations.between(before, tree(now), tool, Pattern.compile(Lint.DEFAULT_TAG));
        return RollbackScenario.of(
                new RollbackScenario.Input(chart, migrations, References.find(before, migrations.losses()), writes));
    }

    private static SourceTree tree(Map<String, String> files) {
        TreeMap<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return new SourceTree("tree", bytes, List.of());
    }

    private static ChartDifference charts(String before, String after) {
        return ChartDifference.between(chart(before), chart(after));
    }

    private static ChartDifference.Chart chart(String values) {
        try {
            JsonNode read = new YAMLMapper().readTree(values);
            return new ChartDifference.Chart(Map.of("templates/a.yaml", new byte[] {1}), read, Set.of());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
