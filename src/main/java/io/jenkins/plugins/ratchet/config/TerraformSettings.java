package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;

/** The Terraform or OpenTofu configuration whose {@code helm_release} is the release. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TerraformSettings(
        @JsonPropertyDescription(
                "Directory of the root module, relative to this file; `terraform init` must have been done in it. This file's"
                        + " directory by default.")
        String directory,

        @JsonPropertyDescription("Program that is run; auto, the default, takes terraform from PATH, else tofu.")
        Program program,

        @JsonPropertyDescription(
                "Address of the helm_release, e.g. helm_release.jitera or module.jitera.helm_release.this.")
        String target,

        @JsonPropertyDescription(
                "Variable that holds the chart's path, archive or version; a refusal names it with the value that it has to get.")
        String variable,

        @JsonPropertyDescription("Variable files in the order in which Terraform gets them, relative to this file.")
        List<String> varFiles,

        @JsonPropertyDescription("Workspace; the selected one by default.")
        String workspace,

        @JsonPropertyDescription(
                "Addresses of resources that may change with the release; one that ends with * stands for all that begin so.")
        List<String> alsoChanges,

        @JsonPropertyDescription("How long to wait for a state lock that somebody else holds; by default not at all.")
        Duration lockTimeout,

        @JsonPropertyDescription("Time for `terraform plan`; 10m by default.")
        Duration timeout,

        @JsonPropertyDescription(
                "Directory, relative to this file, that the state is copied to before it is changed; terraform-state by"
                        + " default. States hold secrets: only the user who runs Ratchet can read them.")
        String stateBackups) {

    /** What is run. */
    public enum Program {
        auto,
        terraform,
        tofu
    }

    public TerraformSettings {
        directory = directory == null ? "." : directory;
        program = program == null ? Program.auto : program;
        varFiles = Config.copy(varFiles);
        alsoChanges = Config.copy(alsoChanges);
        lockTimeout = lockTimeout == null ? Duration.ZERO : lockTimeout;
        timeout = timeout == null ? Duration.ofMinutes(10) : timeout;
        stateBackups = stateBackups == null ? "terraform-state" : stateBackups;
    }

    /** Whether a resource beside the target may change. */
    public boolean mayChange(String address) {
        return alsoChanges.stream()
                .anyMatch(allowed -> allowed.endsWith("*")
                        ? address.startsWith(allowed.substring(0, allowed.length() - 1))
                        : address.equals(allowed));
    }
}
