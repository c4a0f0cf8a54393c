package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;

/** A snapshot that a cloud provider takes, through the provider's own command line with whatever login that has. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SnapshotSettings(
        @JsonPropertyDescription(
                "Whose snapshot: rds (instance), aurora (cluster), documentdb (cluster) by `aws`; cloudsql by `gcloud`; flexibleserver (Azure Database for PostgreSQL), cosmosdb (for MongoDB, continuous backup) by `az`.")
        Provider provider,

        @JsonPropertyDescription("The provider's name of the instance, cluster, server or account.")
        String source,

        @JsonPropertyDescription("AWS region; what `aws` is configured for by default.")
        String region,

        @JsonPropertyDescription("AWS profile; what `aws` is configured for by default.")
        String profile,

        @JsonPropertyDescription("Google Cloud project; what `gcloud` is configured for by default.")
        String project,

        @JsonPropertyDescription("Azure subscription; what `az` is configured for by default.")
        String subscription,

        @JsonPropertyDescription("Azure resource group; needed for flexibleserver and cosmosdb.")
        String resourceGroup,

        @JsonPropertyDescription(
                "Host names by which the product reaches the source where they are not the provider's own, e.g. a CNAME or a proxy.")
        List<String> aliases,

        @JsonPropertyDescription("Whether a snapshot that is not encrypted is refused; true by default.")
        Boolean encrypted,

        @JsonPropertyDescription(
                "Instance class or tier of the temporary instance of `proof: restore`; the source's by default.")
        String instanceClass,

        @JsonPropertyDescription("How long the provider may take for the snapshot; 2h by default.")
        Duration timeout,

        @JsonPropertyDescription("How often the provider is asked how far it is; 15s by default.")
        Duration interval) {

    /** Whose snapshot it is. */
    public enum Provider {
        /** Amazon RDS, a DB instance. */
        rds,
        /** Amazon Aurora, a DB cluster. */
        aurora,
        /** Amazon DocumentDB, a cluster. */
        documentdb,
        /** Google Cloud SQL, an instance. */
        cloudsql,
        /** Azure Database for PostgreSQL, a flexible server. */
        flexibleserver,
        /** Azure Cosmos DB for MongoDB, an account with continuous backup. */
        cosmosdb
    }

    public SnapshotSettings {
        aliases = Config.copy(aliases);
        encrypted = encrypted == null || encrypted;
        timeout = timeout == null ? Duration.ofHours(2) : timeout;
        interval = interval == null ? Duration.ofSeconds(15) : interval;
    }
}
