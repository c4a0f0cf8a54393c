package io.jenkins.plugins.ratchet.migration;

import java.util.Locale;

/**
 * The smallest part of a statement that means something.
 *
 * @param text as written; of a string its content without the quotes, of a quoted identifier its name
 * @param line where it begins, from 1
 */
record SqlToken(Kind kind, String text, int line) {
    enum Kind {
        /** A keyword or an identifier without quotes. */
        WORD,
        /** An identifier in double quotes. */
        QUOTED,
        STRING,
        NUMBER,
        SYMBOL,
        /** A command of psql, which the server never sees; the rest of its line. */
        META
    }

    /** Whether it is this keyword; a quoted identifier never is one. */
    boolean is(String keyword) {
        return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
    }

    boolean isSymbol(String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    /** As PostgreSQL folds it. */
    String name() {
        return kind == Kind.QUOTED ? text : text.toLowerCase(Locale.ROOT);
    }
}
