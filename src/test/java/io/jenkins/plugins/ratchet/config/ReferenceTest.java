package io.jenkins.plugins.ratchet.config;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The table of all keys in {@code docs/configuration.md}; the prose around it is written by hand. */
class ReferenceTest {
    private static final Path FILE = Path.of("docs/configuration.md");
    private static final String BEGIN = "<!-- generated from the records: begin -->\n";
    private static final String END = "<!-- generated from the records: end -->\n";

    @Test
    void the_reference_lists_every_key_with_its_type_and_default() throws IOException, ReflectiveOperationException {
        String document = Files.readString(FILE);
        String before = document.substring(0, document.indexOf(BEGIN) + BEGIN.length());
        String after = document.substring(document.indexOf(END));
        Generated.check(FILE, before + tables() + after);
    }

    private static String tables() throws ReflectiveOperationException {
        StringBuilder text = new StringBuilder();
        table(text, "Top level", Config.class);
        table(text, "kots", KotsSettings.class);
        table(text, "kots.registry", KotsRegistry.class);
        table(text, "compose", ComposeSettings.class);
        table(text, "versions", VersionPolicy.class);
        table(text, "versions.sources[]", ReleasedAt.class);
        table(text, "databases[]", Database.class);
        table(text, "databases[].connection, databases[].scratch, databases[].restore", Connection.class);
        table(text, "databases[].snapshot", SnapshotSettings.class);
        table(text, "databases[].volume", VolumeSettings.class);
        table(text, "databases[].cnpg", CnpgSettings.class);
        table(text, "databases[].command", CommandSettings.class);
        table(text, "databases[].job", JobSettings.class);
        table(text, "databases[].base", BaseSettings.class);
        table(text, "Settings", Setting.class);
        table(text, "databases[].secrets", SecretsSettings.class);
        table(text, "backups", BackupPolicy.class);
        table(text, "backups.keep", BackupPolicy.Retention.class);
        table(text, "backups.localServer", LocalServer.class);
        table(text, "prepare[]", Preparation.class);
        table(text, "freeze[]", FreezeStep.class);
        table(text, "freeze[].maintenance", FreezeStep.Maintenance.class);
        table(text, "upgrade", UpgradePolicy.class);
        table(text, "checks[]", Check.class);
        table(text, "checks[].http", Check.Http.class);
        table(text, "checks[].http.service", ServicePort.class);
        table(text, "checks[].sql", Check.Sql.class);
        table(text, "checks[].redis", RedisCheck.class);
        table(text, "checks[].redis.streams[]", RedisCheck.Stream.class);
        table(text, "checks[].redis.queues[]", RedisCheck.Queue.class);
        table(text, "checks[].canary[]", CanaryStep.class);
        table(text, "checks[].secret", SecretCheck.class);
        table(text, "checks[].command", CommandCheck.class);
        table(text, "checks[].images", Check.Images.class);
        table(text, "checks[].events", Check.EventsCheck.class);
        table(text, "checks[].restarts", Check.Restarts.class);
        table(text, "support", Support.class);
        table(text, "allow[]", Waiver.class);
        return text.toString();
    }

    private static void table(StringBuilder text, String title, Class<? extends Record> type)
            throws ReflectiveOperationException {
        Record defaults = empty(type);
        text.append("\n### ").append(title).append("\n\n| Key | Type | Default | Meaning |\n|---|---|---|---|\n");
        RecordComponent[] components = type.getRecordComponents();
        int index = 0;
        for (Keys.Key key : Keys.of(type).values()) {
            Object value = components[index++].getAccessor().invoke(defaults);
            text.append(String.format(
                    "| `%s` | %s | %s | %s |\n", key.name(), name(key.type()), shown(value), key.description()));
        }
    }

    private static Record empty(Class<? extends Record> type) throws ReflectiveOperationException {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
        return constructor.newInstance(new Object[types.length]);
    }

    private static String shown(Object value) {
        boolean nothing = value == null
                || value instanceof Collection<?> collection && collection.isEmpty()
                || value instanceof Map<?, ?> map && map.isEmpty()
                || value instanceof Record;
        if (nothing) {
            return "";
        }
        if (value instanceof Enum<?> constant) {
            return "`" + Keys.constants(constant.getDeclaringClass()).get(constant.ordinal()) + "`";
        }
        return "`" + (value instanceof Duration duration ? Durations.format(duration) : value) + "`";
    }

    private static String name(Type type) {
        if (type instanceof ParameterizedType generic) {
            List<Type> arguments = List.of(generic.getActualTypeArguments());
            return generic.getRawType() == List.class
                    ? (arguments.get(0) == String.class ? "list of text" : "list")
                    : "map of " + name(arguments.get(1));
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            return String.join(
                    ", ",
                    Keys.constants(raw).stream()
                            .map(constant -> "`" + constant + "`")
                            .toList());
        }
        return Map.<Class<?>, String>of(
                        String.class, "text",
                        Integer.class, "number",
                        Boolean.class, "true or false",
                        Duration.class, "time",
                        Condition.class, "condition",
                        Bandwidth.class, "rate",
                        Setting.class, "setting",
                        Scratch.class, "`local` or object")
                .getOrDefault(raw, "object");
    }
}
