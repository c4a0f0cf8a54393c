package io.jenkins.plugins.ratchet.backup.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.util.Date;
import org.bson.Document;

/**
 * A database that a restore makes beside the one in use. A document in it says so, and whether it is complete; it is
 * removed when the release is led there.
 */
final class RestoredCopy {
    private static final String ID = "restore";

    private final MongoDatabase database;

    private RestoredCopy(MongoDatabase database) {
        this.database = database;
    }

    private static MongoCollection<Document> marker(MongoDatabase database) {
        return database.getCollection(DatabaseReading.MARKER);
    }

    /** Begins anew, whatever a run that died has left of it. */
    static RestoredCopy begin(MongoDatabase database, String of) {
        if (ours(database)) {
            database.drop();
        }
        marker(database).insertOne(new Document("_id", ID).append("of", of).append("begun", new Date()));
        return new RestoredCopy(database);
    }

    static boolean ours(MongoDatabase database) {
        return marker(database).find(Filters.eq(ID)).first() != null;
    }

    static boolean complete(MongoDatabase database) {
        Document mark = marker(database).find(Filters.eq(ID)).first();
        return mark != null && mark.containsKey("completed");
    }

    void completed() {
        marker(database).updateOne(Filters.eq(ID), Updates.set("completed", new Date()));
    }

    /** From now on it is a database like any other. */
    static void release(MongoDatabase database) {
        marker(database).drop();
    }
}
