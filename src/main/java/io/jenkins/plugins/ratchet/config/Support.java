package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Whom to ask, and what the vendor says about failures. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Support(
        @JsonPropertyDescription("The vendor's name.") String vendor,

        @JsonPropertyDescription("Where the vendor is reached.")
        String contact,

        @JsonPropertyDescription("What the vendor asks to do when an upgrade fails.")
        String onFailure,

        @JsonPropertyDescription("The vendor's page that the profile follows.")
        String page) {

    /** What the vendor asks to do, and whom to contact; null where neither is known. */
    public String words() {
        List<String> parts =
                Stream.of(onFailure, contact).filter(Objects::nonNull).toList();
        return parts.isEmpty() ? null : String.join(" — ", parts);
    }
}
