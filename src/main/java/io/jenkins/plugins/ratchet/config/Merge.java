package io.jenkins.plugins.ratchet.config;

import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import io.jenkins.plugins.ratchet.config.YamlNode.Sequence;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lays the user's file over a profile, key by key.
 *
 * <p>Objects are merged deeply; databases, checks, prepare and freeze are merged by {@code name}, the user's new entries
 * after the profile's; every other list, and every {@link Setting}, is replaced. Where only one of several keys may be
 * given, the user's choice drops the profile's.
 */
final class Merge {
    /** Keys of which one replaces the others. */
    private static final Map<Class<?>, Set<String>> ALTERNATIVES = Map.of(
            Check.class, Set.copyOf(CheckRules.KINDS),
            Check.Sql.class, Set.copyOf(CheckRules.ANSWERS),
            Check.Http.class, Set.copyOf(CheckRules.PLACES),
            RedisCheck.class, Set.of("database", "connection"),
            Preparation.class, Set.of("run", "manual"),
            FreezeStep.class, Set.of("suspend", "maintenance", "run", "manual"));

    /** What an address says itself, and what the profile's single settings therefore must not override. */
    private static final Set<String> IN_URL = Set.of("host", "port", "database", "user");

    private Merge() {}

    static Mapping over(Mapping profile, Mapping file) {
        return records(profile, file, Config.class);
    }

    /** The file as it is without a profile: entries to be removed have nothing to remove. */
    static Mapping alone(Mapping file) {
        return over(new Mapping(file.place(), Map.of(), Map.of()), file);
    }

    private static Mapping records(Mapping base, Mapping over, Class<?> type) {
        Map<String, YamlNode> entries = new LinkedHashMap<>(base.entries());
        Map<String, YamlNode.Place> keys = new LinkedHashMap<>(base.keys());
        Set<String> alternatives = ALTERNATIVES.getOrDefault(type, Set.of());
        if (over.entries().keySet().stream().anyMatch(alternatives::contains)) {
            alternatives.stream().filter(key -> !over.has(key)).forEach(entries::remove);
        }
        if (type == Connection.class && over.has("url")) {
            IN_URL.forEach(entries::remove);
        }
        if (type == Check.Http.class && over.has("url")) {
            entries.remove("path"); // a url has its own
        }
        Map<String, Keys.Key> known = Keys.of(type);
        over.entries().forEach((key, value) -> {
            Type keyType = known.containsKey(key) ? known.get(key).type() : Boolean.class;
            entries.put(key, values(entries.get(key), value, keyType));
            keys.put(key, over.keys().get(key));
        });
        return new Mapping(over.place(), entries, keys);
    }

    private static YamlNode values(YamlNode base, YamlNode over, Type type) {
        if (type instanceof ParameterizedType list
                && list.getRawType() == List.class
                && Keys.NAMED.contains(list.getActualTypeArguments()[0])) {
            return named(base, (Sequence) over, (Class<?>) list.getActualTypeArguments()[0]);
        }
        if (type == Scratch.class) {
            return values(base, over, Connection.class);
        }
        if (type instanceof Class<?> record && record.isRecord() && over instanceof Mapping mapping) {
            boolean deep = base instanceof Mapping && record != Setting.class;
            return deep ? records((Mapping) base, mapping, record) : over;
        }
        if (type instanceof ParameterizedType && base instanceof Mapping old && over instanceof Mapping mapping) {
            Mapping merged = old;
            for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
                merged = merged.with(
                        entry.getKey(), entry.getValue(), mapping.keys().get(entry.getKey()));
            }
            return merged;
        }
        return over;
    }

    private static Sequence named(YamlNode base, Sequence over, Class<?> type) {
        Map<String, YamlNode> merged = new LinkedHashMap<>();
        if (base instanceof Sequence old) {
            old.items().forEach(item -> merged.put(((Mapping) item).text("name"), item));
        }
        Set<String> own = new HashSet<>();
        for (YamlNode item : over.items()) {
            Mapping entry = (Mapping) item;
            String name = entry.text("name");
            if (name == null) {
                throw entry.place().errorAbout("name", "is missing");
            }
            if (!own.add(name)) {
                throw entry.placeOf("name").error(YamlNode.quoted(name) + " appears twice");
            }
            YamlNode known = merged.get(name);
            if ("true".equals(entry.text(Keys.REMOVE))) {
                remove(merged, entry, name);
            } else {
                Mapping plain = entry.without(Keys.REMOVE);
                merged.put(name, known == null ? plain : records((Mapping) known, plain, type));
            }
        }
        return new Sequence(over.place(), List.copyOf(merged.values()));
    }

    private static void remove(Map<String, YamlNode> merged, Mapping entry, String name) {
        if (entry.entries().size() > 2) {
            throw entry.placeOf(Keys.REMOVE).error("goes with name alone");
        }
        if (merged.remove(name) == null) {
            throw entry.placeOf("name")
                    .error("nothing called " + YamlNode.quoted(name)
                            + " is in the profile to be removed; "
                            + (merged.isEmpty() ? "the profile has none" : Nearest.hint(name, merged.keySet())));
        }
    }
}
