package io.jenkins.plugins.ratchet.backup.mongo;

import io.jenkins.plugins.ratchet.digest.Crc64;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;

/**
 * Reads mongodump's archive: a prelude with the definition of each collection, then blocks of documents, interleaved as the
 * collections were read side by side, each collection ended by a checksum over all of its documents. An archive that ends
 * before every collection of its prelude has, or whose checksums do not fit, is none.
 */
final class ArchiveReader {
    private static final int MAGIC = 0x8199e26d;
    private static final int TERMINATOR = 0xffffffff;
    private static final int SMALLEST = 5;
    /** A document of 16 MiB, the largest that a server keeps, and room for what a header wraps around one. */
    private static final int LARGEST = (16 << 20) + (16 << 10);
    /** Where the documents of a timeseries collection are. */
    static final String BUCKETS = "system.buckets.";

    private final InputStream in;
    private final String database;
    private final Map<String, Definition> definitions = new LinkedHashMap<>();
    private final Map<String, Collecting> open = new HashMap<>();
    private final Map<String, Documents> closed = new HashMap<>();
    private byte[] buffer = new byte[1 << 16];
    private String serverVersion;
    private String toolVersion;

    /** A collection whose documents are being read. */
    private static final class Collecting {
        private final DocumentSet documents = new DocumentSet();
        private final Crc64 checksum = Crc64.ecma();
    }

    /**
     * @param in the archive, decompressed
     * @param database the only one that may be in it
     */
    private ArchiveReader(InputStream in, String database) {
        this.in = in;
        this.database = database;
    }

    /**
     * Reads it to its end.
     *
     * @throws IOException where it is no whole archive of that database; the message says what is wrong
     */
    static Archive read(InputStream in, String database) throws IOException {
        try {
            return new ArchiveReader(in, database).read();
        } catch (EOFException e) {
            throw new IOException("it is empty or cut off", e);
        } catch (RuntimeException e) { // the libraries have many for what is no BSON, or not the BSON expected
            throw new IOException("it holds something unreadable: " + e.getMessage(), e);
        }
    }

    private Archive read() throws IOException {
        if (next() != MAGIC) {
            throw new IOException("it does not begin as an archive of mongodump does");
        }
        prelude();
        while (header()) {
            // the block's documents were read with it
        }
        Set<String> unfinished = new TreeSet<>(open.keySet());
        definitions.keySet().stream().filter(name -> !closed.containsKey(name)).forEach(unfinished::add);
        if (!unfinished.isEmpty()) {
            throw new IOException("it ends before the collections " + unfinished + " do");
        }
        return new Archive(serverVersion, toolVersion, definitions, closed);
    }

    private void prelude() throws IOException {
        int length = next();
        if (length == TERMINATOR) {
            throw new IOException("it has no header");
        }
        BsonDocument header = document(length);
        serverVersion = text(header, "server_version");
        toolVersion = text(header, "tool_version");
        for (length = next(); length != TERMINATOR; length = next()) {
            BsonDocument metadata = document(length);
            requireDatabase(text(metadata, "db"));
            BsonDocument definition = BsonDocument.parse(text(metadata, "metadata"));
            List<BsonDocument> indexes = new ArrayList<>();
            for (BsonValue index : definition.getArray("indexes", new BsonArray())) {
                indexes.add(index.asDocument());
            }
            definitions.put(
                    text(metadata, "collection"),
                    Definition.of(
                            text(metadata, "type"), definition.getDocument("options", new BsonDocument()), indexes));
        }
    }

    /** Reads one block; false at the end of the archive. */
    private boolean header() throws IOException {
        int first = in.read();
        if (first < 0) {
            return false;
        }
        BsonDocument header = document(next(first));
        requireDatabase(text(header, "db"));
        String stored = text(header, "collection");
        String name = stored.startsWith(BUCKETS) ? stored.substring(BUCKETS.length()) : stored;
        if (!definitions.containsKey(name) || closed.containsKey(name)) {
            throw new IOException("it holds the collection " + name
                    + (closed.containsKey(name) ? " twice" : ", which its prelude does not name"));
        }
        Collecting collection = open.computeIfAbsent(name, key -> new Collecting());
        boolean end = header.getBoolean("EOF").getValue();
        if (end) {
            if (collection.checksum.value() != header.getNumber("CRC").longValue()) {
                throw new IOException("the checksum of the collection " + name + " does not fit");
            }
            closed.put(name, open.remove(name).documents.documents());
        }
        for (int length = next(); length != TERMINATOR; length = next()) {
            if (end) {
                throw new IOException("it has documents after the end of the collection " + name);
            }
            fill(length);
            collection.checksum.update(buffer, length);
            collection.documents.add(ByteBuffer.wrap(buffer, 0, length));
        }
        return true;
    }

    private void requireDatabase(String found) throws IOException {
        if (!found.equals(database)) {
            throw new IOException("it holds the database " + found + ", not " + database);
        }
    }

    private static String text(BsonDocument document, String key) {
        return document.isString(key) ? document.getString(key).getValue() : "";
    }

    private BsonDocument document(int length) throws IOException {
        fill(length);
        return new RawBsonDocument(Arrays.copyOf(buffer, length)).decode(new BsonDocumentCodec());
    }

    private int next() throws IOException {
        int first = in.read();
        if (first < 0) {
            throw new EOFException();
        }
        return next(first);
    }

    /** Four bytes, the lowest first. */
    private int next(int first) throws IOException {
        buffer[0] = (byte) first;
        if (in.readNBytes(buffer, 1, 3) < 3) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(buffer, 0, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    /** Reads the rest of a document, whose length is in the buffer already. */
    private void fill(int length) throws IOException {
        if (length < SMALLEST || length > LARGEST) {
            throw new IOException("a document of " + Integer.toUnsignedString(length) + " bytes is none");
        }
        if (buffer.length < length) {
            byte[] larger = new byte[length];
            System.arraycopy(buffer, 0, larger, 0, 4);
            buffer = larger;
        }
        if (in.readNBytes(buffer, 4, length - 4) < length - 4) {
            throw new EOFException();
        }
        if (buffer[length - 1] != 0) {
            throw new IOException("a document does not end as one does");
        }
    }
}
