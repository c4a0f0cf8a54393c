package io.jenkins.plugins.ratchet.migration;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Judges SQL migrations by what they do to the version of the product that still serves while they run.
 *
 * <p>A statement that breaks it (contract) is an error, unless its file is tagged as contract phase by a comment. One
 * that cannot be judged is an error until somebody who looked at it says so. What only holds the old version up is a
 * warning.
 */
public final class Lint {
    /** Caracal's tag. */
    public static final String DEFAULT_TAG = "caracal:phase\\s+contract";

    private static final Pattern WAIVER = Pattern.compile("ratchet:allow\\s+([a-z-]+)\\s+(\\S.*)");

    private final Pattern tag;
    private final Set<String> waived;

    /**
     * @param tag regular expression; a comment {@code -- …} that begins with it marks a file as contract phase
     * @param waived ids of rules whose findings somebody has answered for
     */
    public Lint(Pattern tag, Set<String> waived) {
        this.tag = tag;
        this.waived = Set.copyOf(waived);
    }

    /** What is to be said about one migration, in the order of its lines. */
    public List<LintFinding> check(Migration migration) {
        return check(migration.name(), migration.content());
    }

    /** The tables and columns that a migration takes away; what cannot be read takes nothing away that is known. */
    public static List<Loss> losses(Migration migration) {
        try {
            return SqlLosses.of(
                    migration.name(), SqlScript.parse(new String(migration.content(), StandardCharsets.UTF_8)));
        } catch (SqlSyntaxException e) {
            return List.of();
        }
    }

    List<LintFinding> check(String file, byte[] content) {
        SqlScript script;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                return List.of(unreadable(file, 1, "it holds a NUL character, which no SQL has"));
            }
            script = SqlScript.parse(text);
        } catch (CharacterCodingException e) {
            return List.of(unreadable(file, 1, "it is not UTF-8"));
        } catch (SqlSyntaxException e) {
            return List.of(unreadable(file, e.line(), e.getMessage()));
        }
        boolean contract = script.comments().stream()
                .anyMatch(comment -> tag.matcher(comment.text()).lookingAt());
        StatementJudge judge = new StatementJudge(new CreatedTables());
        List<LintFinding> findings = new ArrayList<>();
        int after = 0;
        for (SqlStatement statement : script.statements()) {
            int last = statement.tokens().get(statement.tokens().size() - 1).line();
            for (MigrationRule rule : judge.judge(statement)) {
                boolean answered = contract && rule.verdict() != Verdict.EXPAND
                        || waived.contains(rule.id())
                        || waivedBetween(script, after, last, rule);
                findings.add(LintFinding.of(file, statement.line(), rule, statement.excerpt(), answered));
            }
            after = last;
        }
        return findings;
    }

    /** {@code -- ratchet:allow RULE REASON} above a statement, in it, or behind it on its last line. */
    private static boolean waivedBetween(SqlScript script, int after, int last, MigrationRule rule) {
        return script.comments().stream()
                .filter(comment -> comment.line() > after && comment.line() <= last)
                .map(comment -> WAIVER.matcher(comment.text()))
                .anyMatch(waiver -> waiver.lookingAt() && waiver.group(1).equals(rule.id()));
    }

    private static LintFinding unreadable(String file, int line, String what) {
        return LintFinding.of(file, line, MigrationRule.UNREADABLE, what, false);
    }
}
