package io.jenkins.plugins.ratchet.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Helm's stored form of a revision: base64 of gzip of JSON (helm 3 and 4; helm's own storage driver). */
final class ReleasePayload {
    /** A bound against a payload that unpacks without end; the largest real ones are some 20 MB. */
    static final int MAX_UNPACKED_BYTES = 64 * 1024 * 1024;

    private ReleasePayload() {}

    static JsonNode unpack(String encoded) {
        byte[] bytes = Base64.getMimeDecoder().decode(encoded);
        try (InputStream in = gzipped(bytes)
                ? new GZIPInputStream(new ByteArrayInputStream(bytes))
                : new ByteArrayInputStream(bytes)) {
            byte[] json = in.readNBytes(MAX_UNPACKED_BYTES + 1);
            if (json.length > MAX_UNPACKED_BYTES) {
                throw new IllegalArgumentException("the payload unpacks to more than " + MAX_UNPACKED_BYTES + " bytes");
            }
            JsonNode release = Json.mapper().readTree(json);
            if (!release.path("info").isObject() || !release.path("version").isInt()) {
                throw new IllegalArgumentException("the payload is JSON, but not a release");
            }
            return release;
        } catch (IOException e) {
            throw new IllegalArgumentException("the payload is not base64 of gzip of JSON: " + e.getMessage(), e);
        }
    }

    static String pack(JsonNode release) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            Json.mapper().writeValue(out, release);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    /** How many bytes helm would store for this release: it compresses as hard as gzip can. */
    static int packedSize(JsonNode release) {
        CountingStream bytes = new CountingStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            Json.mapper().writeValue(out, release);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (bytes.count + 2) / 3 * 4;
    }

    private static final class CountingStream extends OutputStream {
        private int count;

        @Override
        public void write(int oneByte) {
            count++;
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            count += length;
        }
    }

    /** Releases stored by very old helm versions are not compressed. */
    private static boolean gzipped(byte[] bytes) {
        return bytes.length > 3 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b && bytes[2] == 0x08;
    }

    static Release decode(JsonNode json) {
        JsonNode info = json.path("info");
        JsonNode metadata = json.path("chart").path("metadata");
        List<Hook> hooks = new ArrayList<>();
        for (JsonNode hook : json.path("hooks")) {
            hooks.add(hook(hook));
        }
        return new Release(
                json.path("name").asText(),
                json.path("namespace").asText(),
                json.path("version").asInt(),
                ReleaseStatus.of(info.path("status").asText()),
                info.path("description").asText(null),
                metadata.path("name").asText(),
                metadata.path("version").asText(),
                emptyToNull(metadata.path("appVersion").asText(null)),
                instant(info.path("last_deployed").asText(null)),
                merge(json.path("chart").path("values"), json.path("config")),
                json.path("manifest").asText(""),
                hooks,
                info.has("rollback_revision") ? info.path("rollback_revision").asInt() : null);
    }

    static Hook hook(JsonNode hook) {
        return new Hook(
                hook.path("name").asText(),
                hook.path("kind").asText(),
                texts(hook.path("events")),
                texts(hook.path("delete_policies")));
    }

    /** Helm's rule: maps merge key by key, anything else replaces, an explicit null removes the key. */
    static JsonNode merge(JsonNode defaults, JsonNode overrides) {
        if (!overrides.isObject()) {
            return defaults.isObject() ? defaults : Json.mapper().createObjectNode();
        }
        ObjectNode merged =
                defaults.isObject() ? defaults.deepCopy() : Json.mapper().createObjectNode();
        overrides.properties().forEach(entry -> {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                merged.remove(entry.getKey());
            } else if (value.isObject() && merged.path(entry.getKey()).isObject()) {
                merged.set(entry.getKey(), merge(merged.get(entry.getKey()), value));
            } else {
                merged.set(entry.getKey(), value);
            }
        });
        return merged;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.asText()));
        return texts;
    }

    private static String emptyToNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    private static Instant instant(String text) {
        try {
            return text == null || text.isEmpty()
                    ? null
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
