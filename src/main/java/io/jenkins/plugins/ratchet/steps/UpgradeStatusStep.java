package io.jenkins.plugins.ratchet.steps;

import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;

/** Says how far the release's upgrade has come; changes nothing. */
public final class UpgradeStatusStep extends EngineStep {
    static final String FUNCTION = "upgradeStatus";

    @DataBoundConstructor
    public UpgradeStatusStep() {}

    @Override
    String command() {
        return "status";
    }

    @Override
    String functionName() {
        return FUNCTION;
    }

    /** {@code upgradeStatus}. */
    @Extension
    public static final class DescriptorImpl extends EngineStepDescriptor {
        @Override
        public String getFunctionName() {
            return FUNCTION;
        }
    }
}
