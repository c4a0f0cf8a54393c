package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;

/** A data store of the product. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Database(
        @JsonPropertyDescription("Name by which the vendor's page calls it, e.g. metadata.")
        String name,

        @JsonPropertyDescription("Kind of data store; postgres by default.")
        Kind kind,

        @JsonPropertyDescription(
                "Condition over the live values of the release, e.g. `values.a.b`, `not values.a.b`, `values.a.b == x`, `values.a.b != x`; the database is backed up only where it holds.")
        Condition when,

        @JsonPropertyDescription(
                "How it is backed up; dump by default for postgres, for other kinds with a connection, and for secrets with their block, else manual.")
        Method method,

        @JsonPropertyDescription("How to connect to it.") Connection connection,

        @JsonPropertyDescription(
                "Where the scratch database for the proof is made: another server, or `local`, a server that is started on this machine for the proof and removed after it; on the same server by default. Redis is always loaded into a server started on this machine.")
        Scratch scratch,

        @JsonPropertyDescription(
                "How restorability is proven: restore (default), or what the method allows instead; decrypt (default) or written for kind secrets.")
        Proof proof,

        @JsonPropertyDescription(
                "SQL query whose single value names the schema's version, e.g. the newest row of schema_migrations.")
        String schemaVersion,

        @JsonPropertyDescription("What the operator should know about it.")
        String note,

        @JsonPropertyDescription(
                "Workloads that write to it, e.g. deployment/api, statefulset/worker, cronjob/report; they are stopped while it is exchanged by a restore.")
        List<String> writers,

        @JsonPropertyDescription(
                "Where a restore of strategy new-instance goes; a new database on the same server by default.")
        Connection restore,

        @JsonPropertyDescription("For kind secrets: what is backed up, and for whom it is encrypted.")
        SecretsSettings secrets,

        @JsonPropertyDescription("The provider's snapshot, with method snapshot.")
        SnapshotSettings snapshot,

        @JsonPropertyDescription("The volumes' snapshots, with method volume.")
        VolumeSettings volume,

        @JsonPropertyDescription("The operator's backup, with method cnpg.")
        CnpgSettings cnpg,

        @JsonPropertyDescription("The user's own programs, with method command.")
        CommandSettings command,

        @JsonPropertyDescription("How the method exec finds pg_dump or mongodump.")
        ExecSettings exec,

        @JsonPropertyDescription("The Job and where it leaves the dump, with method job.")
        JobSettings job,

        @JsonPropertyDescription("Where a restore makes a data directory, with method base.")
        BaseSettings base) {

    /** Kind of data store. */
    public enum Kind {
        postgres,
        mongodb,
        redis,
        /** The Secrets that the release refers to, and what helm keeps about it. */
        secrets
    }

    /** How a data store is backed up. */
    public enum Method {
        /** Read from the machine where Ratchet runs, by the store's own client programs where it has any. */
        dump,
        /** By the pg_dump or mongodump in the database's own pod ({@code connection.pod}), streamed out of it. */
        exec,
        /** By pg_dump or mongodump in a Job of the cluster, to a claim there or to object storage. */
        job,
        /** PostgreSQL: the files of its whole server, by pg_basebackup. */
        base,
        /** By the cloud provider that runs it: a snapshot of instance or cluster. */
        snapshot,
        /** By CSI snapshots of its volumes. */
        volume,
        /** By the CloudNativePG operator. */
        cnpg,
        /** By a program of the user's. */
        command,
        /** By a person; Ratchet only asks for the word that it was done. */
        manual
    }

    /** How restorability is proven. */
    public enum Proof {
        /** Restored into a scratch database, or loaded into a scratch server, and compared with the source. */
        restore,
        /** Every byte of the dump read back and checked against the checksums inside it; nothing restored. */
        read,
        /** Read back, decrypted with the configured private key, and equal to what was encrypted. */
        decrypt,
        /**
         * Read back, and equal to what left the encryption; not decrypted. Nothing shows that anybody holds a key to it,
         * so it counts only where the configuration asks for no more.
         */
        written,
        /** Whoever keeps the snapshot says that it is complete, of this source, and encrypted; nothing restored. */
        state,
        /** The user's own verify command ended with exit status 0; Ratchet looked at nothing itself. */
        command
    }

    public Database {
        kind = kind == null ? Kind.postgres : kind;
        method = method == null ? usual(kind, connection, secrets) : method;
        proof = proof == null ? usualProof(kind, method) : proof;
        writers = Config.copy(writers);
        exec = exec == null && method == Method.exec ? ExecSettings.DEFAULT : exec;
    }

    private static Method usual(Kind kind, Connection connection, SecretsSettings secrets) {
        return kind == Kind.postgres || connection != null || secrets != null ? Method.dump : Method.manual;
    }

    private static Proof usualProof(Kind kind, Method method) {
        return switch (method) {
            case snapshot, volume, cnpg -> Proof.state;
            case command -> Proof.command;
            default -> kind == Kind.secrets ? Proof.decrypt : Proof.restore;
        };
    }

    /** Whether Ratchet itself backs it up. */
    public boolean backedUpByRatchet() {
        return method != Method.manual;
    }
}
