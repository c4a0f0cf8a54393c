package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the configuration's records say about their keys; the loader, the schema and the reference all rest on it. */
final class Keys {
    /** Records whose lists are merged by {@code name}. */
    static final List<Class<?>> NAMED = List.of(Database.class, Check.class, Preparation.class, FreezeStep.class);

    /** Drops the profile's entry of the same name. */
    static final String REMOVE = "remove";

    private Keys() {}

    /** A key: its name in YAML, its type and what it means. */
    record Key(String name, Type type, String description) {}

    /** The keys of a record in the order in which it declares them. */
    static Map<String, Key> of(Class<?> type) {
        Map<String, Key> keys = new LinkedHashMap<>();
        for (RecordComponent component : type.getRecordComponents()) {
            JsonProperty named = component.getAccessor().getAnnotation(JsonProperty.class);
            String name = named == null ? component.getName() : named.value();
            JsonPropertyDescription description = component.getAccessor().getAnnotation(JsonPropertyDescription.class);
            keys.put(name, new Key(name, component.getGenericType(), description == null ? "" : description.value()));
        }
        return keys;
    }

    /** The values of an enum as they are written in YAML. */
    static List<String> constants(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (Field field : type.getFields()) {
            if (field.isEnumConstant()) {
                JsonProperty named = field.getAnnotation(JsonProperty.class);
                names.add(named == null ? field.getName() : named.value());
            }
        }
        return names;
    }
}
