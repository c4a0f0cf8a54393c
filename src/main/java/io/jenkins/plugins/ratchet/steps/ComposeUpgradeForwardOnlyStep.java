package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;

/** Moves a project of docker compose forward and never back. */
public final class ComposeUpgradeForwardOnlyStep extends TargetStep {
    static final String FUNCTION = "composeUpgradeForwardOnly";

    @DataBoundConstructor
    public ComposeUpgradeForwardOnlyStep() {}

    @Override
    String command() {
        return "upgrade";
    }

    @Override
    void addOptions(Arguments arguments) {
        super.addOptions(arguments);
        arguments.option("--installer", "compose");
    }

    @Override
    void check() throws AbortException {
        super.check();
        if (!helmArguments().isEmpty()) {
            throw new AbortException(FUNCTION + ": extraArgs are for helm, and docker compose runs none; remove them");
        }
    }

    @Override
    String functionName() {
        return FUNCTION;
    }

    /** {@code composeUpgradeForwardOnly}. */
    @Extension
    public static final class DescriptorImpl extends EngineStepDescriptor {
        @Override
        public String getFunctionName() {
            return FUNCTION;
        }
    }
}
