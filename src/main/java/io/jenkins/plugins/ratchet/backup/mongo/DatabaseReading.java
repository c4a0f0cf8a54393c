package io.jenkins.plugins.ratchet.backup.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.MongoDatabase;
import io.jenkins.plugins.ratchet.backup.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.RawBsonDocument;

/**
 * What is in a database, read collection by collection. It is no snapshot: each collection is read at a moment of its own,
 * while it is written to.
 */
record DatabaseReading(Map<String, Definition> definitions, Map<String, Documents> documents) {
    private static final int BATCH = 1000;

    /** What a scratch database keeps about itself, which is not of the backup. */
    static final String MARKER = "ratchet_scratch";

    DatabaseReading {
        definitions = Map.copyOf(definitions);
        documents = Map.copyOf(documents);
    }

    /**
     * @param progress told the bytes of documents read so far
     * @throws com.mongodb.MongoException where the server fails
     */
    static DatabaseReading of(MongoDatabase database, Stop stop, LongConsumer progress) {
        Map<String, Definition> definitions = definitions(database);
        Map<String, Documents> documents = new TreeMap<>();
        long[] bytes = {0};
        definitions.forEach((name, definition) -> {
            if (definition.view()) {
                documents.put(name, Documents.NONE);
                return;
            }
            MongoCollection<RawBsonDocument> collection = database.getCollection(
                    definition.timeseries() ? ArchiveReader.BUCKETS + name : name, RawBsonDocument.class);
            DocumentSet found = new DocumentSet();
            try (MongoCursor<RawBsonDocument> cursor =
                    collection.find().batchSize(BATCH).iterator()) {
                for (long seen = 0; cursor.hasNext(); seen++) {
                    RawBsonDocument document = cursor.next();
                    found.add(document.getByteBuffer().asNIO());
                    bytes[0] += document.getByteBuffer().remaining();
                    if (seen % BATCH == 0) {
                        stop.check();
                        progress.accept(bytes[0]);
                    }
                }
            }
            documents.put(name, found.documents());
        });
        return new DatabaseReading(definitions, documents);
    }

    /** What mongodump takes: everything but the server's own collections. */
    static Map<String, Definition> definitions(MongoDatabase database) {
        Map<String, Definition> definitions = new TreeMap<>();
        for (BsonDocument collection : database.listCollections(BsonDocument.class)) {
            String name = collection.getString("name").getValue();
            if (name.equals(MARKER) || name.contains("$") || name.startsWith("system.") && !name.equals("system.js")) {
                continue;
            }
            String type =
                    collection.isString("type") ? collection.getString("type").getValue() : "collection";
            definitions.put(
                    name,
                    Definition.of(
                            type,
                            collection.getDocument("options", new BsonDocument()),
                            type.equals("view") ? List.of() : indexes(database, name)));
        }
        return definitions;
    }

    private static List<BsonDocument> indexes(MongoDatabase database, String collection) {
        List<BsonDocument> indexes = new ArrayList<>();
        database.getCollection(collection).listIndexes(BsonDocument.class).into(indexes);
        return indexes;
    }

    /** Timeseries collections whose documents only newer commands could read as they are kept. */
    static List<String> unreadable(MongoDatabase database) {
        List<String> names = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (BsonDocument collection : database.listCollections(BsonDocument.class)) {
            all.add(collection.getString("name").getValue());
            if (collection.isString("type")
                    && collection.getString("type").getValue().equals("timeseries")) {
                names.add(collection.getString("name").getValue());
            }
        }
        names.removeIf(name -> all.contains(ArchiveReader.BUCKETS + name));
        return names;
    }

    /** Size of the documents and of their indexes on the server's disk, as far as it tells. */
    static BsonDocument statistics(MongoDatabase database) {
        return database.runCommand(new BsonDocument("dbStats", new BsonInt32(1)), BsonDocument.class);
    }

    Map<String, CollectionState> collections() {
        Map<String, CollectionState> states = new TreeMap<>();
        definitions.forEach(
                (name, definition) -> states.put(name, CollectionState.of(definition, documents.get(name))));
        return states;
    }
}
