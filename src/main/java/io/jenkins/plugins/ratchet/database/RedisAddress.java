package io.jenkins.plugins.ratchet.database;

/**
 * Where a Redis server is and how to log in, all settings resolved.
 *
 * @param name the name under {@code databases} in {@code ratchet.yaml}
 * @param user ACL user; null for the default one
 * @param password null where the server asks for none
 * @param sslmode null where the connection is not encrypted; else {@code require}, {@code verify-ca} or {@code
 *     verify-full}
 * @param sslrootcert PEM file of trusted certificate authorities; null for the JDK's
 */
public record RedisAddress(
        String name, String host, int port, String user, String password, String sslmode, String sslrootcert) {

    /** For messages; without the password. */
    @Override
    public String toString() {
        return (user == null ? "" : user + "@") + host + ":" + port;
    }
}
