package io.jenkins.plugins.ratchet.migration.rails;

/**
 * The smallest part of a Ruby file that means something.
 *
 * @param text of a string its content, of a symbol or label its name without colon
 * @param interpolated whether a part of it is only known when it runs
 * @param spaced whether white space stands before it
 * @param line where it begins, from 1
 */
record RubyToken(Kind kind, String text, boolean interpolated, boolean spaced, int line) {
    enum Kind {
        /** A name in lower case, keywords included, with its {@code ?} or {@code !}. */
        WORD,
        /** A name behind a dot, which is no keyword whatever it is. */
        CALLED,
        CONSTANT,
        SYMBOL,
        STRING,
        /** {@code name:}, before the value of a keyword argument. */
        LABEL,
        NUMBER,
        /** {@code %w[…]} and {@code %i[…]}, the words with a blank between them. */
        WORDS,
        MARK,
        NEWLINE
    }

    boolean is(String word) {
        return kind == Kind.WORD && text.equals(word);
    }

    boolean isMark(String mark) {
        return kind == Kind.MARK && text.equals(mark);
    }

    /** Whether it is a name or text that is known as it stands. */
    boolean isLiteral() {
        return (kind == Kind.SYMBOL || kind == Kind.STRING) && !interpolated;
    }

    boolean endsStatement() {
        return kind == Kind.NEWLINE || isMark(";");
    }
}
