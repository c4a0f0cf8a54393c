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
                "How it is backed up; dump by default for postgres, and for other kinds with a connection, else manual.")
        Method method,

        @JsonPropertyDescription("How to connect to it.") Connection connection,

        @JsonPropertyDescription("Where the scratch database for the proof is made; on the same server by default.")
        Connection scratch,

        @JsonPropertyDescription("How restorability is proven: restore (default), or what the method allows instead.")
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
        Connection restore) {

    /** Kind of data store. */
    public enum Kind {
        postgres,
        mongodb,
        redis,
        secrets
    }

    /** How a data store is backed up. */
    public enum Method {
        /** By the store's own client programs on the machine where Ratchet runs. */
        dump,
        /** By a person; Ratchet only asks for the word that it was done. */
        manual
    }

    /** How restorability is proven. */
    public enum Proof {
        /** Restored into a scratch database and compared with the source's snapshot. */
        restore,
        /** Every byte of the dump read back by pg_restore and compared by checksum; nothing restored. */
        read
    }

    public Database {
        kind = kind == null ? Kind.postgres : kind;
        method = method == null ? kind == Kind.postgres || connection != null ? Method.dump : Method.manual : method;
        proof = proof == null ? Proof.restore : proof;
        writers = Config.copy(writers);
    }

    /** Whether Ratchet itself backs it up. */
    public boolean backedUpByRatchet() {
        return method != Method.manual;
    }
}
