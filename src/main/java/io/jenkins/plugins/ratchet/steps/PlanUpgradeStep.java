package io.jenkins.plugins.ratchet.steps;

import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Shows what an upgrade would do and what speaks against it; changes nothing. */
public final class PlanUpgradeStep extends TargetStep {
    static final String FUNCTION = "planUpgrade";

    private boolean rehearse;
    private boolean checkImages;

    @DataBoundConstructor
    public PlanUpgradeStep() {}

    public boolean isRehearse() {
        return rehearse;
    }

    @DataBoundSetter
    public void setRehearse(boolean rehearse) {
        this.rehearse = rehearse;
    }

    public boolean isCheckImages() {
        return checkImages;
    }

    @DataBoundSetter
    public void setCheckImages(boolean checkImages) {
        this.checkImages = checkImages;
    }

    @Override
    String command() {
        return "plan";
    }

    @Override
    void addOptions(Arguments arguments) {
        super.addOptions(arguments);
        arguments.option("--rehearse", rehearse ? "true" : null).option("--check-images", checkImages ? "true" : null);
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
