package io.jenkins.plugins.ratchet.backup.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What a snapshot is taken of.
 *
 * @param resourceId what identifies it, also after it was renamed or replaced by one of the same name
 * @param arn its full name at the provider
 * @param ready whether a snapshot can be taken now
 * @param state the provider's own word
 * @param version of the engine
 * @param hosts names and addresses by which it is reached
 * @param tellsSize whether the provider tells a size for its snapshots
 * @param answer what the provider said
 */
record CloudSource(
        String resourceId,
        String arn,
        boolean ready,
        String state,
        String engine,
        String version,
        List<String> hosts,
        boolean tellsSize,
        JsonNode answer) {}
