package io.jenkins.plugins.ratchet.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.config.YamlNode.Mapping;
import io.jenkins.plugins.ratchet.config.YamlNode.Scalar;
import io.jenkins.plugins.ratchet.config.YamlNode.Sequence;
import java.io.IOException;
import java.time.Duration;

/** Jackson's side of the configuration: times as {@code 24h}, settings as plain scalars where they are literal. */
final class Binding {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addDeserializer(Duration.class, new DurationReader())
                    .addSerializer(Duration.class, new DurationWriter())
                    .addDeserializer(Scratch.class, new ScratchReader())
                    .addSerializer(Scratch.class, new ScratchWriter())
                    .addDeserializer(Setting.class, new SettingReader())
                    .addSerializer(Setting.class, new SettingWriter()))
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Binding() {}

    static ObjectMapper mapper() {
        return MAPPER;
    }

    /** The tree that Jackson binds; every scalar stays the text that it was. */
    static JsonNode toJson(YamlNode node) {
        if (node instanceof Mapping mapping) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            mapping.entries().forEach((key, value) -> object.set(key, toJson(value)));
            return object;
        }
        if (node instanceof Sequence sequence) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            sequence.items().forEach(item -> array.add(toJson(item)));
            return array;
        }
        return JsonNodeFactory.instance.textNode(((Scalar) node).text());
    }

    private static final class DurationReader extends JsonDeserializer<Duration> {
        @Override
        public Duration deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Durations.parse(parser.getText());
        }
    }

    private static final class DurationWriter extends JsonSerializer<Duration> {
        @Override
        public void serialize(Duration value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(Durations.format(value));
        }
    }

    private static final class ScratchReader extends JsonDeserializer<Scratch> {
        @Override
        public Scratch deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode node = parser.readValueAsTree();
            return node.isTextual()
                    ? Scratch.onThisMachine()
                    : Scratch.at(parser.getCodec().treeToValue(node, Connection.class));
        }
    }

    private static final class ScratchWriter extends JsonSerializer<Scratch> {
        @Override
        public void serialize(Scratch value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (value.local()) {
                out.writeString(Scratch.LOCAL);
            } else {
                provider.defaultSerializeValue(value.at(), out);
            }
        }
    }

    private static final class SettingReader extends JsonDeserializer<Setting> {
        @Override
        public Setting deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode node = parser.readValueAsTree();
            return node.isTextual()
                    ? Setting.of(node.asText())
                    : new Setting(
                            text(node, "literal"),
                            text(node, "env"),
                            text(node, "file"),
                            text(node, "secret"),
                            text(node, "key"),
                            text(node, "values"),
                            text(node, "default"));
        }

        private static String text(JsonNode node, String key) {
            return node.path(key).textValue();
        }
    }

    private static final class SettingWriter extends JsonSerializer<Setting> {
        @Override
        public void serialize(Setting value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (value.literal() != null) {
                out.writeString(value.literal());
                return;
            }
            out.writeStartObject();
            write(out, "env", value.env());
            write(out, "file", value.file());
            write(out, "secret", value.secret());
            write(out, "key", value.key());
            write(out, "values", value.values());
            write(out, "default", value.fallback());
            out.writeEndObject();
        }

        private static void write(JsonGenerator out, String key, String text) throws IOException {
            if (text != null) {
                out.writeStringField(key, text);
            }
        }
    }
}
