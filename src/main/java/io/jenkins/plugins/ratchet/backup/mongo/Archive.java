package io.jenkins.plugins.ratchet.backup.mongo;

import java.util.Map;
import java.util.TreeMap;

/**
 * What an archive of mongodump holds.
 *
 * @param serverVersion of the server that it was read from, as mongodump wrote it down
 * @param toolVersion of mongodump
 */
record Archive(
        String serverVersion,
        String toolVersion,
        Map<String, Definition> definitions,
        Map<String, Documents> documents) {

    Archive {
        definitions = Map.copyOf(definitions);
        documents = Map.copyOf(documents);
    }

    Map<String, CollectionState> collections() {
        Map<String, CollectionState> states = new TreeMap<>();
        definitions.forEach(
                (name, definition) -> states.put(name, CollectionState.of(definition, documents.get(name))));
        return states;
    }
}
