package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Moves a release forward and never back. */
public final class HelmUpgradeForwardOnlyStep extends TargetStep {
    static final String FUNCTION = "helmUpgradeForwardOnly";

    private boolean through;
    private String backupTo;

    @DataBoundConstructor
    public HelmUpgradeForwardOnlyStep() {}

    public boolean isThrough() {
        return through;
    }

    @DataBoundSetter
    public void setThrough(boolean through) {
        this.through = through;
    }

    public String getBackupTo() {
        return backupTo;
    }

    @DataBoundSetter
    public void setBackupTo(String backupTo) {
        this.backupTo = trimmed(backupTo);
    }

    @Override
    String command() {
        return "upgrade";
    }

    @Override
    void addOptions(Arguments arguments) {
        super.addOptions(arguments);
        arguments.option("--through", through ? "true" : null).option("--backup-to", backupTo);
    }

    @Override
    void check() throws AbortException {
        super.check();
        if (backupTo != null && !through) {
            throw new AbortException(FUNCTION + ": backupTo is '" + backupTo
                    + "', but only through: true makes backups; expected both, or backupDatabases(directory: '"
                    + backupTo
                    + "') before");
        }
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
