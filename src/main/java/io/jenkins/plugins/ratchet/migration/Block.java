package io.jenkins.plugins.ratchet.migration;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Judges {@code DO} blocks. What stands in one is judged as if it stood outside; where anything but plain conditions is
 * around it, the block cannot be judged, but what breaks the old version is still named.
 */
final class Block {
    private static final Set<String> PLAIN = Set.of(
            "BEGIN",
            "IF",
            "ELSE",
            "END",
            "NULL",
            "RAISE",
            "EXCEPTION",
            "WHEN",
            "PERFORM",
            "RETURN",
            "ELSIF",
            "FOR",
            "WHILE",
            "DECLARE");

    private Block() {}

    /** @param words stand behind DO */
    static Set<MigrationRule> judge(SqlCursor words) {
        String language = "plpgsql";
        String body = null;
        while (!words.atEnd()) {
            if (words.take("LANGUAGE")) {
                language = words.rest().isEmpty() ? "" : words.rest().get(0).text();
            } else if (words.rest().get(0).kind() == SqlToken.Kind.STRING) {
                body = words.rest().get(0).text();
            }
            words.skip();
        }
        if (body == null || !language.equalsIgnoreCase("plpgsql")) {
            return Set.of(MigrationRule.RUNS_CODE);
        }
        try {
            return judgeBody(SqlScript.parse(body));
        } catch (SqlSyntaxException e) {
            return Set.of(MigrationRule.RUNS_CODE);
        }
    }

    private static Set<MigrationRule> judgeBody(SqlScript body) {
        Set<MigrationRule> found = EnumSet.noneOf(MigrationRule.class);
        // What a block makes depends on its conditions, so it does not count as made.
        CreatedTables inside = new CreatedTables();
        StatementJudge judge = new StatementJudge(inside);
        for (SqlStatement statement : body.statements()) {
            List<SqlToken> tokens = statement.tokens();
            if (tokens.stream().anyMatch(token -> token.is("EXECUTE"))
                    || tokens.stream()
                            .anyMatch(token -> token.is("LOOP") || token.is("WHILE") || token.is("DECLARE"))) {
                found.add(MigrationRule.RUNS_CODE);
            }
            for (List<SqlToken> part : parts(tokens)) {
                inside.forget();
                found.addAll(judgePart(part, judge));
            }
        }
        return found;
    }

    private static Set<MigrationRule> judgePart(List<SqlToken> part, StatementJudge judge) {
        SqlToken first = part.get(0);
        if (first.kind() == SqlToken.Kind.WORD && PLAIN.contains(first.text().toUpperCase(Locale.ROOT))) {
            List<SqlToken> rest = part.subList(1, part.size());
            // A condition or a PERFORM is a query.
            return rest.isEmpty() || first.is("END") || first.is("EXCEPTION")
                    ? Set.of()
                    : Rows.judge(new SqlCursor(rest), new CreatedTables());
        }
        return judge.judge(new SqlStatement(part));
    }

    /** {@code BEGIN IF … THEN CREATE TABLE …} holds two parts: the condition and the statement. */
    private static List<List<SqlToken>> parts(List<SqlToken> tokens) {
        List<List<SqlToken>> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            boolean opens = token.is("BEGIN") || token.is("ELSE") || token.is("THEN") || token.is("LOOP");
            if (opens && !insideCase(tokens, i)) {
                add(parts, tokens, start, i);
                start = i + 1;
            }
        }
        add(parts, tokens, start, tokens.size());
        return parts;
    }

    private static boolean insideCase(List<SqlToken> tokens, int at) {
        int depth = 0;
        for (int i = 0; i < at; i++) {
            if (tokens.get(i).is("CASE")) {
                depth++;
            } else if (tokens.get(i).is("END") && depth > 0) {
                depth--;
            }
        }
        return depth > 0;
    }

    private static void add(List<List<SqlToken>> parts, List<SqlToken> tokens, int from, int to) {
        if (to > from) {
            parts.add(tokens.subList(from, to));
        }
    }
}
