package io.jenkins.plugins.ratchet.verify;

import java.time.Duration;
import java.util.List;

/** Asks a database of the product; the caller connects it to the real one. */
public interface Sql {

    /**
     * The first column of all rows, in their order, as text; null where it is NULL. The query runs in a read-only
     * transaction.
     *
     * @param database name under {@code databases} in {@code ratchet.yaml}
     * @param timeout after which the query is given up with an exception
     */
    List<String> firstColumn(String database, String query, Duration timeout) throws Exception;
}
