package io.jenkins.plugins.ratchet.steps;

import groovy.lang.Closure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A word of a Jenkinsfile with what follows it: {@code timeout(time: 1, unit: 'DAYS') { … }}.
 *
 * @param named named arguments, by name
 * @param plain arguments without a name
 * @param body the braces; null where there are none
 */
record Said(String word, Map<String, Object> named, List<Object> plain, Closure<?> body) {
    static Said of(String word, List<Object> arguments) {
        Map<String, Object> named = new LinkedHashMap<>();
        List<Object> plain = new ArrayList<>();
        Closure<?> body = null;
        for (Object argument : arguments) {
            if (argument instanceof Closure<?> closure) {
                body = closure;
            } else if (argument instanceof Map<?, ?> map) {
                map.forEach((key, value) -> named.put(key.toString(), text(value)));
            } else {
                plain.add(text(argument));
            }
        }
        return new Said(word, named, plain, body);
    }

    /** Jenkins gives steps strings, never the GStrings of Groovy, however deep they lie. */
    private static Object text(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Said::text).toList();
        }
        return value instanceof CharSequence ? value.toString() : value;
    }

    /** The only argument without a name, or else the named one. */
    String text(String name) {
        Object value = plain.isEmpty() ? named.get(name) : plain.get(0);
        if (!(value instanceof String text)) {
            throw new IllegalArgumentException(word + ": " + name + " is " + value + "; expected a text");
        }
        return text;
    }

    Closure<?> braces() {
        if (body == null) {
            throw new IllegalArgumentException(word + " needs braces");
        }
        return body;
    }

    @Override
    public String toString() {
        return (word + " " + (plain.isEmpty() ? "" : plain + " ") + (named.isEmpty() ? "" : named)).strip();
    }
}
