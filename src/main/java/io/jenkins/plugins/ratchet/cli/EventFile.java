package io.jenkins.plugins.ratchet.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;

/** Writes every event as a line of JSON to a file, for whoever follows the run from outside. */
final class EventFile implements Events, AutoCloseable {
    private final Writer writer;
    private final Redaction redaction;
    private final Events next;

    /** Events go on to {@code next} as well. */
    EventFile(Path file, Redaction redaction, Events next) {
        this.redaction = redaction;
        this.next = next;
        try {
            writer = Files.newBufferedWriter(
                    file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw RunException.usage("events file " + file + " cannot be written: " + e.getMessage());
        }
    }

    @Override
    public void fact(String stage, String text) {
        write(event("fact").put("stage", stage).put("text", redaction.redact(text)));
        next.fact(stage, text);
    }

    @Override
    public void output(String source, String line) {
        write(event("output").put("source", source).put("text", redaction.redact(line)));
        next.output(source, line);
    }

    @Override
    public void progress(String stage, String subject, long done, long total) {
        write(event("progress")
                .put("stage", stage)
                .put("subject", subject)
                .put("done", done)
                .put("total", total));
        next.progress(stage, subject, done, total);
    }

    private static ObjectNode event(String type) {
        return Json.mapper()
                .createObjectNode()
                .put("at", Instant.now().toString())
                .put("type", type);
    }

    private synchronized void write(ObjectNode event) {
        try {
            writer.write(Json.mapper().writeValueAsString(event));
            writer.write('\n');
            writer.flush();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event is always writable as JSON", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            writer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
