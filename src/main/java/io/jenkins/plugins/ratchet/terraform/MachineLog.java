package io.jenkins.plugins.ratchet.terraform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What Terraform tells with {@code -json}, a message a line.
 *
 * @param begun addresses of the resources that it began to change
 * @param errors its errors, summary and detail
 * @param other lines that are no messages, as a program prints that dies early
 * @param whole whether the beginning is there
 */
public record MachineLog(Set<String> begun, List<String> errors, List<String> other, boolean whole) {

    /** @param whole whether nothing was cut off from the text's beginning */
    public static MachineLog read(String text, boolean whole) {
        Set<String> begun = new LinkedHashSet<>();
        List<String> errors = new ArrayList<>();
        List<String> other = new ArrayList<>();
        for (String line : text.split("\\R")) {
            JsonNode message = message(line);
            if (message == null) {
                if (!line.isBlank()) {
                    other.add(line.strip());
                }
                continue;
            }
            if (message.path("type").asText().equals("apply_start")) {
                begun.add(message.path("hook").path("resource").path("addr").asText());
            }
            JsonNode diagnostic = message.path("diagnostic");
            if (diagnostic.path("severity").asText().equals("error")) {
                String detail = diagnostic.path("detail").asText("").strip();
                errors.add(diagnostic.path("summary").asText().strip() + (detail.isEmpty() ? "" : ": " + detail));
            }
        }
        return new MachineLog(begun, errors, other, whole);
    }

    private static JsonNode message(String line) {
        try {
            JsonNode node = line.startsWith("{") ? Json.mapper().readTree(line) : null;
            return node != null && node.has("@level") ? node : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** All that speaks of a failure. */
    public String words() {
        return String.join("\n", errors.isEmpty() ? other : errors);
    }

    /** The same in a line. */
    public String sentence() {
        return words().replaceAll("\\s*\\R\\s*", " ");
    }

    public Optional<StateLock> lock() {
        return StateLock.in(words());
    }

    public boolean stale() {
        return errors.stream().anyMatch(error -> error.startsWith("Saved plan is stale"));
    }

    public boolean began() {
        return !begun.isEmpty() || !whole;
    }
}
