package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** A place that knows which versions of a product were released: exactly one of repo, oci, git, directory and list. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleasedAt(
        @JsonPropertyDescription("URL of a chart repository; its index.yaml is read.")
        String repo,

        @JsonPropertyDescription("oci://… of a chart or an image in a registry; its tags are read.")
        String oci,

        @JsonPropertyDescription("URL of a git repository; its tags are read.")
        String git,

        @JsonPropertyDescription("Directory of chart archives or charts, relative to this file.")
        String directory,

        @JsonPropertyDescription(
                "File with a version a line, and after a space the day of its release where it is known.")
        String list,

        @JsonPropertyDescription("Name of the chart in a repository; that of `chart` by default.")
        String chart,

        @JsonPropertyDescription(
                "Whether the upgrade needs the target to be here too, as in a mirror from which images are pulled.")
        Boolean required) {

    public ReleasedAt {
        required = required != null && required;
    }
}
