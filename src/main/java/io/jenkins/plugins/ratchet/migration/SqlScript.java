package io.jenkins.plugins.ratchet.migration;

import java.util.ArrayList;
import java.util.List;

/**
 * A migration in SQL, by its statements.
 *
 * @param comments text of every comment that takes up the rest of a line
 */
record SqlScript(List<SqlStatement> statements, List<SqlToken> comments) {

    static SqlScript parse(String text) throws SqlSyntaxException {
        SqlLexer.Lexed lexed = SqlLexer.lex(text);
        return new SqlScript(split(lexed.tokens()), lexed.comments());
    }

    /** At semicolons outside of parentheses and of bodies between BEGIN ATOMIC and END. */
    private static List<SqlStatement> split(List<SqlToken> tokens) throws SqlSyntaxException {
        List<SqlStatement> statements = new ArrayList<>();
        List<SqlToken> current = new ArrayList<>();
        int parentheses = 0;
        int blocks = 0; // BEGIN ATOMIC and, inside of it, CASE
        for (int i = 0; i < tokens.size(); i++) {
            SqlToken token = tokens.get(i);
            if (token.kind() == SqlToken.Kind.META) {
                finish(current, statements);
                statements.add(new SqlStatement(List.of(token)));
                continue;
            }
            if (token.isSymbol("(")) {
                parentheses++;
            } else if (token.isSymbol(")")) {
                parentheses = Math.max(0, parentheses - 1);
            } else if (token.is("ATOMIC") && i > 0 && tokens.get(i - 1).is("BEGIN")) {
                blocks++;
            } else if (blocks > 0 && token.is("CASE")) {
                blocks++;
            } else if (blocks > 0 && token.is("END")) {
                blocks--;
            }
            if (token.isSymbol(";") && parentheses == 0 && blocks == 0) {
                finish(current, statements);
            } else {
                current.add(token);
            }
        }
        if (parentheses > 0 || blocks > 0) {
            throw new SqlSyntaxException(
                    current.get(0).line(),
                    "the statement that begins here has a parenthesis or body that does not end");
        }
        finish(current, statements);
        return statements;
    }

    private static void finish(List<SqlToken> current, List<SqlStatement> statements) {
        if (!current.isEmpty()) {
            statements.add(new SqlStatement(List.copyOf(current)));
            current.clear();
        }
    }
}
