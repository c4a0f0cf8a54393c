package io.jenkins.plugins.ratchet.migration.rails;

/** A Ruby file that cannot be taken apart. */
final class RubySyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    RubySyntaxException(int line, String message) {
        super(message);
        this.line = line;
    }

    int line() {
        return line;
    }
}
