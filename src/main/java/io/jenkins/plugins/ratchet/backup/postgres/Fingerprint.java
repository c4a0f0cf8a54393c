package io.jenkins.plugins.ratchet.backup.postgres;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What is in a database at one moment, such that two databases with the same content have the same fingerprint and a
 * single changed value shows.
 *
 * @param schemaSha256 of {@code schema.txt}: every object's definition, one a line, sorted
 * @param ownershipSha256 of {@code ownership.txt}: every object's owner and access list
 * @param tables by quoted, qualified name; each partition for itself; the tables that an extension fills are left out
 * @param sequences by quoted, qualified name
 * @param extensions version by name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Fingerprint(
        String schemaSha256,
        String ownershipSha256,
        Map<String, TableContent> tables,
        Map<String, SequenceState> sequences,
        LargeObjects largeObjects,
        Map<String, String> extensions) {

    /**
     * @param rows number of rows
     * @param checksum sum of a 64-bit hash of every row's text, columns in the order of their names; does not depend on
     *     the rows' order, and equal rows do not cancel each other out; null where a row is too long to be hashed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record TableContent(long rows, String checksum) {}

    /**
     * Sequences know no snapshot: one may move on while the dump runs.
     *
     * @param last value before the dump began
     * @param called whether that value was handed out already
     * @param later value after the dump ended; null where it did not move
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record SequenceState(BigInteger last, boolean called, BigInteger later) {

        SequenceState movedTo(SequenceState after) {
            return equals(after) ? this : new SequenceState(last, called, after.last());
        }

        boolean allows(SequenceState restored) {
            if (later == null) {
                return last.equals(restored.last()) && called == restored.called();
            }
            return restored.last().compareTo(last.min(later)) >= 0
                    && restored.last().compareTo(last.max(later)) <= 0;
        }
    }

    /**
     * @param bytes sum of their lengths
     * @param checksum sum of a 64-bit hash of every page with its object and position
     */
    public record LargeObjects(long count, long bytes, String checksum) {}

    Fingerprint withSequences(Map<String, SequenceState> other) {
        return new Fingerprint(schemaSha256, ownershipSha256, tables, other, largeObjects, extensions);
    }

    /** Rows of all tables together. */
    long rows() {
        return tables.values().stream().mapToLong(TableContent::rows).sum();
    }

    /** What a restored database has otherwise than this one, its source; empty where it is the same. */
    List<String> differences(Fingerprint restored, boolean withOwnership) {
        List<String> found = new ArrayList<>();
        if (!schemaSha256.equals(restored.schemaSha256)) {
            found.add("schema differs");
        }
        if (withOwnership && !ownershipSha256.equals(restored.ownershipSha256)) {
            found.add("owners or privileges differ");
        }
        found.addAll(contentDifferences(restored));
        return found;
    }

    /** As {@link #differences}, of rows, sequences, large objects and extensions only. */
    List<String> contentDifferences(Fingerprint restored) {
        List<String> found = new ArrayList<>();
        compareTables(restored, found);
        for (String name : union(sequences, restored.sequences)) {
            SequenceState here = sequences.get(name);
            SequenceState there = restored.sequences.get(name);
            if (here == null || there == null) {
                found.add("sequence " + name + (there == null ? " is missing" : " is not in the source"));
            } else if (!here.allows(there)) {
                found.add("sequence " + name + " is at " + there.last() + ", expected " + here.last()
                        + (here.later() == null ? "" : " to " + here.later()));
            }
        }
        if (!largeObjects.equals(restored.largeObjects)) {
            found.add("large objects: " + restored.largeObjects.count() + " with " + restored.largeObjects.bytes()
                    + " bytes, expected " + largeObjects.count() + " with " + largeObjects.bytes()
                    + (largeObjects.bytes() == restored.largeObjects.bytes() ? "; their content differs" : ""));
        }
        for (String name : union(extensions, restored.extensions)) {
            if (!extensions.containsKey(name) || !restored.extensions.containsKey(name)) {
                found.add(
                        "extension " + name + (extensions.containsKey(name) ? " is missing" : " is not in the source"));
            }
        }
        return found;
    }

    private void compareTables(Fingerprint restored, List<String> found) {
        for (String name : union(tables, restored.tables)) {
            TableContent here = tables.get(name);
            TableContent there = restored.tables.get(name);
            if (here == null || there == null) {
                found.add("table " + name + (there == null ? " is missing" : " is not in the source"));
            } else if (here.rows() != there.rows()) {
                found.add("table " + name + " has " + there.rows() + " rows, expected " + here.rows());
            } else if (here.checksum() != null && !here.checksum().equals(there.checksum())) {
                found.add("table " + name + " has the same number of rows with other content");
            }
        }
    }

    private static TreeSet<String> union(Map<String, ?> one, Map<String, ?> other) {
        TreeSet<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        return names;
    }
}
