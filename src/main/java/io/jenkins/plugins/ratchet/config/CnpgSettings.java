package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;

/** A backup by the CloudNativePG operator. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CnpgSettings(
        @JsonPropertyDescription("Name of the Cluster object.")
        String cluster,

        @JsonPropertyDescription("Namespace of the Cluster; the release's by default.")
        String namespace,

        @JsonPropertyDescription(
                "The operator's method: barmanObjectStore, volumeSnapshot or plugin; the operator's default by default.")
        Method method,

        @JsonPropertyDescription("Name of the plugin, with method plugin; barman-cloud.cloudnative-pg.io by default.")
        String plugin,

        @JsonPropertyDescription("How long the backup may take; 2h by default.")
        Duration timeout) {

    /** The operator's own methods. */
    public enum Method {
        /** Barman to object storage, built into the operator. */
        barmanObjectStore,
        /** CSI snapshots of the instance's volumes. */
        volumeSnapshot,
        /** A CNPG-I plugin. */
        plugin
    }

    public CnpgSettings {
        plugin = plugin == null && method == Method.plugin ? "barman-cloud.cloudnative-pg.io" : plugin;
        timeout = timeout == null ? Duration.ofHours(2) : timeout;
    }
}
