package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * What a look at an object showed.
 *
 * @param object missing where it does not exist
 * @param problem why nobody could look; null where one could
 */
record Sight(JsonNode object, String problem) {
    static final Sight ABSENT = new Sight(MissingNode.getInstance(), null);

    static Sight unseen(String problem) {
        return new Sight(MissingNode.getInstance(), problem);
    }

    boolean looked() {
        return problem == null;
    }

    boolean exists() {
        return object.isObject();
    }
}
