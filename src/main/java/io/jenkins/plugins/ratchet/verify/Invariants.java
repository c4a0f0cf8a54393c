package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.config.Check;
import java.util.List;

/**
 * What must hold of a PostgreSQL database whatever its product is: the query that finds what does not.
 *
 * @param expected what it is like where it holds
 */
record Invariants(String query, CheckCause cause, String what, String expected) {
    private static final String FOREIGN = " NOT LIKE 'pg\\_temp%' AND n.nspname NOT LIKE 'pg\\_toast%'";

    /** CREATE INDEX CONCURRENTLY and REINDEX leave one behind when they break off: it costs writes and serves no read. */
    private static final Invariants INDEXES = new Invariants(
            "SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_index i"
                    + " JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
                    + " WHERE NOT i.indisvalid AND n.nspname" + FOREIGN + " ORDER BY 1",
            CheckCause.INVALID_INDEX,
            "invalid: ",
            "no invalid index");

    /**
     * NOT VALID is the expanding half of a migration; left over, old rows may violate what the product relies on. From
     * PostgreSQL 18 on a constraint may also be not enforced, which is how it is meant to be.
     */
    private static final Invariants CONSTRAINTS = new Invariants(
            "SELECT quote_ident(n.nspname) || '.' || coalesce(quote_ident(r.relname), quote_ident(t.typname)) || ' '"
                    + " || quote_ident(k.conname) FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace"
                    + " LEFT JOIN pg_class r ON r.oid = k.conrelid LEFT JOIN pg_type t ON t.oid = k.contypid"
                    + " WHERE NOT k.convalidated AND coalesce(to_jsonb(k) ->> 'conenforced', 'true') = 'true'"
                    + " AND n.nspname" + FOREIGN + " ORDER BY 1",
            CheckCause.CONSTRAINT_NOT_VALIDATED,
            "not validated: ",
            "no constraint that is not validated");

    static Invariants of(Check.Sql.Invariant invariant) {
        return switch (invariant) {
            case valid_indexes -> INDEXES;
            case validated_constraints -> CONSTRAINTS;
        };
    }

    String words(List<String> rows) {
        return rows.size() + " " + what + Words.quoteAll(rows);
    }
}
