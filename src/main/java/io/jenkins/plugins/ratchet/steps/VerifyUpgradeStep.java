package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.Extension;
import hudson.util.ListBoxModel;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** Checks the release after an upgrade, or before one. */
public final class VerifyUpgradeStep extends EngineStep {
    static final String FUNCTION = "verifyUpgrade";
    static final String FAIL = "fail";
    static final String UNSTABLE = "unstable";

    private String onFailure = FAIL;
    private String version;
    private String plan;
    private boolean before;

    @DataBoundConstructor
    public VerifyUpgradeStep() {}

    public String getOnFailure() {
        return onFailure;
    }

    @DataBoundSetter
    public void setOnFailure(String onFailure) {
        this.onFailure = trimmed(onFailure) == null ? FAIL : trimmed(onFailure);
    }

    public String getVersion() {
        return version;
    }

    @DataBoundSetter
    public void setVersion(String version) {
        this.version = trimmed(version);
    }

    public String getPlan() {
        return plan;
    }

    @DataBoundSetter
    public void setPlan(String plan) {
        this.plan = trimmed(plan);
    }

    public boolean isBefore() {
        return before;
    }

    @DataBoundSetter
    public void setBefore(boolean before) {
        this.before = before;
    }

    @Override
    String command() {
        return "verify";
    }

    @Override
    void addOptions(Arguments arguments) {
        arguments.option("--to", version).option("--plan", plan).option("--before", before ? "true" : null);
    }

    @Override
    String target() {
        return version;
    }

    @Override
    void check() throws AbortException {
        super.check();
        if (!onFailure.equals(FAIL) && !onFailure.equals(UNSTABLE)) {
            throw new AbortException(
                    FUNCTION + ": onFailure is '" + onFailure + "'; expected '" + FAIL + "' or '" + UNSTABLE + "'");
        }
    }

    @Override
    boolean unstableOnFailedChecks() {
        return onFailure.equals(UNSTABLE);
    }

    @Override
    String functionName() {
        return FUNCTION;
    }

    /** {@code verifyUpgrade}. */
    @Extension
    public static final class DescriptorImpl extends EngineStepDescriptor {
        @Override
        public String getFunctionName() {
            return FUNCTION;
        }

        /** The same for everybody, so there is nothing to be allowed to see. */
        @POST
        public ListBoxModel doFillOnFailureItems() {
            ListBoxModel items = new ListBoxModel();
            items.add(Words.text("onFailure.fail"), FAIL);
            items.add(Words.text("onFailure.unstable"), UNSTABLE);
            return items;
        }
    }
}
