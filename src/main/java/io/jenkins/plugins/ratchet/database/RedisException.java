package io.jenkins.plugins.ratchet.database;

import java.io.IOException;

/** An error that a Redis server answered, e.g. {@code NOPERM this user has no permissions …}. */
public final class RedisException extends IOException {
    private static final long serialVersionUID = 1L;

    RedisException(String answer) {
        super(answer);
    }

    /** Whether the answer begins with this code, e.g. {@code NOPERM}. */
    public boolean is(String code) {
        return getMessage().equals(code) || getMessage().startsWith(code + " ");
    }
}
