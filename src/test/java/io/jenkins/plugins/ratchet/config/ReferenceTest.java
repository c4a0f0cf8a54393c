package io.jenkins.plugins.ratchet.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of all keys in {@code docs/configuration.md}; the prose around it is written by hand. */
class ReferenceTest {
    private static final Path FILE = Path.of("docs/configuration.md");
    private static final String BEGIN = "<!-- generated from the records: begin -->\n";
    private static final String END = "<!-- generated from the records: end -->\n";

    /** Records that are written as one word. */
    private static final Set<Class<?>> SCALARS = Set.of(Condition.class, Bandwidth.class, Scratch.class);

    private static final Map<String, Class<? extends Record>> TABLES = new LinkedHashMap<>();

    static {
        TABLES.put("Top level", Config.class);
        TABLES.put("kots", KotsSettings.class);
        TABLES.put("kots.registry", KotsRegistry.class);
        TABLES.put("terraform", TerraformSettings.class);
        TABLES.put("compose", ComposeSettings.class);
        TABLES.put("versions", VersionPolicy.class);
        TABLES.put("versions.sources[]", ReleasedAt.class);
        TABLES.put("databases[]", Database.class);
        TABLES.put("databases[].connection, databases[].scratch, databases[].restore", Connection.class);
        TABLES.put("databases[].snapshot", SnapshotSettings.class);
        TABLES.put("databases[].volume", VolumeSettings.class);
        TABLES.put("databases[].cnpg", CnpgSettings.class);
        TABLES.put("databases[].command", CommandSettings.class);
        TABLES.put("databases[].exec", ExecSettings.class);
        TABLES.put("databases[].job", JobSettings.class);
        TABLES.put("databases[].base", BaseSettings.class);
        TABLES.put("Settings", Setting.class);
        TABLES.put("databases[].secrets", SecretsSettings.class);
        TABLES.put("backups", BackupPolicy.class);
        TABLES.put("backups.keep", BackupPolicy.Retention.class);
        TABLES.put("backups.quiesce", Quiesce.class);
        TABLES.put("backups.localServer", LocalServer.class);
        TABLES.put("prepare[]", Preparation.class);
        TABLES.put("migrations", MigrationPolicy.class);
        TABLES.put("migrations.rehearsal", RehearsalPolicy.class);
        TABLES.put("freeze[]", FreezeStep.class);
        TABLES.put("freeze[].maintenance", FreezeStep.Maintenance.class);
        TABLES.put("upgrade", UpgradePolicy.class);
        TABLES.put("checks[]", Check.class);
        TABLES.put("checks[].http", Check.Http.class);
        TABLES.put("checks[].http.service", ServicePort.class);
        TABLES.put("checks[].sql", Check.Sql.class);
        TABLES.put("checks[].redis", RedisCheck.class);
        TABLES.put("checks[].redis.streams[]", RedisCheck.Stream.class);
        TABLES.put("checks[].redis.queues[]", RedisCheck.Queue.class);
        TABLES.put("checks[].canary[]", CanaryStep.class);
        TABLES.put("checks[].secret", SecretCheck.class);
        TABLES.put("checks[].command", CommandCheck.class);
        TABLES.put("checks[].images", Check.Images.class);
        TABLES.put("checks[].events", Check.EventsCheck.class);
        TABLES.put("checks[].restarts", Check.Restarts.class);
        TABLES.put("support", Support.class);
        TABLES.put("allow[]", Waiver.class);
    }

    @Test
    void the_reference_lists_every_key_with_its_type_and_default() throws IOException, ReflectiveOperationException {
        String document = Files.readString(FILE);
        String before = document.substring(0, document.indexOf(BEGIN) + BEGIN.length());
        String after = document.substring(document.indexOf(END));
        Generated.check(FILE, before + tables() + after);
    }

    @Test
    void every_part_of_the_configuration_has_its_table() {
        Set<Class<?>> parts = new LinkedHashSet<>();
        collect(Config.class, parts);
        List<Class<?>> shown = new ArrayList<>(TABLES.values());
        assertThat(shown).containsAll(parts);
    }

    private static void collect(Type type, Set<Class<?>> parts) {
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> collect(argument, parts));
        } else if (type instanceof Class<?> part && part.isRecord() && !SCALARS.contains(part) && parts.add(part)) {
            Arrays.stream(part.getRecordComponents())
                    .map(RecordComponent::getGenericType)
                    .forEach(each -> collect(each, parts));
        }
    }

    private static String tables() throws ReflectiveOperationException {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Class<? extends Record>> table : TABLES.entrySet()) {
            table(text, table.getKey(), table.getValue());
        }
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
