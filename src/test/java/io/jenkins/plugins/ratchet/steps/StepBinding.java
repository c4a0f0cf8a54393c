package io.jenkins.plugins.ratchet.steps;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Makes a step from a pipeline's arguments by its data-bound constructor and setters, as Jenkins does. */
final class StepBinding {
    private static final Map<String, Class<? extends EngineStep>> STEPS = steps(
            PlanUpgradeStep.class,
            BackupDatabasesStep.class,
            HelmUpgradeForwardOnlyStep.class,
            KotsUpgradeForwardOnlyStep.class,
            TerraformUpgradeForwardOnlyStep.class,
            ComposeUpgradeForwardOnlyStep.class,
            VerifyUpgradeStep.class,
            RestoreDatabasesStep.class,
            UpgradeStatusStep.class);

    private StepBinding() {}

    @SafeVarargs
    private static Map<String, Class<? extends EngineStep>> steps(Class<? extends EngineStep>... types) {
        Map<String, Class<? extends EngineStep>> steps = new LinkedHashMap<>();
        for (Class<? extends EngineStep> type : types) {
            steps.put(made(type, Map.of()).functionName(), type);
        }
        return steps;
    }

    static Set<String> functions() {
        return STEPS.keySet();
    }

    static EngineStep bind(Said said) {
        if (!said.plain().isEmpty() || said.body() != null) {
            throw new IllegalArgumentException(said + ": only named arguments are understood");
        }
        return made(STEPS.get(said.word()), said.named());
    }

    private static <T> T made(Class<T> type, Map<String, Object> arguments) {
        Map<String, Object> left = new LinkedHashMap<>(arguments);
        try {
            Constructor<T> constructor = constructor(type);
            Object[] given = Arrays.stream(constructor.getParameters())
                    .map(parameter -> value(parameter.getName(), parameter.getType(), left.remove(parameter.getName())))
                    .toArray();
            T made = constructor.newInstance(given);
            for (Map.Entry<String, Object> entry : left.entrySet()) {
                Method setter = setter(type, entry.getKey());
                setter.invoke(made, value(entry.getKey(), setter.getGenericParameterTypes()[0], entry.getValue()));
            }
            return made;
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type.getSimpleName() + " " + arguments, e);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> Constructor<T> constructor(Class<T> type) {
        return (Constructor<T>) Arrays.stream(type.getConstructors())
                .filter(each -> each.isAnnotationPresent(DataBoundConstructor.class))
                .findFirst()
                .orElseThrow();
    }

    private static Method setter(Class<?> type, String parameter) {
        String name = "set" + parameter.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + parameter.substring(1);
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name) && method.isAnnotationPresent(DataBoundSetter.class))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(type.getSimpleName() + " has no parameter '" + parameter + "'"));
    }

    private static Object value(String name, Type type, Object given) {
        if (type instanceof ParameterizedType list && given instanceof List<?> items) {
            List<Object> values = new ArrayList<>();
            for (Object item : items) {
                values.add(value(name, list.getActualTypeArguments()[0], item));
            }
            return values;
        }
        if (type == DatabaseCredentials.class && given instanceof Map<?, ?>) {
            return made(DatabaseCredentials.class, Said.of(name, List.of(given)).named());
        }
        Class<?> raw = type == int.class
                ? Integer.class
                : type == boolean.class ? Boolean.class : type instanceof Class<?> known ? known : List.class;
        if (given != null && !raw.isInstance(given)) {
            throw new IllegalArgumentException(
                    name + " is a " + given.getClass().getName() + "; expected " + type.getTypeName());
        }
        return given;
    }
}
