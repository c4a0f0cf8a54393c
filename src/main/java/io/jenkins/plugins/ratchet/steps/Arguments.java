package io.jenkins.plugins.ratchet.steps;

import java.util.ArrayList;
import java.util.List;

/** Options on their way to the engine; one that is not given is left out. */
final class Arguments {
    private final List<String> list = new ArrayList<>();

    /** As one argument, so that a value that starts with a dash stays a value. */
    Arguments option(String name, String value) {
        if (value != null) {
            list.add(name + "=" + value);
        }
        return this;
    }

    Arguments options(String name, List<String> values) {
        if (values != null) {
            values.forEach(value -> option(name, value));
        }
        return this;
    }

    List<String> list() {
        return list;
    }
}
