package io.jenkins.plugins.ratchet.migration;

import io.jenkins.plugins.ratchet.migration.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a script apart as psql and PostgreSQL's own scanner do: nested comments, dollar quotes, {@code E''} strings,
 * quoted identifiers, and the data that follows {@code COPY … FROM stdin}.
 *
 * <p>Source: PostgreSQL's documentation, "SQL Syntax: Lexical Structure" and "psql".
 */
final class SqlLexer {
    private static final String OPERATORS = "+-*/<>=~!@#%^&|`?";

    private final String text;
    private final List<SqlToken> tokens = new ArrayList<>();
    private final List<SqlToken> comments = new ArrayList<>();
    private int at;
    private int line = 1;

    private SqlLexer(String text) {
        this.text = text;
    }

    /** @param comments the text of every comment that takes up the rest of a line, without its dashes */
    record Lexed(List<SqlToken> tokens, List<SqlToken> comments) {}

    static Lexed lex(String script) throws SqlSyntaxException {
        SqlLexer lexer = new SqlLexer(script.startsWith("\uFEFF") ? script.substring(1) : script);
        lexer.run();
        return new Lexed(lexer.tokens, lexer.comments);
    }

    private void run() throws SqlSyntaxException {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                line++;
                at++;
            } else if (Character.isWhitespace(c)) {
                at++;
            } else if (text.startsWith("--", at)) {
                int end = endOfLine();
                comments.add(
                        new SqlToken(Kind.STRING, text.substring(at + 2, end).strip(), line));
                at = end;
            } else if (text.startsWith("/*", at)) {
                blockComment();
            } else if (c == '\\') {
                int end = endOfLine();
                add(Kind.META, text.substring(at, end).strip(), end);
            } else {
                token(c);
            }
        }
    }

    private void token(char c) throws SqlSyntaxException {
        char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        if (c == '\'') {
            string(at + 1, false);
        } else if ((c == 'e' || c == 'E') && next == '\'') {
            string(at + 2, true);
        } else if ("bBxXnN".indexOf(c) >= 0 && next == '\'') {
            string(at + 2, false);
        } else if ((c == 'u' || c == 'U') && text.startsWith("&'", at + 1)) {
            string(at + 3, false);
        } else if ((c == 'u' || c == 'U') && text.startsWith("&\"", at + 1)) {
            quoted(at + 3);
        } else if (c == '"') {
            quoted(at + 1);
        } else if (c == '$' && dollarTag() != null) {
            dollarQuoted(dollarTag());
        } else if (Character.isLetter(c) || c == '_' || Character.isSurrogate(c)) {
            int end = at + 1;
            while (end < text.length() && isIdentifierPart(text.charAt(end))) {
                end++;
            }
            add(Kind.WORD, text.substring(at, end), end);
        } else if (Character.isDigit(c) || c == '.' && Character.isDigit(next)) {
            int end = at + 1;
            while (end < text.length()
                    && (Character.isLetterOrDigit(text.charAt(end)) || "._".indexOf(text.charAt(end)) >= 0)) {
                end++;
            }
            add(Kind.NUMBER, text.substring(at, end), end);
        } else if (OPERATORS.indexOf(c) >= 0) {
            int end = at + 1;
            while (end < text.length()
                    && OPERATORS.indexOf(text.charAt(end)) >= 0
                    && !text.startsWith("--", end)
                    && !text.startsWith("/*", end)) {
                end++;
            }
            add(Kind.SYMBOL, text.substring(at, end), end);
        } else {
            add(Kind.SYMBOL, String.valueOf(c), at + 1);
            if (c == ';' && copiesFromStdin()) {
                skipCopiedData();
            }
        }
    }

    private static boolean isIdentifierPart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || Character.isSurrogate(c);
    }

    private void blockComment() throws SqlSyntaxException {
        int began = line;
        int depth = 0;
        while (at < text.length()) {
            if (text.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (text.startsWith("*/", at)) {
                depth--;
                at += 2;
                if (depth == 0) {
                    return;
                }
            } else {
                if (text.charAt(at) == '\n') {
                    line++;
                }
                at++;
            }
        }
        throw new SqlSyntaxException(began, "a comment that begins here does not end");
    }

    private void string(int from, boolean escapes) throws SqlSyntaxException {
        int end = from;
        while (end < text.length()) {
            char c = text.charAt(end);
            if (escapes && c == '\\') {
                end += 2;
            } else if (c == '\'' && end + 1 < text.length() && text.charAt(end + 1) == '\'') {
                end += 2;
            } else if (c == '\'') {
                add(Kind.STRING, text.substring(from, end), end + 1);
                return;
            } else {
                end++;
            }
        }
        throw new SqlSyntaxException(line, "a string that begins here does not end");
    }

    private void quoted(int from) throws SqlSyntaxException {
        int end = from;
        while (end < text.length()) {
            if (text.startsWith("\"\"", end)) {
                end += 2;
            } else if (text.charAt(end) == '"') {
                add(Kind.QUOTED, text.substring(from, end).replace("\"\"", "\""), end + 1);
                return;
            } else {
                end++;
            }
        }
        throw new SqlSyntaxException(line, "a quoted name that begins here does not end");
    }

    /** The opening tag of a dollar quote with its dollars; null for a parameter such as {@code $1}. */
    private String dollarTag() {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '$') {
            char c = text.charAt(end);
            if (!(Character.isLetter(c) || c == '_' || Character.isDigit(c) && end > at + 1)) {
                return null;
            }
            end++;
        }
        return end < text.length() ? text.substring(at, end + 1) : null;
    }

    private void dollarQuoted(String tag) throws SqlSyntaxException {
        int from = at + tag.length();
        int end = text.indexOf(tag, from);
        if (end < 0) {
            throw new SqlSyntaxException(line, "a body that begins here with " + tag + " does not end");
        }
        add(Kind.STRING, text.substring(from, end), end + tag.length());
    }

    private boolean copiesFromStdin() {
        int first = tokens.size() - 1;
        while (first > 0 && !tokens.get(first - 1).isSymbol(";")) {
            first--;
        }
        List<SqlToken> statement = tokens.subList(first, tokens.size());
        if (!statement.get(0).is("COPY")) {
            return false;
        }
        for (int i = 1; i < statement.size(); i++) {
            if (statement.get(i).is("STDIN") && statement.get(i - 1).is("FROM")) {
                return true;
            }
        }
        return false;
    }

    private void skipCopiedData() throws SqlSyntaxException {
        int began = line;
        at = lineFeed();
        while (at < text.length()) {
            at++; // the line break
            line++;
            int end = lineFeed();
            if (text.substring(at, end).strip().equals("\\.")) {
                at = end;
                return;
            }
            at = end;
        }
        throw new SqlSyntaxException(began, "the rows after COPY … FROM stdin do not end with \\.");
    }

    /** Where a comment ends: at a carriage return too, as the server has it. */
    private int endOfLine() {
        int end = at;
        while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    private int lineFeed() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    private void add(Kind kind, String content, int end) {
        tokens.add(new SqlToken(kind, content, line));
        for (int i = at; i < end && i < text.length(); i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        at = end;
    }
}
