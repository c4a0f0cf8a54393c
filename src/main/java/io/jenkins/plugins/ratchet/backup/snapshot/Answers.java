package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.backup.snapshot.CloudFailure.Reason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads providers' answers; what must be there and is not makes the answer unreadable. */
final class Answers {
    private static final long GIB = 1L << 30;

    /** {@code az cosmosdb … retrieve-latest-backup-time} prints {@code 10/26/2021 5:27:45 PM}, in UTC. */
    private static final DateTimeFormatter AMERICAN = DateTimeFormatter.ofPattern("M/d/yyyy h:mm:ss a", Locale.US);

    private Answers() {}

    static JsonNode first(JsonNode answer, String list) {
        JsonNode found = answer.path(list).path(0);
        if (!found.isObject()) {
            throw unreadable("has no " + list);
        }
        return found;
    }

    static String text(JsonNode object, String key) {
        JsonNode value = object.path(key);
        if (!value.isValueNode() || value.isNull() || value.asText().isBlank()) {
            throw unreadable("has no " + key);
        }
        return value.asText();
    }

    static String optional(JsonNode object, String key) {
        JsonNode value = object.path(key);
        return value.isValueNode() && !value.isNull() && !value.asText().isBlank() ? value.asText() : null;
    }

    static Boolean flag(JsonNode object, String key) {
        return object.path(key).isBoolean() ? object.path(key).asBoolean() : null;
    }

    /** Null where it is absent. */
    static Long gibibytes(JsonNode object, String key) {
        return object.path(key).isNumber() ? Long.valueOf(object.path(key).asLong() * GIB) : null;
    }

    static Integer percent(JsonNode object, String key) {
        return object.path(key).isNumber() ? Integer.valueOf(object.path(key).asInt()) : null;
    }

    /** Null where it is absent. */
    static Instant instant(JsonNode object, String key) {
        String text = optional(object, key);
        if (text == null) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            try {
                return LocalDateTime.parse(text.replace('\u202f', ' '), AMERICAN)
                        .toInstant(ZoneOffset.UTC);
            } catch (DateTimeException other) {
                throw unreadable("holds " + text + " for " + key + ", which is no time");
            }
        }
    }

    /** Empty where the provider says that there is no such thing. */
    static <T> Optional<T> ifFound(Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (CloudFailure e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static CloudFailure unreadable(String what) {
        return new CloudFailure(Reason.UNREADABLE, "the provider's answer " + what);
    }
}
