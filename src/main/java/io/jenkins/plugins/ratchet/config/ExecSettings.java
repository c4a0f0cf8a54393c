package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** What the method exec runs, and where in the pod. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExecSettings(
        @JsonPropertyDescription(
                "Container of the pod; by default the one that kubectl would take, which is the first unless the pod says otherwise.")
        String container,

        @JsonPropertyDescription(
                "Directory of the client programs in the container; by default they are looked for on its PATH.")
        String programs) {
    static final ExecSettings DEFAULT = new ExecSettings(null, null);
}
