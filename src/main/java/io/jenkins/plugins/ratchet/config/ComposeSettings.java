package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** The project that `docker compose` runs on this machine, or on the one that DOCKER_HOST names. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ComposeSettings(
        @JsonPropertyDescription(
                "Compose files in the order in which they are laid over each other, relative to" + " ratchet.yaml.")
        List<String> files,

        @JsonPropertyDescription("Name of the project; the release's by default.")
        String project,

        @JsonPropertyDescription(
                "Directory that the paths in the Compose files start from; that of the first file by default.")
        String directory,

        @JsonPropertyDescription(
                "Files with variables, relative to ratchet.yaml; `.env` in the project's directory by default.")
        List<String> envFiles,

        @JsonPropertyDescription("Profiles of the Compose files that are in use.")
        List<String> profiles,

        @JsonPropertyDescription(
                "Variable of the Compose files that holds the product's version, as in image: shop:${SHOP_VERSION}.")
        String versionVariable,

        @JsonPropertyDescription("Service that migrates the databases and ends; run once before any other is touched.")
        String migration,

        @JsonPropertyDescription(
                "Services to roll, in this order; by default all but the migration, each after those that it depends on.")
        List<String> services,

        @JsonPropertyDescription(
                "Services that databases run in, which a restore leaves running while it stops all others; by default those"
                        + " that publish the databases' ports, else those that the migration needs. [] where none does.")
        List<String> databaseServices,

        @JsonPropertyDescription(
                "Where the images come from: pull, build, or staged where somebody has brought them to the"
                        + " machine already; pull by default.")
        Images images,

        @JsonPropertyDescription(
                "The product's own program that migrates and rolls the services in place of Ratchet, with"
                        + " its arguments, e.g. [caracal, upgrade, --no-pull]; {version} in them stands for the version.")
        List<String> command,

        @JsonPropertyDescription(
                "Directory of the record and its lock, relative to ratchet.yaml; .ratchet by default. It has to outlive a"
                        + " checkout.")
        String state) {

    /** Where images come from. */
    public enum Images {
        pull,
        build,
        staged
    }

    public ComposeSettings {
        files = Config.copy(files);
        envFiles = Config.copy(envFiles);
        profiles = Config.copy(profiles);
        services = Config.copy(services);
        databaseServices = databaseServices == null ? null : List.copyOf(databaseServices);
        images = images == null ? Images.pull : images;
        command = Config.copy(command);
        state = state == null ? ".ratchet" : state;
    }
}
