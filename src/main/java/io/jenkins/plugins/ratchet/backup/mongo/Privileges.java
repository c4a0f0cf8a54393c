package io.jenkins.plugins.ratchet.backup.mongo;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/** What the user of a connection may do, as far as the server tells. */
final class Privileges {
    static final List<String> TO_READ = List.of("find", "listCollections", "listIndexes", "dbStats");
    static final List<String> TO_RESTORE = List.of(
            "insert", "createCollection", "createIndex", "dropDatabase", "find", "listCollections", "listIndexes");

    private final boolean known;
    private final BsonArray privileges;

    private Privileges(boolean known, BsonArray privileges) {
        this.known = known;
        this.privileges = privileges;
    }

    /** Nothing is known where there is no access control, or where the server does not tell. */
    static Privileges of(MongoClient client) {
        try {
            BsonDocument status = client.getDatabase("admin")
                    .runCommand(
                            new BsonDocument("connectionStatus", new BsonInt32(1))
                                    .append("showPrivileges", BsonBoolean.TRUE),
                            BsonDocument.class);
            return of(status);
        } catch (MongoCommandException e) {
            return new Privileges(false, new BsonArray()); // then the first command that is refused says so
        }
    }

    static Privileges of(BsonDocument status) {
        BsonDocument auth = status.getDocument("authInfo", new BsonDocument());
        BsonArray users = auth.getArray("authenticatedUsers", new BsonArray());
        BsonArray privileges = auth.getArray("authenticatedUserPrivileges", new BsonArray());
        return new Privileges(!users.isEmpty() && !privileges.isEmpty(), privileges);
    }

    /** Of some actions, those that the user may not do on a whole database. */
    Set<String> missing(List<String> actions, String database) {
        if (!known) {
            return Set.of();
        }
        Set<String> missing = new TreeSet<>(actions);
        for (BsonValue value : privileges) {
            BsonDocument privilege = value.asDocument();
            if (covers(privilege.getDocument("resource", new BsonDocument()), database)) {
                privilege
                        .getArray("actions", new BsonArray())
                        .forEach(action -> missing.remove(action.asString().getValue()));
            }
        }
        return missing;
    }

    /** An empty name stands for any; a privilege on one collection is not enough for all. */
    private static boolean covers(BsonDocument resource, String database) {
        if (resource.containsKey("anyResource")) {
            return true;
        }
        String of = resource.isString("db") ? resource.getString("db").getValue() : null;
        boolean everyCollection = resource.isString("collection")
                && resource.getString("collection").getValue().isEmpty();
        return of != null && everyCollection && (of.isEmpty() || of.equals(database));
    }
}
