package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.nio.file.Path;
import java.time.Duration;

/** How backups are made, where they go, how long they are valid and how long they are kept. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupPolicy(
        @JsonPropertyDescription("Oldest backup that an upgrade may rest on; 24h by default.")
        Duration maxAge,

        @JsonPropertyDescription("Databases backed up at the same time; 2 by default.")
        Integer parallel,

        @JsonPropertyDescription("Parallel jobs of pg_dump and pg_restore for each database; 2 by default.")
        Integer jobs,

        @JsonPropertyDescription(
                "Where backups go, where `--to` does not say: a directory, relative to this file, or `rclone:REMOTE:PATH` with a remote of rclone's own configuration.")
        String to,

        @JsonPropertyDescription(
                "Directory on this machine for what cannot stream to a remote; below the system's temporary directory by default.")
        String staging,

        @JsonPropertyDescription(
                "Most that all streams and uploads together may take, e.g. `20MiB/s`; unlimited by default.")
        Bandwidth bandwidth,

        @JsonPropertyDescription("Which backups `ratchet backup prune` keeps; without it, nothing is ever removed.")
        Retention keep,

        @JsonPropertyDescription(
                "How PostgreSQL servers are started on this machine, for `scratch: local` and method base.")
        LocalServer localServer,

        @JsonPropertyDescription(
                "Stops the writers while backups are captured, so that all databases are of one moment; without it they are not.")
        Quiesce quiesce,

        @JsonPropertyDescription("How far a standby that is backed up may be behind its primary; 1m by default.")
        Duration maxLag) {

    static final BackupPolicy DEFAULT = new BackupPolicy(null, null, null, null);

    /**
     * How long backups are kept. One that is among the newest {@code count} of its database or younger than {@code age}
     * stays; so does, whatever these say, what the open upgrade or a restore needs and the last proven one.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Retention(
            @JsonPropertyDescription("Backups of each database that are kept, newest first.")
            Integer count,

            @JsonPropertyDescription("Backups younger than this are kept, e.g. `30d`.")
            Duration age,

            @JsonPropertyDescription(
                    "Whether every successful `ratchet backup` removes what is not kept; false by default.")
            Boolean automatic) {

        public Retention {
            automatic = automatic != null && automatic;
        }
    }

    public BackupPolicy {
        maxAge = maxAge == null ? Duration.ofHours(24) : maxAge;
        parallel = parallel == null ? 2 : parallel;
        jobs = jobs == null ? 2 : jobs;
        localServer = localServer == null ? LocalServer.DEFAULT : localServer;
        maxLag = maxLag == null ? Duration.ofMinutes(1) : maxLag;
    }

    public BackupPolicy(Duration maxAge, Integer parallel, Integer jobs, String to) {
        this(maxAge, parallel, jobs, to, null, null, null, null);
    }

    public BackupPolicy(
            Duration maxAge,
            Integer parallel,
            Integer jobs,
            String to,
            String staging,
            Bandwidth bandwidth,
            Retention keep,
            LocalServer localServer) {
        this(maxAge, parallel, jobs, to, staging, bandwidth, keep, localServer, null, null);
    }

    /** Whether the databases are to be captured at one moment. */
    public boolean quiesces() {
        return quiesce != null && quiesce.enabled();
    }

    /** With every path of this machine, but {@code to}, where the file with the configuration says that it is. */
    public BackupPolicy below(Path directory) {
        return new BackupPolicy(
                maxAge,
                parallel,
                jobs,
                to,
                below(directory, staging),
                bandwidth,
                keep,
                new LocalServer(
                        below(directory, localServer.programs()),
                        below(directory, localServer.directory()),
                        localServer.user()),
                quiesce,
                maxLag);
    }

    private static String below(Path directory, String path) {
        return path == null ? null : directory.resolve(path).toString();
    }
}
