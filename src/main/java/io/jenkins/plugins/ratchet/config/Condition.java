package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;

/**
 * A condition over the live values of a release: {@code values.a.b}, {@code not values.a.b}, {@code values.a.b == x} or
 * {@code values.a.b != x}; nothing Turing-complete.
 */
public record Condition(@JsonValue String text) {

    @JsonCreator
    public static Condition parse(String text) {
        return new Condition(text);
    }

    /** Whether it holds for these values (chart defaults and user's values merged, as helm merges them). */
    public boolean holds(JsonNode values) {
        throw new UnsupportedOperationException("replaced before the first release");
    }
}
