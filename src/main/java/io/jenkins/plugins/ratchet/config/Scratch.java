package io.jenkins.plugins.ratchet.config;

/**
 * Where a proof restores to: a server that exists, or one that is started on this machine for the proof alone, which is
 * written {@code scratch: local}.
 *
 * @param local whether a server is started on this machine
 * @param at the server that exists; null with {@code local}
 */
public record Scratch(boolean local, Connection at) {
    static final String LOCAL = "local";

    public static Scratch onThisMachine() {
        return new Scratch(true, null);
    }

    public static Scratch at(Connection connection) {
        return new Scratch(false, connection);
    }
}
