package io.jenkins.plugins.ratchet.migration.rails;

import io.jenkins.plugins.ratchet.migration.Lint;
import io.jenkins.plugins.ratchet.migration.LintFinding;
import io.jenkins.plugins.ratchet.migration.Loss;
import io.jenkins.plugins.ratchet.migration.Migration;
import io.jenkins.plugins.ratchet.migration.MigrationRule;
import io.jenkins.plugins.ratchet.migration.Verdict;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Judges Rails migrations as {@link Lint} judges SQL, by the same rules; SQL in them is given to that. Ruby is not
 * understood whole: what is not known to be harmless is an error until somebody answers for it.
 */
public final class RailsLint {
    private static final Pattern WAIVER = Pattern.compile("ratchet:allow\\s+([a-z-]+)\\s+(\\S.*)");
    private static final int SHOWN = 100;

    private final Pattern tag;
    private final Set<String> waived;
    private final Lint sql;

    /**
     * @param tag regular expression; a comment {@code # …} that begins with it marks a file as contract phase
     * @param waived ids of rules whose findings somebody has answered for
     */
    public RailsLint(Pattern tag, Set<String> waived) {
        this.tag = tag;
        this.waived = Set.copyOf(waived);
        this.sql = new Lint(tag, waived);
    }

    /**
     * What a migration does.
     *
     * @param findings in the order of their lines
     * @param losses what it takes away
     */
    public record Reading(List<LintFinding> findings, List<Loss> losses) {}

    /**
     * Reads one migration.
     *
     * @param data whether it changes rows and not the schema, as those in {@code db/data} do
     */
    public Reading read(Migration migration, boolean data) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(migration.content()))
                    .toString();
            RubyLexer.Lexed lexed = RubyLexer.lex(text);
            Reader reader = new Reader(migration, lexed.comments(), data);
            if (data) {
                reader.add(1, MigrationRule.DATA_MIGRATION, "data migration " + migration.name());
            }
            if (!new RailsJudge(reader).judge(RubyParser.parse(lexed.tokens()))) {
                reader.add(1, MigrationRule.OTHER, "no class in it derives from a Migration");
            }
            return new Reading(List.copyOf(reader.findings), List.copyOf(reader.losses));
        } catch (CharacterCodingException e) {
            return unreadable(migration, 1, "it is not UTF-8");
        } catch (RubySyntaxException e) {
            return unreadable(migration, e.line(), e.getMessage());
        }
    }

    private static Reading unreadable(Migration migration, int line, String seen) {
        return new Reading(
                List.of(LintFinding.of(migration.name(), line, MigrationRule.UNREADABLE, seen, false)), List.of());
    }

    /** Notes what the judge tells. */
    private final class Reader implements RailsJudge.Told {
        private final Migration migration;
        private final List<RubyLexer.Comment> comments;
        private final boolean data;
        private final boolean contract;
        private final List<LintFinding> findings = new ArrayList<>();
        private final List<Loss> losses = new ArrayList<>();

        Reader(Migration migration, List<RubyLexer.Comment> comments, boolean data) {
            this.migration = migration;
            this.comments = comments;
            this.data = data;
            this.contract = comments.stream()
                    .anyMatch(comment -> tag.matcher(comment.text()).lookingAt());
        }

        @Override
        public void change(RailsCall call, List<RubyToken> shown, Change change) {
            change.rules().forEach(rule -> add(call.line(), rule, excerpt(shown)));
            change.losses()
                    .forEach(loss -> losses.add(
                            new Loss(loss.kind(), loss.table(), loss.column(), migration.name(), loss.line())));
        }

        @Override
        public void sql(RubyToken text) {
            Migration inner = new Migration(
                    migration.name(), migration.file(), text.text().getBytes(StandardCharsets.UTF_8));
            for (LintFinding found : sql.check(inner)) {
                MigrationRule rule = found.migrationRule().orElse(MigrationRule.OTHER);
                boolean answered = found.severity() == LintFinding.Severity.NOTE;
                add(text.line(), rule, found.seen(), answered);
            }
            Lint.losses(inner)
                    .forEach(loss -> losses.add(
                            new Loss(loss.kind(), loss.table(), loss.column(), migration.name(), text.line())));
        }

        void add(int line, MigrationRule rule, String seen) {
            add(line, rule, seen, false);
        }

        private void add(int line, MigrationRule rule, String seen, boolean answered) {
            boolean told = data && rule.verdict() == Verdict.UNKNOWN && rule != MigrationRule.DATA_MIGRATION;
            if (told && rule != MigrationRule.UNREADABLE) {
                return; // that it changes rows, and by code, was said of the whole file
            }
            boolean waiver = answered
                    || contract && rule.verdict() != Verdict.EXPAND
                    || waived.contains(rule.id())
                    || isWaived(line, rule);
            LintFinding finding = LintFinding.of(migration.name(), line, rule, seen, waiver);
            if (!findings.contains(finding)) { // a loop says the same for each of its elements
                findings.add(finding);
            }
        }

        /** {@code # ratchet:allow RULE REASON} on the line, or in the comments right above it. */
        private boolean isWaived(int line, MigrationRule rule) {
            int first = line;
            Set<Integer> lines = comments.stream().map(RubyLexer.Comment::line).collect(Collectors.toSet());
            while (lines.contains(first - 1)) {
                first--;
            }
            int from = rule == MigrationRule.DATA_MIGRATION ? 0 : first;
            int to = rule == MigrationRule.DATA_MIGRATION ? Integer.MAX_VALUE : line;
            return comments.stream()
                    .filter(comment -> comment.line() >= from && comment.line() <= to)
                    .map(comment -> WAIVER.matcher(comment.text()))
                    .filter(Matcher::lookingAt)
                    .anyMatch(waiver -> waiver.group(1).equals(rule.id()));
        }
    }

    /** Its beginning on one line; strings are not shown: they may hold data. */
    private static String excerpt(List<RubyToken> tokens) {
        StringBuilder text = new StringBuilder();
        for (RubyToken token : tokens) {
            if (text.length() > SHOWN) {
                return text.substring(0, SHOWN) + "…";
            }
            if (text.length() > 0 && token.spaced()) {
                text.append(' ');
            }
            text.append(
                    switch (token.kind()) {
                        case STRING -> "'…'";
                        case SYMBOL -> ":" + token.text();
                        case LABEL -> token.text() + ":";
                        case WORDS -> "%w[" + token.text() + "]";
                        default -> token.text();
                    });
        }
        return text.toString();
    }
}
