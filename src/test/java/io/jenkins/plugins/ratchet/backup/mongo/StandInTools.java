package io.jenkins.plugins.ratchet.backup.mongo;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.jenkins.plugins.ratchet.digest.Crc64;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * mongodump and mongorestore for machines that have none, as far as Ratchet uses them: the archive format, the options and
 * the exit statuses are those that MongoDB documents. Written for the tests; what they show with it they show of Ratchet,
 * not of MongoDB's programs.
 */
final class StandInTools {
    static final String VERSION = "100.99.0-stand-in";

    private static final int MAGIC = 0x8199e26d;
    private static final int TERMINATOR = 0xffffffff;
    private static final int BLOCK = 500;

    private final Map<String, String> options = new HashMap<>();

    private StandInTools(List<String> arguments) {
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            options.put(parts[0], parts.length > 1 ? parts[1] : "");
        }
    }

    public static void main(String[] arguments) throws Exception {
        StandInTools tool = new StandInTools(Arrays.asList(arguments).subList(1, arguments.length));
        try (MongoClient client = MongoClients.create(tool.uri())) {
            if (arguments[0].equals("mongodump")) {
                tool.dump(client);
            } else {
                tool.restore(client);
            }
        } catch (Exception e) {
            System.err.println("Failed: " + e.getMessage());
            System.exit(1);
        }
    }

    private String uri() throws IOException {
        if (options.containsKey("--uri")) {
            return options.get("--uri");
        }
        String line = Files.readString(Path.of(options.get("--config"))).strip();
        return Json.mapper().readValue(line.substring("uri: ".length()), String.class);
    }

    private void dump(MongoClient client) throws IOException {
        String name = options.get("--db");
        MongoDatabase database = client.getDatabase(name);
        List<String> names = new ArrayList<>();
        try (OutputStream out = new GZIPOutputStream(new BufferedOutputStream(System.out))) {
            number(out, MAGIC);
            document(
                    out,
                    new BsonDocument("concurrent_collections", new BsonInt32(2))
                            .append("version", new BsonString("0.1"))
                            .append("server_version", new BsonString("5.0.0"))
                            .append("tool_version", new BsonString(VERSION)));
            for (BsonDocument collection : database.listCollections(BsonDocument.class)) {
                String each = collection.getString("name").getValue();
                if (!each.startsWith("system.") && !each.equals(options.get("--excludeCollection"))) {
                    names.add(each);
                    document(out, metadata(database, name, collection));
                }
            }
            number(out, TERMINATOR);
            interleaved(out, database, name, names);
        }
    }

    private static BsonDocument metadata(MongoDatabase database, String name, BsonDocument collection) {
        String each = collection.getString("name").getValue();
        BsonArray indexes = new BsonArray();
        database.getCollection(each).listIndexes(BsonDocument.class).forEach(indexes::add);
        BsonDocument metadata = new BsonDocument("options", collection.getDocument("options", new BsonDocument()))
                .append("indexes", indexes)
                .append("collectionName", new BsonString(each))
                .append("type", new BsonString("collection"));
        return new BsonDocument("db", new BsonString(name))
                .append("collection", new BsonString(each))
                .append(
                        "metadata",
                        new BsonString(metadata.toJson(JsonWriterSettings.builder()
                                .outputMode(JsonMode.EXTENDED)
                                .build())))
                .append("size", new BsonInt32(0))
                .append("type", new BsonString("collection"));
    }

    /** A block of each collection in turn, as the real one's parallel readers leave them. */
    private static void interleaved(OutputStream out, MongoDatabase database, String name, List<String> names)
            throws IOException {
        Map<String, java.util.Iterator<RawBsonDocument>> left = new java.util.LinkedHashMap<>();
        Map<String, Crc64> checksums = new HashMap<>();
        for (String each : names) {
            left.put(
                    each,
                    database.getCollection(each, RawBsonDocument.class).find().iterator());
            checksums.put(each, Crc64.ecma());
        }
        while (!left.isEmpty()) {
            for (String each : List.copyOf(left.keySet())) {
                document(out, header(name, each));
                for (int i = 0; i < BLOCK && left.get(each).hasNext(); i++) {
                    RawBsonDocument document = left.get(each).next();
                    byte[] bytes = new byte[document.getByteBuffer().remaining()];
                    document.getByteBuffer().get(bytes);
                    checksums.get(each).update(bytes, bytes.length);
                    out.write(bytes);
                }
                number(out, TERMINATOR);
                if (!left.get(each).hasNext()) {
                    left.remove(each);
                    document(
                            out,
                            header(name, each)
                                    .append("EOF", BsonBoolean.TRUE)
                                    .append(
                                            "CRC",
                                            new BsonInt64(checksums.get(each).value())));
                    number(out, TERMINATOR);
                    System.err.println("done dumping " + name + "." + each);
                }
            }
        }
    }

    private static BsonDocument header(String database, String collection) {
        return new BsonDocument("db", new BsonString(database))
                .append("collection", new BsonString(collection))
                .append("EOF", BsonBoolean.FALSE)
                .append("CRC", new BsonInt64(0));
    }

    private static void number(OutputStream out, int number) throws IOException {
        out.write(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array());
    }

    private static void document(OutputStream out, BsonDocument document) throws IOException {
        RawBsonDocument raw = new RawBsonDocument(document, new BsonDocumentCodec());
        byte[] bytes = new byte[raw.getByteBuffer().remaining()];
        raw.getByteBuffer().get(bytes);
        out.write(bytes);
    }

    private void restore(MongoClient client) throws IOException {
        String from = options.get("--nsFrom").replace(".*", "");
        MongoDatabase target = client.getDatabase(options.get("--nsTo").replace(".*", ""));
        Map<String, BsonDocument> metadata = new HashMap<>();
        Map<String, Crc64> checksums = new HashMap<>();
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(new GZIPInputStream(new BufferedInputStream(System.in))))) {
            if (number(in) != MAGIC) {
                throw new IOException("stream or file does not appear to be a mongodump archive");
            }
            document(in, number(in));
            for (int length = number(in); length != TERMINATOR; length = number(in)) {
                RawBsonDocument each = document(in, length);
                if (each.getString("db").getValue().equals(from)) {
                    metadata.put(
                            each.getString("collection").getValue(),
                            BsonDocument.parse(each.getString("metadata").getValue()));
                }
            }
            metadata.forEach((name, each) -> create(target, name, each));
            while (block(in, target, metadata, checksums)) {
                // until the archive ends
            }
        }
        if (!checksums.isEmpty()) {
            throw new IOException("archive finished but contained files were unfinished " + checksums.keySet());
        }
        metadata.forEach((name, each) -> index(target, name, each));
    }

    private static void create(MongoDatabase target, String name, BsonDocument metadata) {
        BsonDocument create = new BsonDocument("create", new BsonString(name));
        create.putAll(metadata.getDocument("options"));
        target.runCommand(create);
    }

    private static void index(MongoDatabase target, String name, BsonDocument metadata) {
        BsonArray indexes = new BsonArray();
        for (BsonValue index : metadata.getArray("indexes")) {
            if (!index.asDocument().getString("name").getValue().equals("_id_")) {
                indexes.add(index);
            }
        }
        if (!indexes.isEmpty()) {
            target.runCommand(new BsonDocument("createIndexes", new BsonString(name)).append("indexes", indexes));
        }
    }

    private static boolean block(
            DataInputStream in, MongoDatabase target, Map<String, BsonDocument> known, Map<String, Crc64> checksums)
            throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return false;
        }
        in.reset();
        RawBsonDocument header = document(in, number(in));
        String name = header.getString("collection").getValue();
        if (!known.containsKey(name)) {
            throw new IOException("no intent for collection in archive: " + name);
        }
        Crc64 checksum = checksums.computeIfAbsent(name, key -> Crc64.ecma());
        if (header.getBoolean("EOF").getValue()) {
            if (checksums.remove(name).value() != header.getInt64("CRC").getValue()) {
                throw new IOException("CRC mismatch for namespace " + name);
            }
        }
        List<RawBsonDocument> documents = new ArrayList<>();
        for (int length = number(in); length != TERMINATOR; length = number(in)) {
            RawBsonDocument document = document(in, length);
            byte[] bytes = new byte[length];
            document.getByteBuffer().get(bytes);
            checksum.update(bytes, length);
            documents.add(document);
        }
        if (!documents.isEmpty()) {
            MongoCollection<RawBsonDocument> collection = target.getCollection(name, RawBsonDocument.class);
            collection.insertMany(documents);
        }
        return true;
    }

    private static int number(InputStream in) throws IOException {
        byte[] four = in.readNBytes(4);
        if (four.length < 4) {
            throw new EOFException("unexpected EOF");
        }
        return ByteBuffer.wrap(four).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private static RawBsonDocument document(InputStream in, int length) throws IOException {
        if (length < 5 || length > 17 << 20) {
            throw new IOException(length + " is neither a valid bson length nor a archive terminator");
        }
        byte[] bytes = ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(length)
                .array();
        if (in.readNBytes(bytes, 4, length - 4) < length - 4) {
            throw new EOFException("unexpected EOF");
        }
        return new RawBsonDocument(bytes);
    }
}
