package io.jenkins.plugins.ratchet.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How a Job ended, followed by its uid.
 *
 * @param name name of the Job
 * @param uid its uid; null where it was never seen
 * @param hook the Helm hook events that it serves, e.g. {@code pre-upgrade}; null for a Job that is no hook
 * @param state what was last known
 * @param message why, in the Job's own words or in ours; null where there is nothing to say
 * @param started when its controller started it; null where that is not known
 * @param finished when it completed or failed; null while it has not, or where nobody saw it
 * @param log the last lines that its pods logged, oldest first, each bounded; empty where none were followed
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JobOutcome(
        String name,
        String uid,
        String hook,
        State state,
        String message,
        Instant started,
        Instant finished,
        List<String> log) {
    /** Stands for the hook where a migration is no Job: a service of a project of docker compose. */
    public static final String MIGRATION = "migration";

    private static final int LONGEST_LINE = 500;

    public JobOutcome {
        log = log == null ? List.of() : List.copyOf(log);
    }

    /** What it is, with its name, for a sentence. */
    public String called() {
        return (MIGRATION.equals(hook) ? "migration " : "hook Job ") + name;
    }

    /** One of which no more is known. */
    public JobOutcome(String name, String uid, String hook, State state, String message) {
        this(name, uid, hook, state, message, null, null, List.of());
    }

    /** What was last known of a Job. */
    public enum State {
        @JsonProperty("complete")
        COMPLETE,
        @JsonProperty("failed")
        FAILED,
        @JsonProperty("active")
        ACTIVE,
        /** It was deleted before it was seen to be complete; whether it did its work is not known. */
        @JsonProperty("vanished")
        VANISHED,
        /** It should have run and was never seen. */
        @JsonProperty("never-seen")
        NEVER_SEEN
    }

    public boolean complete() {
        return state == State.COMPLETE;
    }

    /** How long it ran; null where its start or its end is not known. */
    public Duration took() {
        return started == null || finished == null ? null : Duration.between(started, finished);
    }

    JobOutcome serving(String hookEvents) {
        return new JobOutcome(name, uid, hookEvents, state, message, started, finished, log);
    }

    JobOutcome vanished() {
        return new JobOutcome(
                name, uid, hook, State.VANISHED, "it was deleted before it was complete", started, null, log);
    }

    /** The same outcome with these last lines of its log. */
    JobOutcome withLog(List<String> lines) {
        List<String> bounded = lines.stream()
                .map(line -> line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line)
                .toList();
        return new JobOutcome(name, uid, hook, state, message, started, finished, bounded);
    }
}
