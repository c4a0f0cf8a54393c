package io.jenkins.plugins.ratchet.backup.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.jenkins.plugins.ratchet.database.Mongo;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.Holder;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bson.Document;

/**
 * The database into which a backup is restored for its proof. It lives no longer than the proof.
 *
 * <p>A server knows no session that could hold it, so a document in it says who its run is and that the run was alive a
 * moment ago. The next run drops it at once where the process is known to be dead, else after 30 minutes of silence.
 */
final class ScratchNamespace implements AutoCloseable {
    static final String PREFIX = "ratchet_scratch_";
    private static final Pattern NAME = Pattern.compile(PREFIX + "[a-z0-9_]{0,12}_[0-9a-f]{8}");
    /** Longer names than 38 bytes are refused by some providers. */
    private static final int LONGEST_MIDDLE = 12;

    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final Duration VALID = Duration.ofMinutes(30);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final MongoClient client;
    private final String name;
    private final Thread heart;

    private ScratchNamespace(MongoClient client, String name) {
        this.client = client;
        this.name = name;
        this.heart = new Thread(this::beat, "ratchet-scratch-" + name);
        heart.setDaemon(true);
        heart.start();
    }

    /** Makes an empty one; its first document is the one that keeps it. */
    static ScratchNamespace create(MongoClient client, String upgrade, String database) {
        String name = name(upgrade);
        try {
            marker(client, name)
                    .insertOne(new Document("_id", "run")
                            .append("holder", Holder.self().identity())
                            .append("at", new Date())
                            .append("database", database)
                            .append("upgrade", upgrade));
            return new ScratchNamespace(client, name);
        } catch (MongoException e) {
            throw RunException.failed("database " + database + ": the scratch database " + name
                    + " for the proof cannot be made: " + Mongo.reason(e));
        }
    }

    static String name(String upgrade) {
        String middle = upgrade.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
        return PREFIX
                + middle.substring(0, Math.min(LONGEST_MIDDLE, middle.length()))
                + String.format("_%08x", RANDOM.nextInt());
    }

    private static MongoCollection<Document> marker(MongoClient client, String name) {
        return client.getDatabase(name).getCollection(DatabaseReading.MARKER);
    }

    String name() {
        return name;
    }

    private void beat() {
        try {
            while (true) {
                Thread.sleep(PERIOD.toMillis());
                try {
                    marker(client, name).updateOne(Filters.eq("run"), Updates.set("at", new Date()));
                } catch (MongoException e) {
                    // Tried again in a minute; half an hour may pass.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        heart.interrupt();
        try {
            heart.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        drop(client, name);
    }

    private static void drop(MongoClient client, String name) {
        for (int attempt = 1; ; attempt++) {
            try {
                client.getDatabase(name).drop();
                return;
            } catch (MongoException e) {
                if (attempt == 3) {
                    throw RunException.failed("the scratch database " + name + " could not be dropped: "
                            + Mongo.reason(e) + "; the next backup drops it, or drop it by hand: use " + name
                            + "; db.dropDatabase()");
                }
            }
        }
    }

    /** Drops what dead runs left on a server, and returns the names. */
    static List<String> dropAbandoned(MongoClient client, Clock clock) {
        List<String> dropped = new ArrayList<>();
        try {
            for (String name : client.listDatabaseNames()) {
                if (NAME.matcher(name).matches() && abandoned(client, name, clock.instant())) {
                    drop(client, name);
                    dropped.add(name);
                }
            }
        } catch (MongoException | RunException e) {
            // Another run may be at the same, or this user may not list databases; what is left is for the next one.
        }
        return dropped;
    }

    /** Without its document too: a mongorestore that outlived its run makes a dropped database anew. */
    private static boolean abandoned(MongoClient client, String name, Instant now) {
        Document run = marker(client, name).find(Filters.eq("run")).first();
        if (run == null || run.getDate("at") == null) {
            return true;
        }
        return new Holder(run.getString("holder")).dead()
                || run.getDate("at").toInstant().plus(VALID).isBefore(now);
    }
}
