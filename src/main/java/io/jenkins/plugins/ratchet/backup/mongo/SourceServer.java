package io.jenkins.plugins.ratchet.backup.mongo;

import com.mongodb.MongoCommandException;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoClient;
import io.jenkins.plugins.ratchet.event.Units;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonValue;

/**
 * A server as it tells about itself.
 *
 * @param version e.g. {@code 8.0.4}
 * @param kind what it is part of
 * @param replicaSet its name; null where there is none
 * @param secondary whether what is read from it may be behind
 * @param warnings what a user should know before the backup: a secondary that lags, a clock that is wrong
 */
record SourceServer(String version, Kind kind, String replicaSet, boolean secondary, List<String> warnings) {
    private static final Duration LAG = Duration.ofSeconds(20); // an idle primary writes a no-op every ten
    private static final Duration TOLERATED = Duration.ofSeconds(10);

    enum Kind {
        STANDALONE("standalone"),
        REPLICA_SET("replica set"),
        /** A mongos: what one collection holds is spread over shards, each read at another moment. */
        SHARDED("sharded cluster");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** @param preference where the source will be read */
    static SourceServer read(MongoClient client, ReadPreference preference, Clock clock) {
        Instant before = clock.instant();
        BsonDocument hello = hello(client, preference);
        Instant after = clock.instant();
        BsonDocument build = client.getDatabase("admin")
                .runCommand(new BsonDocument("buildInfo", new BsonInt32(1)), preference, BsonDocument.class);
        Kind kind = "isdbgrid".equals(text(hello, "msg"))
                ? Kind.SHARDED
                : hello.containsKey("setName") ? Kind.REPLICA_SET : Kind.STANDALONE;
        boolean secondary =
                hello.getBoolean("secondary", org.bson.BsonBoolean.FALSE).getValue();
        return new SourceServer(
                text(build, "version"),
                kind,
                text(hello, "setName"),
                secondary,
                warnings(hello, secondary, before, after));
    }

    /** Servers before 5.0, and some that speak the protocol, know it by its old name only. */
    private static BsonDocument hello(MongoClient client, ReadPreference preference) {
        try {
            return client.getDatabase("admin")
                    .runCommand(new BsonDocument("hello", new BsonInt32(1)), preference, BsonDocument.class);
        } catch (MongoCommandException e) {
            return client.getDatabase("admin")
                    .runCommand(new BsonDocument("isMaster", new BsonInt32(1)), preference, BsonDocument.class);
        }
    }

    static List<String> warnings(BsonDocument hello, boolean secondary, Instant before, Instant after) {
        List<String> warnings = new ArrayList<>();
        Instant there = time(hello.get("localTime"));
        if (secondary) {
            Instant written = hello.isDocument("lastWrite")
                    ? time(hello.getDocument("lastWrite").get("lastWriteDate"))
                    : null;
            if (written == null || there == null) {
                warnings.add("the source is a secondary, and does not tell how far it is behind its primary");
            } else if (Duration.between(written, there).compareTo(LAG) > 0) {
                warnings.add("the source is a secondary that lags: its last write is "
                        + Units.duration(Duration.between(written, there)) + " old");
            }
        }
        if (there != null && there.isBefore(before.minus(TOLERATED))) {
            warnings.add(clock(Duration.between(there, before), "behind"));
        } else if (there != null && there.isAfter(after.plus(TOLERATED))) {
            warnings.add(clock(Duration.between(after, there), "ahead of"));
        }
        return warnings;
    }

    private static String clock(Duration apart, String direction) {
        return "the server's clock is " + Units.duration(apart) + " " + direction
                + " this machine's, and a backup's age is told from both: set them right (NTP)";
    }

    /** The server's time now; this machine's where it does not tell. */
    static Instant now(MongoClient client, ReadPreference preference, Clock clock) {
        Instant there = time(hello(client, preference).get("localTime"));
        return there == null ? clock.instant() : there;
    }

    private static Instant time(BsonValue value) {
        return value != null && value.isDateTime()
                ? Instant.ofEpochMilli(value.asDateTime().getValue())
                : null;
    }

    private static String text(BsonDocument document, String key) {
        return document.isString(key) ? document.getString(key).getValue() : null;
    }

    @Override
    public String toString() {
        return "MongoDB " + version + ", " + kind + (replicaSet == null ? "" : " " + replicaSet)
                + (secondary ? ", read from a secondary" : "");
    }
}
