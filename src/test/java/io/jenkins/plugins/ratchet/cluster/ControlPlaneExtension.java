package io.jenkins.plugins.ratchet.cluster;

import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Starts the control plane when the first test asks for it; JUnit closes it after the last one. */
final class ControlPlaneExtension implements ExecutionCondition, ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(ControlPlaneExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String missing = store(context).computeIfAbsent("missing", key -> askAndSay(), String.class);
        return missing.isEmpty()
                ? ConditionEvaluationResult.enabled("the control plane is built")
                : ConditionEvaluationResult.disabled(missing);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ControlPlane.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Start start = store(context).computeIfAbsent(Start.class, key -> new Start(), Start.class);
        if (start.failure != null) {
            throw start.failure;
        }
        return start.plane;
    }

    // Once a JVM, on the console: a reason in a report that nobody opens is not loud.
    private static String askAndSay() {
        Optional<String> missing = ControlPlane.missing();
        missing.ifPresent(why -> System.err.println("SKIPPED: tests on the real control plane. " + why));
        return missing.orElse("");
    }

    private static Store store(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE);
    }

    /** Tried once a JVM: where the control plane does not start, each further test fails at once. */
    private static final class Start implements AutoCloseable {
        private ControlPlane plane;
        private RuntimeException failure;

        Start() {
            try {
                plane = ControlPlane.start();
            } catch (RuntimeException e) {
                failure = e;
            }
        }

        @Override
        public void close() {
            if (plane != null) {
                plane.close();
            }
        }
    }
}
