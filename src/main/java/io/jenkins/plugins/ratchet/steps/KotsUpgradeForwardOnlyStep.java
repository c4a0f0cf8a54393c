package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;

/** Has an admin console of KOTS move a release forward and never back. */
public final class KotsUpgradeForwardOnlyStep extends TargetStep {
    static final String FUNCTION = "kotsUpgradeForwardOnly";

    @DataBoundConstructor
    public KotsUpgradeForwardOnlyStep() {}

    @Override
    String command() {
        return "upgrade";
    }

    @Override
    void addOptions(Arguments arguments) {
        super.addOptions(arguments);
        arguments.option("--installer", "kots");
    }

    @Override
    void check() throws AbortException {
        super.check();
        if (!helmArguments().isEmpty()) {
            throw new AbortException(FUNCTION
                    + ": extraArgs are for helm, but the admin console runs a helm of its own;" + " remove them");
        }
    }

    @Override
    String functionName() {
        return FUNCTION;
    }

    /** {@code kotsUpgradeForwardOnly}. */
    @Extension
    public static final class DescriptorImpl extends EngineStepDescriptor {
        @Override
        public String getFunctionName() {
            return FUNCTION;
        }
    }
}
