package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.config.Database;
import java.util.Optional;

/** Reads how far a database's schema is. */
public interface SchemaProbe {

    /**
     * The schema's state in words, such that two equal texts mean that no migration was committed in between; empty
     * where it cannot be read.
     */
    Optional<String> read(Database database);
}
