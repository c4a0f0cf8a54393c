package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** How a product's versions are written, compared and stepped through. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VersionPolicy(
        @JsonPropertyDescription("How versions are written: semver, calver (2026.3.10), date (v26.05.12.1) or list.")
        Scheme scheme,

        @JsonPropertyDescription("For scheme list: every version, oldest first.")
        List<String> list,

        @JsonPropertyDescription("Which released versions may not be skipped.")
        Stepping stepping,

        @JsonPropertyDescription("Versions that may not be skipped, for stepping required-stops.")
        List<String> stops,

        @JsonPropertyDescription("Months after its release for which the vendor supports a version.")
        Integer supportMonths) {

    /** How versions are written. */
    public enum Scheme {
        semver,
        calver,
        date,
        list
    }

    /** Which released versions may not be skipped. */
    public enum Stepping {
        @JsonProperty("any")
        ANY,
        @JsonProperty("each-minor")
        EACH_MINOR,
        @JsonProperty("each-major")
        EACH_MAJOR,
        @JsonProperty("required-stops")
        REQUIRED_STOPS
    }

    public static final VersionPolicy DEFAULT = new VersionPolicy(null, null, null, null, null);

    public VersionPolicy {
        scheme = scheme == null ? Scheme.semver : scheme;
        list = Config.copy(list);
        stepping = stepping == null ? Stepping.ANY : stepping;
        stops = Config.copy(stops);
    }
}
