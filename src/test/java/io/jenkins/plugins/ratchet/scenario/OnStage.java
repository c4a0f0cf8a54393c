package io.jenkins.plugins.ratchet.scenario;

import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Scenarios that are played on a {@link Stage}; each one that asks for a {@link Shop} gets a new one. */
@ExtendWith(OnStage.Shops.class)
interface OnStage {
    Stage stage();

    /** Opens a shop for a test, closes it afterwards, and shows what happened in it where the test failed. */
    final class Shops implements ParameterResolver, AfterTestExecutionCallback {
        private static final Namespace NAMESPACE = Namespace.create(Shops.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == Shop.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            Stage stage = ((OnStage) context.getRequiredTestInstance()).stage();
            return context.getStore(NAMESPACE).computeIfAbsent(Shop.class, key -> new Shop(stage), Shop.class);
        }

        @Override
        public void afterTestExecution(ExtensionContext context) {
            Shop shop = context.getStore(NAMESPACE).get(Shop.class, Shop.class);
            if (shop != null && context.getExecutionException().isPresent()) {
                System.err.println("=== " + context.getDisplayName() + "\n" + shop.transcript());
            }
        }
    }
}
