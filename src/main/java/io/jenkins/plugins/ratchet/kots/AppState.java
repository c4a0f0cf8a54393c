package io.jenkins.plugins.ratchet.kots;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * How the application's objects are, as the admin console sees them.
 *
 * @param state {@code ready}, {@code updating}, {@code degraded}, {@code unavailable} or {@code missing}
 * @param sequence the version that this is about; it may be an older one than is deployed
 * @param unready objects that are not ready, with their states
 */
public record AppState(String state, long sequence, List<String> unready) {
    private static final String READY = "ready";

    static AppState of(JsonNode status) {
        List<String> unready = new ArrayList<>();
        for (JsonNode object : status.path("resourceStates")) {
            String state = object.path("state").asText();
            if (!state.equals(READY)) {
                unready.add(
                        object.path("kind").asText() + "/" + object.path("name").asText() + " is " + state);
            }
        }
        return new AppState(
                status.path("state").asText("missing"), status.path("sequence").asLong(-1), unready);
    }

    /** Whether this very version is ready. */
    public boolean ready(long wanted) {
        return state.equals(READY) && sequence == wanted;
    }
}
