package io.jenkins.plugins.ratchet.backup.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;

/** A server that speaks MongoDB's protocol and keeps everything in memory. It is not MongoDB. */
public final class MemoryMongo implements AutoCloseable {
    private final MongoServer server = new MongoServer(new MemoryBackend());
    private final MongoClient client;

    public MemoryMongo() {
        client = MongoClients.create("mongodb:/" + server.bind());
    }

    public int port() {
        return server.getLocalAddress().getPort();
    }

    public MongoDatabase database(String name) {
        return client.getDatabase(name);
    }

    public List<String> databases() {
        return client.listDatabaseNames().into(new ArrayList<>());
    }

    List<String> scratchDatabases() {
        return databases().stream()
                .filter(name -> name.startsWith(ScratchNamespace.PREFIX))
                .toList();
    }

    /** A shop with a bit of everything that the server knows. */
    public MongoDatabase fill(String name) {
        MongoDatabase shop = database(name);
        Random random = new Random(7);
        List<Document> orders = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            byte[] blob = new byte[60];
            random.nextBytes(blob);
            orders.add(new Document("_id", new ObjectId(i + 1, i))
                    .append("number", (long) i)
                    .append("total", new Decimal128(i * 100L))
                    .append("weight", i / 7.0)
                    .append("at", new Date(1_700_000_000_000L + i))
                    .append("blob", new Binary(blob))
                    .append(
                            "lines",
                            List.of(new Document("sku", "sku-" + i % 10).append("count", i % 3), "ünïcode ✓")));
        }
        shop.getCollection("orders").insertMany(orders);
        shop.getCollection("orders").createIndex(Indexes.ascending("number"), new IndexOptions().unique(true));
        shop.getCollection("orders")
                .createIndex(Indexes.compoundIndex(Indexes.descending("at"), Indexes.ascending("lines.sku")));
        shop.getCollection("customers")
                .insertMany(List.of(
                        new Document("_id", 1).append("name", "Ada"),
                        new Document("_id", "two").append("name", "Grace").append("nothing", null),
                        new Document("_id", new Document("composed", true)).append("name", "Barbara")));
        shop.createCollection("empty");
        shop.getCollection("with.dots_and-dashes").insertOne(new Document("x", 1));
        return shop;
    }

    @Override
    public void close() {
        client.close();
        server.shutdownNow();
    }
}
