package io.jenkins.plugins.ratchet.migration;

/** A script ends inside of a string, a comment or a body, so nothing after its beginning can be judged. */
final class SqlSyntaxException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    SqlSyntaxException(int line, String message) {
        super(message);
        this.line = line;
    }

    int line() {
        return line;
    }
}
