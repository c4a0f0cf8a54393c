package io.jenkins.plugins.ratchet.config;

/** Declared data stores for tests, so that a new key changes one place. */
public final class DatabaseFixture {
    private DatabaseFixture() {}

    public static Database postgres(String name) {
        return postgres(name, null, null, null);
    }

    public static Database postgres(String name, Connection connection, Connection scratch, Database.Proof proof) {
        return of(name, Database.Kind.postgres, connection, scratch == null ? null : Scratch.at(scratch), proof);
    }

    /** Proven in a server that is started for the proof. */
    public static Database postgresLocal(String name, Connection connection) {
        return of(name, Database.Kind.postgres, connection, Scratch.onThisMachine(), null);
    }

    public static Database redis(String name, Connection connection, Database.Proof proof) {
        return of(name, Database.Kind.redis, connection, null, proof);
    }

    public static Database mongo(String name, Connection connection, Connection scratch, Database.Proof proof) {
        return of(name, Database.Kind.mongodb, connection, scratch == null ? null : Scratch.at(scratch), proof);
    }

    private static Database of(
            String name, Database.Kind kind, Connection connection, Scratch scratch, Database.Proof proof) {
        return new Database(
                name,
                kind,
                null,
                null,
                connection,
                scratch,
                proof,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    public static Database secrets(String name, SecretsSettings secrets, Database.Proof proof) {
        return new Database(
                name,
                Database.Kind.secrets,
                null,
                null,
                null,
                null,
                proof,
                null,
                null,
                null,
                null,
                secrets,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** The whole server. */
    public static Database base(String name, Connection connection, Database.Proof proof) {
        return new Database(
                name,
                Database.Kind.postgres,
                null,
                Database.Method.base,
                connection,
                null,
                proof,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** The whole server, which a restore makes a directory for below another. */
    public static Database base(String name, Connection connection, String directory) {
        return new Database(
                name,
                Database.Kind.postgres,
                null,
                Database.Method.base,
                connection,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                directory == null ? null : new BaseSettings(directory));
    }

    /** By a Job. */
    public static Database job(String name, Connection connection, JobSettings job) {
        return job(name, Database.Kind.postgres, connection, job);
    }

    public static Database job(String name, Database.Kind kind, Connection connection, JobSettings job) {
        return new Database(
                name,
                kind,
                null,
                Database.Method.job,
                connection,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                job,
                null);
    }

    /** In a pod, dumped there. */
    public static Database exec(String name, Connection connection, String programs) {
        return exec(name, Database.Kind.postgres, connection, programs);
    }

    public static Database exec(String name, Database.Kind kind, Connection connection, String programs) {
        return new Database(
                name,
                kind,
                null,
                Database.Method.exec,
                connection,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new ExecSettings(null, programs),
                null,
                null);
    }
}
