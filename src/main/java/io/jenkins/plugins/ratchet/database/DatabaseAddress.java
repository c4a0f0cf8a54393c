package io.jenkins.plugins.ratchet.database;

/**
 * Where a database is and how to log in, all settings resolved.
 *
 * @param name the name under {@code databases} in {@code ratchet.yaml}
 * @param sslmode libpq's sslmode
 * @param sslrootcert file of trusted certificate authorities; null for libpq's default
 * @param pod null where it is not in a pod that is reached by a port-forward
 */
public record DatabaseAddress(
        String name,
        String host,
        int port,
        String database,
        String user,
        String password,
        String sslmode,
        String sslrootcert,
        PodPort pod) {

    /**
     * A server in a pod; host and port are then this end of a port-forward.
     *
     * @param name the pod's
     * @param port that it listens on there
     */
    public record PodPort(String name, int port) {}

    public DatabaseAddress(
            String name,
            String host,
            int port,
            String database,
            String user,
            String password,
            String sslmode,
            String sslrootcert) {
        this(name, host, port, database, user, password, sslmode, sslrootcert, null);
    }

    /** The same server and login, another database on it. */
    public DatabaseAddress withDatabase(String other) {
        return new DatabaseAddress(name, host, port, other, user, password, sslmode, sslrootcert, pod);
    }

    /** Whether {@link #host} is the directory of a Unix socket, as libpq takes it. */
    public boolean unixSocket() {
        return host.startsWith("/");
    }

    /** As it is seen from inside of the pod that it is in, for programs that run there. */
    public DatabaseAddress insidePod() {
        return new DatabaseAddress(name, "localhost", pod.port(), database, user, password, null, null, pod);
    }

    /** The host as people name it; the same in every run, which this end of a port-forward is not. */
    public String namedHost() {
        return pod == null ? host : "pod/" + pod.name();
    }

    /** The port that belongs to {@link #namedHost()}. */
    public int namedPort() {
        return pod == null ? port : pod.port();
    }

    /** For messages; without the password. */
    @Override
    public String toString() {
        return user + "@" + namedHost() + ":" + namedPort() + "/" + database;
    }
}
