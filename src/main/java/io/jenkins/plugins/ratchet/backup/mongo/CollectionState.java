package io.jenkins.plugins.ratchet.backup.mongo;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;

/**
 * A collection as the manifest tells it.
 *
 * @param type {@code collection}, {@code view} or {@code timeseries}
 * @param options capped, validator, view pipeline and the like, as extended JSON with sorted keys
 * @param indexes one line of extended JSON each, sorted
 * @param documents how many; of a timeseries collection its buckets
 * @param digest sum of the documents' SHA-256, see {@link Documents#digest}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record CollectionState(String type, String options, List<String> indexes, long documents, String digest) {

    static CollectionState of(Definition definition, Documents documents) {
        return new CollectionState(
                definition.type(), definition.options(), definition.indexes(), documents.count(), documents.digest());
    }

    /** How another collection differs from this one, in words; empty where it does not. */
    List<String> differences(CollectionState other) {
        List<String> found = new ArrayList<>();
        if (!type.equals(other.type)) {
            found.add("is a " + other.type + " instead of a " + type);
        }
        if (!options.equals(other.options)) {
            found.add("has the options " + other.options + " instead of " + options);
        }
        if (!indexes.equals(other.indexes)) {
            found.add("has the indexes " + other.indexes + " instead of " + indexes);
        }
        if (documents != other.documents) {
            found.add("has " + other.documents + " documents instead of " + documents);
        } else if (!digest.equals(other.digest)) {
            found.add("has other content");
        }
        return found;
    }
}
