package io.jenkins.plugins.ratchet.steps;

import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;

/** Shows what an upgrade would do and what speaks against it; changes nothing. */
public final class PlanUpgradeStep extends TargetStep {
    static final String FUNCTION = "planUpgrade";

    @DataBoundConstructor
    public PlanUpgradeStep() {}

    @Override
    String command() {
        return "plan";
    }

    @Override
    String functionName() {
        return FUNCTION;
    }

    /** {@code planUpgrade}. */
    @Extension
    public static final class DescriptorImpl extends EngineStepDescriptor {
        @Override
        public String getFunctionName() {
            return FUNCTION;
        }
    }
}
