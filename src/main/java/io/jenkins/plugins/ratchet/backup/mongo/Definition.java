package io.jenkins.plugins.ratchet.backup.mongo;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * How a collection is defined, written so that the same definition is the same text: whichever server tells it, or the
 * archive.
 *
 * @param type {@code collection}, {@code view} or {@code timeseries}
 * @param options as extended JSON
 * @param indexes as extended JSON, sorted
 */
record Definition(String type, String options, List<String> indexes) {
    private static final JsonWriterSettings RELAXED =
            JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).build();
    /** Of an index: its database, what mongorestore renews, and how it was once built. */
    private static final Set<String> NOT_OF_THE_INDEX = Set.of("ns", "v", "background");
    /** Options of a collection that say nothing, or that only old servers tell. */
    private static final Set<String> NOT_OF_THE_COLLECTION = Set.of("autoIndexId", "flags", "create", "uuid");

    static Definition of(String type, BsonDocument options, List<BsonDocument> indexes) {
        return new Definition(
                type == null || type.isEmpty() ? "collection" : type,
                json(sorted(without(options, NOT_OF_THE_COLLECTION))),
                indexes.stream().map(index -> json(index(index))).sorted().collect(Collectors.toList()));
    }

    boolean view() {
        return type.equals("view");
    }

    boolean timeseries() {
        return type.equals("timeseries");
    }

    /** Whether documents must fulfil conditions; older ones may not. */
    boolean validated() {
        return options.contains("\"validator\"");
    }

    /** The order of a key's fields matters, that of all else does not. */
    private static BsonDocument index(BsonDocument index) {
        BsonDocument rest = without(index, NOT_OF_THE_INDEX);
        BsonDocument key = rest.getDocument("key", new BsonDocument());
        rest.remove("key");
        BsonDocument all = new BsonDocument("key", number(key));
        sorted(rest).forEach(all::append);
        return all;
    }

    private static BsonDocument without(BsonDocument document, Set<String> keys) {
        BsonDocument rest = new BsonDocument();
        document.forEach((key, value) -> {
            if (!keys.contains(key)) {
                rest.append(key, value);
            }
        });
        return rest;
    }

    /** Sorted at the top; below, as in a pipeline or a validator, an order may have a meaning. */
    private static BsonDocument sorted(BsonDocument document) {
        Map<String, BsonValue> byName = new TreeMap<>(document);
        BsonDocument sorted = new BsonDocument();
        byName.forEach((key, value) -> {
            if (!BsonBoolean.FALSE.equals(value)) { // e.g. capped: false, which is the same as saying nothing
                sorted.append(key, plain(value));
            }
        });
        return sorted;
    }

    private static BsonDocument number(BsonDocument document) {
        BsonDocument plain = new BsonDocument();
        document.forEach((key, value) -> plain.append(key, plain(value)));
        return plain;
    }

    /** A whole number is the same, whichever of three types it has; drivers and tools turn one into another. */
    private static BsonValue plain(BsonValue value) {
        if (value.isNumber()
                && !value.isDecimal128()
                && value.asNumber().doubleValue() == value.asNumber().longValue()) {
            return new BsonInt64(value.asNumber().longValue());
        }
        if (value.isDocument()) {
            return number(value.asDocument());
        }
        if (value.isArray()) {
            BsonArray plain = new BsonArray();
            value.asArray().forEach(each -> plain.add(plain(each)));
            return plain;
        }
        return value.isSymbol() ? new BsonString(value.asSymbol().getSymbol()) : value;
    }

    private static String json(BsonDocument document) {
        return document.toJson(RELAXED);
    }
}
