package io.jenkins.plugins.ratchet.steps;

import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;

/** Moves a release forward and never back. */
public final class HelmUpgradeForwardOnlyStep extends TargetStep {
    static final String FUNCTION = "helmUpgradeForwardOnly";

    @DataBoundConstructor
    public HelmUpgradeForwardOnlyStep() {}

    @Override
    String command() {
        return "upgrade";
    }

    @Override
    String functionName() {
        return FUNCTION;
    }

    /** {@code helmUpgradeForwardOnly}. */
    @Extension
    public static final class DescriptorImpl extends EngineStepDescriptor {
        @Override
        public String getFunctionName() {
            return FUNCTION;
        }
    }
}
