package io.jenkins.plugins.ratchet.verify;

import io.jenkins.plugins.ratchet.config.RedisCheck;
import io.jenkins.plugins.ratchet.database.RedisConnection;

/** Connects to a Redis server of the product; the caller knows where it is. */
public interface Redis {

    /** A connection of the caller's own, to be closed. @param check names the check in errors */
    RedisConnection open(String check, RedisCheck server);
}
