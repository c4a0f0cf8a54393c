package io.jenkins.plugins.ratchet.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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

/** Statements with expected verdicts, written from PostgreSQL's documentation. */
class CorpusTest {
    record Entry(Verdict verdict, Set<String> rules, String statement) {
        @Override
        public String toString() {
            return statement.replaceAll("\\s+", " ");
        }
    }

    static List<Entry> corpus() throws IOException {
        try (InputStream in = CorpusTest.class.getResourceAsStream("/migration/corpus.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Entry> entries = new ArrayList<>();
            for (String part : text.split("(?m)^## ")) {
                if (part.startsWith("#")) {
                    continue;
                }
                String[] lines = part.split("\n", 2);
                String[] words = lines[0].split(" ");
                entries.add(new Entry(
                        Verdict.valueOf(words[0].toUpperCase(Locale.ROOT)),
                        new TreeSet<>(Arrays.asList(words).subList(1, words.length)),
                        lines[1]));
            }
            return entries;
        }
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void isJudgedAsExpected(Entry entry) {
        assertThat(rules(entry.statement())).isEqualTo(entry.rules());
        assertThat(verdict(entry.statement())).isEqualTo(entry.verdict());
    }

    @ParameterizedTest
    @MethodSource("corpus")
    void howItIsWrittenDoesNotMatter(Entry entry) {
        if (entry.statement().contains("\\")
                || entry.statement().contains("COPY")
                || entry.rules().contains("unreadable")) {
            return; // psql's commands and rows end with their line
        }
        String commented = entry.statement().replaceFirst(" ", " /* a /* nested */ one; */ -- and; more\r\n ");
        assertThat(rules("\uFEFF" + commented + ";\r\n")).isEqualTo(entry.rules());
    }

    @Test
    void isLargeEnough() throws IOException {
        assertThat(corpus()).hasSizeGreaterThan(250);
        for (Verdict verdict : Verdict.values()) {
            assertThat(corpus().stream().filter(entry -> entry.verdict() == verdict))
                    .hasSizeGreaterThan(50);
        }
    }

    @Test
    void everyRuleIsInIt() throws IOException {
        Set<String> seen =
                corpus().stream().flatMap(entry -> entry.rules().stream()).collect(Collectors.toSet());
        seen.add(MigrationRule.CONCURRENTLY_IN_TRANSACTION.id()); // needs two statements
        seen.add(MigrationRule.DATA_MIGRATION.id()); // a file of Rails
        assertThat(seen)
                .isEqualTo(Arrays.stream(MigrationRule.values())
                        .map(MigrationRule::id)
                        .collect(Collectors.toSet()));
    }

    private static Set<String> rules(String statement) {
        return new Lint(Pattern.compile(Lint.DEFAULT_TAG), Set.of())
                .check("x.sql", statement.getBytes(StandardCharsets.UTF_8)).stream()
                        .map(LintFinding::rule)
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Verdict verdict(String statement) {
        return rules(statement).stream()
                .map(id -> MigrationRule.valueOf(id.toUpperCase(Locale.ROOT).replace('-', '_')))
                .map(MigrationRule::verdict)
                .max(Verdict::compareTo)
                .orElse(Verdict.EXPAND);
    }
}
