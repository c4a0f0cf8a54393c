package io.jenkins.plugins.ratchet.backup.mongo;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.backup.BackupManifest;
import io.jenkins.plugins.ratchet.backup.job.JobDump;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the backup of a MongoDB database holds, as its manifest tells it: read out of the archive itself.
 *
 * @param collections by name
 * @param source how it was compared with the source
 * @param job where the archive lies; null where it is among the backup's files
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MongoContent(Map<String, CollectionState> collections, LiveComparison.Result source, JobDump job) {

    static MongoContent of(BackupManifest manifest) {
        try {
            MongoContent content = Json.mapper().convertValue(manifest.content(), MongoContent.class);
            if (content != null && content.collections != null) {
                return content;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw RunException.failed("database " + manifest.database()
                + ": its manifest does not tell the collections of a MongoDB database");
    }

    long documents() {
        return collections.values().stream()
                .mapToLong(CollectionState::documents)
                .sum();
    }

    long indexes() {
        return collections.values().stream()
                .mapToLong(collection -> collection.indexes().size())
                .sum();
    }

    /** How a copy differs from this, in words; empty where it is the same. */
    List<String> differences(Map<String, CollectionState> copy) {
        List<String> found = new ArrayList<>();
        Map<String, CollectionState> all = new TreeMap<>(collections);
        all.forEach((name, wanted) -> {
            CollectionState there = copy.get(name);
            if (there == null) {
                found.add("collection " + name + " is missing");
            } else {
                wanted.differences(there).forEach(difference -> found.add("collection " + name + " " + difference));
            }
        });
        for (String name : new TreeSet<>(copy.keySet())) {
            if (!collections.containsKey(name)) {
                found.add("collection " + name + " should not be there");
            }
        }
        return found;
    }
}
