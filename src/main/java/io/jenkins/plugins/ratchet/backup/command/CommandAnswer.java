package io.jenkins.plugins.ratchet.backup.command;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a user's program says about the backup that it took: one JSON object on standard output, with these keys and no
 * others.
 *
 * @param location where the backup is, or the id by which its keeper finds it; required
 * @param takenAt the moment whose state it holds, ISO-8601 with a time zone; required
 * @param bytes its size, more than 0; required
 * @param source what it was taken of: an identity that changes when the source is replaced; required
 * @param notes what a reader of the backup should know
 */
record CommandAnswer(String location, Instant takenAt, Long bytes, String source, List<String> notes) {
    static final int MOST_BYTES = 64 << 10;
    private static final int LONGEST = 1024;
    private static final int MOST_NOTES = 20;
    private static final Duration SKEW = Duration.ofMinutes(5);

    private static final ObjectReader READER = strict().readerFor(CommandAnswer.class);

    CommandAnswer {
        notes = notes == null ? List.of() : List.copyOf(notes);
    }

    private static ObjectMapper strict() {
        return Json.mapper()
                .copy()
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT);
    }

    /**
     * Reads what was printed, strictly: a program that is not sure what it made made nothing.
     *
     * @param start when the program was started, by this machine's clock
     */
    static CommandAnswer read(byte[] output, String what, Instant start, Instant end) {
        CommandAnswer answer;
        try {
            answer = READER.readValue(output);
        } catch (JsonProcessingException e) {
            throw RunException.failed(what
                    + " printed something else than one JSON object with location, takenAt, bytes,"
                    + " source and perhaps notes: " + e.getOriginalMessage().replaceAll("\\s+", " "));
        } catch (IOException e) {
            throw RunException.failed(what + " printed what cannot be read: " + e.getMessage());
        }
        answer.fault(start, end).ifPresent(fault -> {
            throw RunException.failed(what + " ended with exit status 0, but " + fault + ", so it made no backup");
        });
        return answer;
    }

    private Optional<String> fault(Instant start, Instant end) {
        if (blank(location)) {
            return Optional.of("names no location");
        }
        if (blank(source)) {
            return Optional.of("names no source");
        }
        if (takenAt == null) {
            return Optional.of("names no moment (takenAt)");
        }
        if (takenAt.isBefore(start.minus(SKEW)) || takenAt.isAfter(end.plus(SKEW))) {
            return Optional.of("names the moment " + takenAt + ", which is not between its start (" + start
                    + ") and its end (" + end + ") by this machine's clock");
        }
        if (bytes == null || bytes <= 0) {
            return Optional.of("names the size " + bytes);
        }
        boolean tooLong = location.length() > LONGEST
                || source.length() > LONGEST
                || notes.size() > MOST_NOTES
                || notes.stream().anyMatch(note -> note == null || note.length() > LONGEST);
        return tooLong
                ? Optional.of(
                        "says more than " + LONGEST + " characters in one text, or more than " + MOST_NOTES + " notes")
                : Optional.empty();
    }

    private static boolean blank(String text) {
        return text == null || text.isBlank();
    }
}
