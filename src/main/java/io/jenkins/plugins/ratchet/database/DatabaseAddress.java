package io.jenkins.plugins.ratchet.database;

/**
 * Where a database is and how to log in, all settings resolved.
 *
 * @param name the name under {@code databases} in {@code ratchet.yaml}
 * @param sslmode libpq's sslmode
 * @param sslrootcert file of trusted certificate authorities; null for libpq's default
 */
public record DatabaseAddress(
        String name,
        String host,
        int port,
        String database,
        String user,
        String password,
        String sslmode,
        String sslrootcert) {

    /** The same server and login, another database on it. */
    public DatabaseAddress withDatabase(String other) {
        return new DatabaseAddress(name, host, port, other, user, password, sslmode, sslrootcert);
    }

    /** For messages; without the password. */
    @Override
    public String toString() {
        return user + "@" + host + ":" + port + "/" + database;
    }
}
