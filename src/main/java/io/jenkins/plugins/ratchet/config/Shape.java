package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import io.jenkins.plugins.ratchet.config.YamlNode.Scalar;
import io.jenkins.plugins.ratchet.config.YamlNode.Sequence;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Checks one file against the records: known keys, right types, readable values. The first error ends it. */
final class Shape {
    /** Records that are written as one value. */
    private static final Set<Class<?>> SCALARS = Set.of(Condition.class, Bandwidth.class);

    private Shape() {}

    static void check(Mapping file) {
        mapping(file, Config.class);
    }

    private static void mapping(Mapping node, Class<?> type) {
        Map<String, Keys.Key> known = Keys.of(type);
        for (Map.Entry<String, YamlNode> entry : node.entries().entrySet()) {
            Keys.Key key = known.get(entry.getKey());
            if (key != null) {
                value(entry.getValue(), key.type(), entry.getKey());
            } else if (Keys.NAMED.contains(type) && entry.getKey().equals(Keys.REMOVE)) {
                value(entry.getValue(), Boolean.class, entry.getKey());
            } else {
                throw node.keys()
                        .get(entry.getKey())
                        .error("unknown key; " + Nearest.hint(entry.getKey(), known.keySet()));
            }
        }
    }

    private static void value(YamlNode node, Type type, String key) {
        if (node instanceof Scalar scalar && scalar.text() == null) {
            throw node.place().error("has no value; give it one or remove the key");
        }
        if (type instanceof ParameterizedType generic) {
            collection(node, generic, key);
        } else if (type == Setting.class) {
            setting(node, key);
        } else if (type == Scratch.class) {
            scratch(node);
        } else if (type instanceof Class<?> record && record.isRecord() && !SCALARS.contains(record)) {
            mapping(expect(node, Mapping.class, "a mapping"), record);
        } else {
            scalar(expect(node, Scalar.class, expected(type)), (Class<?>) type);
        }
    }

    private static void collection(YamlNode node, ParameterizedType type, String key) {
        if (type.getRawType() == List.class) {
            for (YamlNode item : expect(node, Sequence.class, "a list").items()) {
                value(item, type.getActualTypeArguments()[0], key);
            }
        } else {
            for (YamlNode item :
                    expect(node, Mapping.class, "a mapping").entries().values()) {
                value(item, type.getActualTypeArguments()[1], key);
            }
        }
    }

    private static void setting(YamlNode node, String key) {
        if (node instanceof Mapping mapping) {
            mapping(mapping, Setting.class);
        } else {
            expect(
                    node,
                    Scalar.class,
                    key.equals("password")
                            ? "one of env, file and secret"
                            : "a value or one of env, file, secret, values");
        }
    }

    private static void scratch(YamlNode node) {
        if (node instanceof Scalar scalar && !scalar.text().equals(Scratch.LOCAL)) {
            throw node.place()
                    .error(YamlNode.quoted(scalar.text()) + " is no place for a scratch database; expected local, or a"
                            + " connection: url or host, port, user …");
        }
        if (!(node instanceof Scalar)) {
            mapping(expect(node, Mapping.class, "local or a mapping"), Connection.class);
        }
    }

    private static <T extends YamlNode> T expect(YamlNode node, Class<T> kind, String expected) {
        if (!kind.isInstance(node)) {
            throw node.place().error("is " + node.kind() + "; expected " + expected);
        }
        return kind.cast(node);
    }

    private static void scalar(Scalar node, Class<?> type) {
        String text = node.text();
        if (type == Integer.class) {
            if (!text.matches("-?[0-9]{1,9}")) {
                throw node.place().error(YamlNode.quoted(text) + " is no whole number");
            }
        } else if (type == Boolean.class) {
            if (!text.equals("true") && !text.equals("false")) {
                throw node.place().error(YamlNode.quoted(text) + " is neither true nor false");
            }
        } else if (type == Duration.class) {
            readable(node, Durations::parse);
        } else if (type == Condition.class) {
            readable(node, Condition::parse);
        } else if (type == Bandwidth.class) {
            readable(node, Bandwidth::new);
        } else if (type.isEnum()) {
            constant(node, Keys.constants(type));
        } else if (text.isBlank()) {
            throw node.place().error("is empty; give it a value or remove the key");
        }
    }

    private static void readable(Scalar node, Function<String, ?> reader) {
        try {
            reader.apply(node.text());
        } catch (IllegalArgumentException e) {
            throw node.place().error(e.getMessage());
        }
    }

    private static void constant(Scalar node, List<String> allowed) {
        if (!allowed.contains(node.text())) {
            String near = Nearest.to(node.text(), allowed)
                    .map(word -> "; did you mean \"" + word + "\"?")
                    .orElse("");
            throw node.place()
                    .error(YamlNode.quoted(node.text()) + " is not one of " + String.join(", ", allowed) + near);
        }
    }

    private static String expected(Type type) {
        if (type == Integer.class) {
            return "a whole number";
        }
        if (type == Duration.class) {
            return Durations.EXPECTED;
        }
        if (type == Bandwidth.class) {
            return Bandwidth.EXPECTED;
        }
        return type == String.class
                ? "a single value"
                : "a " + ((Class<?>) type).getSimpleName().toLowerCase(Locale.ROOT);
    }
}
