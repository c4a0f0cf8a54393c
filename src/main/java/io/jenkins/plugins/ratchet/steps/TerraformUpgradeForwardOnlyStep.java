package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;

/** Has Terraform or OpenTofu move a release forward and never back. */
public final class TerraformUpgradeForwardOnlyStep extends TargetStep {
    static final String FUNCTION = "terraformUpgradeForwardOnly";

    @DataBoundConstructor
    public TerraformUpgradeForwardOnlyStep() {}

    @Override
    String command() {
        return "upgrade";
    }

    @Override
    void addOptions(Arguments arguments) {
        super.addOptions(arguments);
        arguments.option("--installer", "terraform");
    }

    @Override
    void check() throws AbortException {
        super.check();
        if (!helmArguments().isEmpty()) {
            throw new AbortException(FUNCTION
                    + ": extraArgs are for helm, but the values are in the Terraform configuration; remove them");
        }
    }

    @Override
    String functionName() {
        return FUNCTION;
    }

    /** {@code terraformUpgradeForwardOnly}. */
    @Extension
    public static final class DescriptorImpl extends EngineStepDescriptor {
        @Override
        public String getFunctionName() {
            return FUNCTION;
        }
    }
}
