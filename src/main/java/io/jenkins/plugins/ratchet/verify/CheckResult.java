package io.jenkins.plugins.ratchet.verify;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;

/**
 * What a check found.
 *
 * @param name the check's name, e.g. {@code workloads} or the name given in {@code ratchet.yaml}
 * @param kind {@code workloads}, {@code jobs}, {@code revision}, {@code http}, {@code sql}, {@code manual} …
 * @param seen the evidence: what was found, in words
 * @param expected what should have been found; null where the outcome says it all
 * @param took how long it took, retries included
 * @param cause why it failed, or what to watch although it passed; null where nothing is known
 * @param todo what to do about it; null where there is nothing
 * @param value what a later result can be compared with; null where it is not to be compared. Never part of a report
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckResult(
        String name,
        String kind,
        Outcome outcome,
        String seen,
        String expected,
        Duration took,
        CheckCause cause,
        String todo,
        @JsonIgnore String value) {

    public CheckResult(String name, String kind, Outcome outcome, String seen, String expected, Duration took) {
        this(name, kind, outcome, seen, expected, took, null, null, null);
    }

    /** What a check came to. */
    public enum Outcome {
        @JsonProperty("passed")
        PASSED,
        @JsonProperty("failed")
        FAILED,
        /** Nobody but a person can tell; counts neither as passed nor as failed. */
        @JsonProperty("manual")
        MANUAL,
        /** Its condition does not hold for this release. */
        @JsonProperty("skipped")
        SKIPPED
    }

    public boolean failed() {
        return outcome == Outcome.FAILED;
    }
}
