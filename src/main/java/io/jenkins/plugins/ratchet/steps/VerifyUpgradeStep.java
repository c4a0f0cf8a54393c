package io.jenkins.plugins.ratchet.steps;

import hudson.Extension;
import hudson.util.ListBoxModel;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** Checks the release after an upgrade. */
public final class VerifyUpgradeStep extends EngineStep {
    static final String FUNCTION = "verifyUpgrade";
    static final String FAIL = "fail";
    static final String UNSTABLE = "unstable";

    private String onFailure = FAIL;

    @DataBoundConstructor
    public VerifyUpgradeStep() {}

    public String getOnFailure() {
        return onFailure;
    }

    @DataBoundSetter
    public void setOnFailure(String onFailure) {
        String word = trimmed(onFailure) == null ? FAIL : trimmed(onFailure);
        if (!word.equals(FAIL) && !word.equals(UNSTABLE)) {
            throw new IllegalArgumentException(
                    "onFailure is '" + word + "'; expected '" + FAIL + "' or '" + UNSTABLE + "'");
        }
        this.onFailure = word;
    }

    @Override
    String command() {
        return "verify";
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
