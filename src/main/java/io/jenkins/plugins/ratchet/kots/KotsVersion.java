package io.jenkins.plugins.ratchet.kots;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.ConsoleVersion;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * A version of the application as the admin console lists it.
 *
 * @param status in the console's words, e.g. {@code pending_preflight}, {@code deployed}
 * @param required whether the vendor lets nobody pass it over
 * @param cause why the console would not deploy it, in its own words; null where it would
 * @param download what hinders its download; null where nothing is said
 * @param skipped whether somebody skipped the preflight checks
 * @param preflights results; empty where there are none, or none yet
 * @param released the day of its release by the vendor; null where the console does not tell
 * @param cursor its place in the vendor's channel; null where the console does not tell
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record KotsVersion(
        String label,
        long sequence,
        String status,
        boolean required,
        String cause,
        String download,
        boolean skipped,
        List<Preflight> preflights,
        LocalDate released,
        @JsonIgnore Cursor cursor) {
    public static final String PENDING_PREFLIGHT = "pending_preflight";
    public static final String PENDING_DOWNLOAD = "pending_download";
    public static final String PENDING_CONFIG = "pending_config";
    public static final String DEPLOYING = "deploying";
    public static final String DEPLOYED = "deployed";
    public static final String FAILED = "failed";

    public KotsVersion {
        preflights = preflights == null ? List.of() : List.copyOf(preflights);
    }

    /** From an entry of the console's version history. */
    static KotsVersion of(JsonNode node) {
        String cause = node.path("nonDeployableCause").asText("");
        String download = node.path("downloadStatus").path("message").asText("");
        return new KotsVersion(
                node.path("versionLabel").asText(),
                node.path("sequence").asLong(),
                node.path("status").asText(),
                node.path("isRequired").asBoolean(),
                cause.isBlank() ? null : cause,
                download.isBlank() ? null : download,
                node.path("preflightSkipped").asBoolean(),
                preflights(node.path("preflightResult").asText("")),
                day(node.path("upstreamReleasedAt").asText("")),
                Cursor.of(
                        node.path("channelId").asText(""),
                        node.path("updateCursor").asText("")));
    }

    private static LocalDate day(String time) {
        try {
            return OffsetDateTime.parse(time)
                    .withOffsetSameInstant(ZoneOffset.UTC)
                    .toLocalDate();
        } catch (DateTimeParseException e) {
            return null; // versions that no channel released, as after a change of the configuration
        }
    }

    /** The console keeps them as a text that is JSON itself. */
    private static List<Preflight> preflights(String text) {
        if (text.isBlank()) {
            return List.of();
        }
        List<Preflight> found = new ArrayList<>();
        try {
            JsonNode results = Json.mapper().readTree(text);
            for (JsonNode error : results.path("errors")) {
                found.add(new Preflight(
                        "the preflight checks themselves",
                        error.path("error").asText(),
                        Preflight.Outcome.FAIL,
                        false));
            }
            for (JsonNode result : results.path("results")) {
                found.add(new Preflight(
                        result.path("title").asText(),
                        result.path("message").asText(),
                        result.path("isFail").asBoolean()
                                ? Preflight.Outcome.FAIL
                                : result.path("isWarn").asBoolean() ? Preflight.Outcome.WARN : Preflight.Outcome.PASS,
                        result.path("strict").asBoolean()));
            }
        } catch (JsonProcessingException e) {
            throw RunException.unavailable(
                    "the admin console's preflight results cannot be read: " + e.getOriginalMessage(), e);
        }
        return found;
    }

    public boolean is(String wanted) {
        return status.equals(wanted);
    }

    public ConsoleVersion name() {
        return new ConsoleVersion(label, sequence);
    }

    @Override
    public String toString() {
        return label + " (sequence " + sequence + ", " + status + (required ? ", required" : "") + ")";
    }
}
