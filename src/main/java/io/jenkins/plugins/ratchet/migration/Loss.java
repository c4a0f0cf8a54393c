package io.jenkins.plugins.ratchet.migration;

/**
 * Something of the schema that a migration takes away from the version before it.
 *
 * @param table without its schema
 * @param column null where it is the whole table
 * @param file the migration
 */
public record Loss(Kind kind, String table, String column, String file, int line) {

    /** In which way it is lost. */
    public enum Kind {
        DROPPED("is dropped"),
        RENAMED("is renamed"),
        RETYPED("changes its type"),
        TIGHTENED("takes no NULL any more");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }

    /** E.g. {@code column users.email is dropped}. */
    public String words() {
        return (column == null ? "table " + table : "column " + table + "." + column) + " " + kind.words();
    }
}
