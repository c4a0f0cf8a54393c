package io.jenkins.plugins.ratchet.migration.rails;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.jenkins.plugins.ratchet.migration.Lint;
import io.jenkins.plugins.ratchet.migration.LintFinding;
import io.jenkins.plugins.ratchet.migration.LintFinding.Severity;
import io.jenkins.plugins.ratchet.migration.Loss;
import io.jenkins.plugins.ratchet.migration.Migration;
import io.jenkins.plugins.ratchet.migration.MigrationRule;
import io.jenkins.plugins.ratchet.migration.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RailsLintTest {
    record Entry(Verdict verdict, Set<String> rules, String source) {
        @Override
        public String toString() {
            return source.replaceAll("\\s+", " ");
        }
    }

    static List<Entry> corpus() throws IOException {
        try (InputStream in = RailsLintTest.class.getResourceAsStream("/migration/rails.txt")) {
            List<Entry> entries = new ArrayList<>();
            for (String part : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^## ")) {
                if (!part.startsWith("#")) {
                    String[] lines = part.split("\n", 2);
                    String[] words = lines[0].split(" ");
                    entries.add(new Entry(
                            Verdict.valueOf(words[0].toUpperCase(Locale.ROOT)),
                            new TreeSet<>(Arrays.asList(words).subList(1, words.length)),
                            lines[1]));
                }
            }
            return entries;
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void is_judged_as_expected(Entry entry) {
        assertThat(rules(migration(entry.source()))).isEqualTo(entry.rules());
        assertThat(verdict(rules(migration(entry.source())))).isEqualTo(entry.verdict());
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void line_breaks_of_windows_and_a_byte_order_mark_make_no_difference(Entry entry) {
        assertThat(rules("\uFEFF" + migration(entry.source()).replace("\n", "\r\n")))
                .isEqualTo(entry.rules());
    }

    @Test
    void names_what_a_migration_takes_away() {
        RailsLint.Reading reading = read("""
                class X < ActiveRecord::Migration[7.1]
                  OLD = :reports
                  def up
                    drop_table OLD
                    drop_join_table :users, :teams
                    remove_columns :users, :age, :note
                    remove_reference :users, :company
                    rename_column :users, :a, :b
                    change_column :users, :c, :bigint
                    change_column_null :users, :d, false
                    execute <<~SQL
                      ALTER TABLE public.orders DROP COLUMN total, RENAME COLUMN x TO y;
                    SQL
                  end
                  def down
                    drop_table :new_things
                  end
                end
                """);

        assertThat(reading.losses())
                .extracting(Loss::words)
                .containsExactly(
                        "table reports is dropped",
                        "table teams_users is dropped",
                        "column users.age is dropped",
                        "column users.note is dropped",
                        "column users.company_id is dropped",
                        "column users.a is renamed",
                        "column users.c changes its type",
                        "column users.d takes no NULL any more",
                        "column orders.total is dropped",
                        "column orders.x is renamed");
        assertThat(reading.losses().get(0).line()).isEqualTo(4);
    }

    @Test
    void a_tag_or_a_waiver_answers_for_what_is_found() {
        assertThat(read("# caracal:phase contract\n" + migration("drop_table :a"))
                        .findings())
                .extracting(LintFinding::severity)
                .containsExactly(Severity.NOTE);
        assertThat(read(migration("""
                # ratchet:allow runs-code fills the new table only
                Importer.run
                Importer.run
                """)).findings())
                .extracting(LintFinding::severity)
                .containsExactly(Severity.NOTE, Severity.ERROR);
        assertThat(read(migration("execute <<~SQL\n-- ratchet:allow runs-code harmless\nSELECT tidy();\nSQL\n"))
                        .findings())
                .extracting(LintFinding::severity)
                .containsExactly(Severity.NOTE);
    }

    @Test
    void a_data_migration_is_never_passed_and_what_it_deletes_is_told() {
        Migration data = migration("db/data/1.rb", migration("User.find_each { |u| u.touch }\nOld.delete_all"));

        assertThat(new RailsLint(Pattern.compile(Lint.DEFAULT_TAG), Set.of())
                        .read(data, true)
                        .findings())
                .extracting(LintFinding::rule, LintFinding::severity)
                .containsExactly(tuple("data-migration", Severity.ERROR), tuple("delete-rows", Severity.ERROR));
    }

    @Test
    void strings_are_not_shown() {
        assertThat(read(migration("User.where(mail: 'someone@example.com').delete_all"))
                        .findings())
                .extracting(LintFinding::seen)
                .containsExactly("User.where(mail: '…').delete_all");
    }

    private static String migration(String source) {
        return source.startsWith("class") || source.startsWith("module")
                ? source
                : "class X < ActiveRecord::Migration[7.1]\n  def change\n" + source + "\n  end\nend\n";
    }

    private static Set<String> rules(String source) {
        return read(source).findings().stream().map(LintFinding::rule).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Verdict verdict(Set<String> rules) {
        return rules.stream()
                .map(id -> MigrationRule.valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_')))
                .map(MigrationRule::verdict)
                .max(Verdict::compareTo)
                .orElse(Verdict.EXPAND);
    }

    private static RailsLint.Reading read(String source) {
        return new RailsLint(Pattern.compile(Lint.DEFAULT_TAG), Set.of())
                .read(migration("db/migrate/1_x.rb", source), false);
    }

    private static Migration migration(String name, String source) {
        return new Migration(name, Path.of(name), source.getBytes(StandardCharsets.UTF_8));
    }
}
