package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.Map;

/** The Kubernetes Job of the method job, and where it leaves the dump. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JobSettings(
        @JsonPropertyDescription(
                "Image with sh, sha256sum and the database's client programs of the server's version or newer, e.g. postgres:17; with rclone, also rclone, mkfifo and tee.")
        String image,

        @JsonPropertyDescription(
                "PersistentVolumeClaim that the dump is left on; it is in the release's namespace. Either this or rclone.")
        String claim,

        @JsonPropertyDescription(
                "REMOTE:PATH that the dump is streamed to, with the image's rclone; the rclone of this machine must know the remote by the same name. Either this or claim.")
        String rclone,

        @JsonPropertyDescription(
                "Secret of the release's namespace with rclone's configuration for the Job, under the key rclone.conf. Needed with rclone.")
        String rcloneConfigSecret,

        @JsonPropertyDescription(
                "Where the claim, or with rclone a small volume in memory, is mounted in the pod; /ratchet by default.")
        String mountPath,

        @JsonPropertyDescription(
                "Directory of the client programs in the image, where rclone is looked for first too; by default they are looked for on its PATH.")
        String programs,

        @JsonPropertyDescription(
                "Host by which the Job reaches the server, where that is another than from this machine; the connection's by default, or the address of its pod.")
        String host,

        @JsonPropertyDescription("Port that belongs to host; the connection's by default.")
        Integer port,

        @JsonPropertyDescription("Service account of the pod; the namespace's default by default.")
        String serviceAccount,

        @JsonPropertyDescription("Annotations of the pod, e.g. to keep a service mesh's sidecar out of it.")
        Map<String, String> annotations,

        @JsonPropertyDescription("What the pod asks for and may take at most, e.g. `cpu: \"1\"`, `memory: 512Mi`.")
        Map<String, String> resources,

        @JsonPropertyDescription("How long the Job may take; 2h by default.")
        Duration timeout) {

    /** Key of {@link #rcloneConfigSecret}. */
    public static final String RCLONE_CONFIG = "rclone.conf";

    public JobSettings {
        mountPath = mountPath == null ? "/ratchet" : mountPath;
        annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
        resources = resources == null ? Map.of() : Map.copyOf(resources);
        timeout = timeout == null ? Duration.ofHours(2) : timeout;
    }
}
