package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.json.Json;
import java.nio.charset.StandardCharsets;

/** The record as text: bounded in size, and read with doubt. */
final class RecordText {
    /** Well below what an API object may hold, so that the record can always be read and written at once. */
    private static final int MAX_BYTES = 256 * 1024;

    private RecordText() {}

    /** The record without so many of its ended upgrades that it is not too long. */
    static UpgradeRecord bounded(UpgradeRecord record) {
        UpgradeRecord shortened = record;
        while (write(shortened).getBytes(StandardCharsets.UTF_8).length > MAX_BYTES
                && !shortened.past().isEmpty()) {
            shortened = shortened.shorter();
        }
        return shortened;
    }

    static String write(UpgradeRecord record) {
        try {
            return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record is always writable as JSON", e);
        }
    }

    /**
     * What was stored.
     *
     * @param checksum the SHA-256 that was stored beside it; null where none was
     */
    static RecordStore.Stored read(String json, String version, String checksum) {
        try {
            UpgradeRecord record = Json.mapper().readValue(json, UpgradeRecord.class);
            if (record == null || record.schema() < 1) {
                return new RecordStore.Stored(null, version, "it is JSON, but not a record");
            }
            if (record.schema() > UpgradeRecord.SCHEMA) {
                return new RecordStore.Stored(
                        null, version, "it was written by a newer Ratchet (format " + record.schema() + ")");
            }
            boolean intact = Sha256.of(json).equals(checksum);
            return new RecordStore.Stored(
                    record, version, intact ? null : "it was edited: its checksum does not match");
        } catch (JsonProcessingException e) {
            return new RecordStore.Stored(null, version, "it is not readable: " + e.getOriginalMessage());
        }
    }
}
