package io.jenkins.plugins.ratchet.migration;

import java.util.Locale;

/**
 * What is told about statements of a migration. The ids are those of the constants in lower case with hyphens.
 *
 * <p>Sources: PostgreSQL's documentation (ALTER TABLE, CREATE INDEX, Explicit Locking), and the dangerous operations that
 * squawk and strong_migrations name.
 */
public enum MigrationRule {
    DROP_TABLE(
            Verdict.CONTRACT, "The old version still reads and writes it.", "Drop it one release after the last use."),
    DROP_COLUMN(
            Verdict.CONTRACT,
            "The old version still selects and inserts it.",
            "Stop using it in one release, drop it in the next."),
    DROP_OBJECT(Verdict.CONTRACT, "The old version may still use it.", "Drop it one release after the last use."),
    DROP_CONSTRAINT(
            Verdict.CONTRACT,
            "The old version may rely on it, e.g. in ON CONFLICT.",
            "Drop it one release after the last use."),
    DROP_DEFAULT(
            Verdict.CONTRACT,
            "Inserts of the old version that leave the column out get NULL, or fail.",
            "Drop it once every version that serves writes the column."),
    DROP_NOT_NULL(
            Verdict.CONTRACT,
            "The old version does not expect NULL.",
            "Drop it once every version that serves can read NULL."),
    RENAME(
            Verdict.CONTRACT,
            "The old version asks for the old name.",
            "Add the new one, write both, move readers over, drop the old one in a later release."),
    RETYPE(
            Verdict.CONTRACT,
            "The old version reads and writes the old type; most changes rewrite the table under a lock that blocks reads.",
            "Add a column of the new type, write both, move readers over, drop the old one in a later release."),
    SET_NOT_NULL(
            Verdict.CONTRACT,
            "The old version may still write NULL; all rows are scanned under a lock that blocks reads.",
            "Fill the column, add CHECK (… IS NOT NULL) NOT VALID, validate it, and set NOT NULL in a later release."),
    ADD_REQUIRED_COLUMN(
            Verdict.CONTRACT,
            "Inserts of the old version leave it out and fail.",
            "Add it with a constant DEFAULT, or nullable."),
    ADD_UNIQUE(
            Verdict.CONTRACT,
            "The old version may write duplicates, which then fail.",
            "Create the unique index CONCURRENTLY in the release after the one that writes no duplicates."),
    ADD_CONSTRAINT(
            Verdict.CONTRACT,
            "Writes of the old version that break it fail, with NOT VALID too.",
            "Add it NOT VALID once every version that serves keeps to it, and validate it after that."),
    SET_GENERATED(
            Verdict.CONTRACT,
            "The old version may write the column itself, which then fails.",
            "Change it once no version that serves writes the column."),
    DELETE_ROWS(
            Verdict.CONTRACT,
            "The old version may still need the rows, and they do not come back.",
            "Delete them one release after the last use."),
    REVOKE(Verdict.CONTRACT, "The old version may need the privilege.", "Take it away one release after the last use."),
    CHANGE_OWNER(
            Verdict.CONTRACT,
            "The old version's role may lose its rights.",
            "Grant the new role first, change the owner in a later release."),
    RESTRICT_ROWS(
            Verdict.CONTRACT,
            "The old version no longer sees or writes rows that it did.",
            "Restrict rows once every version that serves expects it."),
    DETACH(
            Verdict.CONTRACT,
            "The old version no longer finds the rows in the parent table.",
            "Detach it CONCURRENTLY one release after the last use."),
    SET_UNLOGGED(
            Verdict.CONTRACT,
            "The table's rows are lost in a crash and missing on standbys; it is rewritten under a lock.",
            "Use a new unlogged table."),
    UPDATE_ROWS(
            Verdict.UNKNOWN,
            "Whether the old version still understands the rows cannot be told; all of them stay locked until the commit.",
            "Fill new columns only, in batches of their own transactions."),
    DATA_MIGRATION(
            Verdict.UNKNOWN,
            "It changes rows, and what was written by the old version after it ran is not changed by running it again.",
            "Look at which rows it changes, and waive this."),
    REPLACE_CODE(
            Verdict.UNKNOWN,
            "The old version runs the new body.",
            "Create it under a new name, or look at what changed and waive this."),
    UNKNOWN_TYPE(
            Verdict.UNKNOWN,
            "Where the type is a domain, it may refuse NULL or other values that the old version leaves in the column.",
            "Give the column a constant DEFAULT, or look at the type and waive this."),
    RUNS_CODE(Verdict.UNKNOWN, "What it does is not in the statement.", "Look at what it does, and waive this."),
    CHANGES_WRITES(
            Verdict.UNKNOWN,
            "It runs, or stops running, for writes of the old version too.",
            "Look at what it does to them, and waive this."),
    UNREADABLE(
            Verdict.UNKNOWN,
            "It cannot be taken apart, so nothing in it can be judged.",
            "Mend the file: UTF-8, every string, comment and parenthesis closed."),
    OTHER(
            Verdict.UNKNOWN,
            "This statement is not among those that can be judged.",
            "Look at what it does to the old version, and waive this."),
    INDEX_BLOCKS_WRITES(
            Verdict.EXPAND,
            "The table takes no writes until the index is built.",
            "CREATE INDEX CONCURRENTLY, outside of a transaction."),
    CONCURRENTLY_IN_TRANSACTION(
            Verdict.EXPAND,
            "PostgreSQL refuses CONCURRENTLY inside of a transaction, so the migration fails.",
            "Put it into a file of its own without BEGIN."),
    REWRITES_TABLE(
            Verdict.EXPAND,
            "The whole table is written anew under a lock that blocks reads.",
            "Add the column without it, fill it in batches, and set the default for new rows."),
    SCANS_TABLE(
            Verdict.EXPAND,
            "All rows are read while writes wait.",
            "Add the constraint NOT VALID and validate it in another transaction."),
    LOCKS_OTHER_TABLE(
            Verdict.EXPAND,
            "Writes to the table that is referred to wait until the migration's transaction ends.",
            "Set lock_timeout, and keep the transaction short."),
    BLOCKS_READS(
            Verdict.EXPAND,
            "Reads of the table wait until it ends.",
            "Use the form with CONCURRENTLY where there is one, or a time without traffic."),
    JSON_COLUMN(
            Verdict.EXPAND,
            "json has no equality, so SELECT DISTINCT over the table's columns fails from then on.",
            "Use jsonb.");

    private final Verdict verdict;
    private final String why;
    private final String instead;

    MigrationRule(Verdict verdict, String why, String instead) {
        this.verdict = verdict;
        this.why = why;
        this.instead = instead;
    }

    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Verdict verdict() {
        return verdict;
    }

    /** What it does to the version that still serves. */
    public String why() {
        return why;
    }

    public String instead() {
        return instead;
    }
}
