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

        @JsonPropertyDescription(
                "How many numbers, from the left, tell one step from the next; for each-major 1 by default, for"
                        + " each-minor 2, with scheme date 3. Coder calls 1.28 to 1.29 a major step: 2.")
        Integer parts,

        @JsonPropertyDescription("Versions that may not be skipped, for stepping required-stops.")
        List<String> stops,

        @JsonPropertyDescription(
                "Annotation of the chart that names the oldest version from which it can be reached, for stepping"
                        + " required-stops.")
        String stopAnnotation,

        @JsonPropertyDescription("Months after its release for which the vendor supports a version.")
        Integer supportMonths,

        @JsonPropertyDescription("Whether going to a version that is out of support warns or blocks.")
        Unsupported unsupported,

        @JsonPropertyDescription(
                "Where else to look which versions were released; the chart's own source is always asked.")
        List<ReleasedAt> sources) {

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

    /** What a target out of support is. */
    public enum Unsupported {
        warn,
        block
    }

    public static final VersionPolicy DEFAULT = new VersionPolicy(null, null, null, null, null, null, null, null, null);

    public VersionPolicy {
        scheme = scheme == null ? Scheme.semver : scheme;
        list = Config.copy(list);
        stepping = stepping == null ? Stepping.ANY : stepping;
        stops = Config.copy(stops);
        unsupported = unsupported == null ? Unsupported.warn : unsupported;
        sources = Config.copy(sources);
    }

    /** The default policy, for versions that are written like this. */
    public static VersionPolicy of(Scheme scheme, List<String> list) {
        return new VersionPolicy(scheme, list, null, null, null, null, null, null, null);
    }

    /** How many numbers, from the left, tell one step from the next. */
    public int stepParts() {
        if (parts != null) {
            return parts;
        }
        if (scheme == Scheme.list || stepping == Stepping.EACH_MAJOR) {
            return 1;
        }
        return scheme == Scheme.date ? 3 : 2;
    }
}
