package io.jenkins.plugins.ratchet.migration;

import java.util.ArrayList;
import java.util.List;

/** Reads a statement from left to right. */
final class SqlCursor {
    private final List<SqlToken> tokens;
    private int at;

    SqlCursor(List<SqlToken> tokens) {
        this.tokens = tokens;
    }

    boolean atEnd() {
        return at >= tokens.size();
    }

    /** Whether these keywords come next. */
    boolean sees(String... keywords) {
        for (int i = 0; i < keywords.length; i++) {
            if (at + i >= tokens.size() || !tokens.get(at + i).is(keywords[i])) {
                return false;
            }
        }
        return true;
    }

    /** Goes over these keywords where they come next. */
    boolean take(String... keywords) {
        if (!sees(keywords)) {
            return false;
        }
        at += keywords.length;
        return true;
    }

    /** Goes over one of these keywords where one comes next. */
    boolean takeAny(String... keywords) {
        for (String keyword : keywords) {
            if (take(keyword)) {
                return true;
            }
        }
        return false;
    }

    boolean seesSymbol(String symbol) {
        return !atEnd() && tokens.get(at).isSymbol(symbol);
    }

    boolean takeSymbol(String symbol) {
        if (!seesSymbol(symbol)) {
            return false;
        }
        at++;
        return true;
    }

    /** A name with its schema, as PostgreSQL folds it; null where none comes next. */
    String takeName() {
        if (atEnd() || !tokens.get(at).isName()) {
            return null;
        }
        StringBuilder name = new StringBuilder(tokens.get(at++).name());
        while (seesSymbol(".") && at + 1 < tokens.size() && tokens.get(at + 1).isName()) {
            name.append('.').append(tokens.get(at + 1).name());
            at += 2;
        }
        return name.toString();
    }

    /** Names with commas between them. */
    List<String> takeNames() {
        List<String> names = new ArrayList<>();
        do {
            String name = takeName();
            if (name == null) {
                return names;
            }
            names.add(name);
        } while (takeSymbol(","));
        return names;
    }

    void skip() {
        at++;
    }

    /** Goes over a parenthesis with all that is in it, where one comes next. */
    boolean skipParenthesis() {
        if (!seesSymbol("(")) {
            return false;
        }
        int depth = 0;
        do {
            if (tokens.get(at).isSymbol("(")) {
                depth++;
            } else if (tokens.get(at).isSymbol(")")) {
                depth--;
            }
            at++;
        } while (depth > 0 && !atEnd());
        return true;
    }

    List<SqlToken> rest() {
        return tokens.subList(Math.min(at, tokens.size()), tokens.size());
    }

    /** Whether a keyword comes later, outside of parentheses. */
    boolean hasLater(String... keywords) {
        int depth = 0;
        for (int i = at; i < tokens.size(); i++) {
            if (tokens.get(i).isSymbol("(")) {
                depth++;
            } else if (tokens.get(i).isSymbol(")")) {
                depth--;
            } else if (depth == 0 && new SqlCursor(tokens.subList(i, tokens.size())).sees(keywords)) {
                return true;
            }
        }
        return false;
    }

    /** What comes, cut at commas outside of parentheses. */
    List<List<SqlToken>> splitAtCommas() {
        List<List<SqlToken>> parts = new ArrayList<>();
        int depth = 0;
        int start = at;
        for (int i = at; i < tokens.size(); i++) {
            if (tokens.get(i).isSymbol("(")) {
                depth++;
            } else if (tokens.get(i).isSymbol(")")) {
                depth--;
            } else if (depth == 0 && tokens.get(i).isSymbol(",")) {
                parts.add(tokens.subList(start, i));
                start = i + 1;
            }
        }
        parts.add(tokens.subList(start, tokens.size()));
        return parts;
    }
}
