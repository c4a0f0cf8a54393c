package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.Extension;
import hudson.util.ListBoxModel;
import java.util.List;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** Takes a release back to where an upgrade started: its databases, and the version of then. */
public final class RestoreDatabasesStep extends EngineStep {
    static final String FUNCTION = "restoreDatabases";
    static final String NEW_INSTANCE = "new-instance";
    static final String IN_PLACE = "in-place";

    private final String upgrade;
    private String strategy = NEW_INSTANCE;
    private List<String> databases;
    private String reason;
    private String plan;
    private boolean approved;
    private boolean printOnly;

    @DataBoundConstructor
    public RestoreDatabasesStep(String upgrade) {
        this.upgrade = trimmed(upgrade);
    }

    public String getUpgrade() {
        return upgrade;
    }

    public String getStrategy() {
        return strategy;
    }

    @DataBoundSetter
    public void setStrategy(String strategy) {
        this.strategy = trimmed(strategy) == null ? NEW_INSTANCE : trimmed(strategy);
    }

    public List<String> getDatabases() {
        return databases;
    }

    @DataBoundSetter
    public void setDatabases(List<String> databases) {
        this.databases = copy(databases);
    }

    public String getReason() {
        return reason;
    }

    @DataBoundSetter
    public void setReason(String reason) {
        this.reason = trimmed(reason);
    }

    public String getPlan() {
        return plan;
    }

    @DataBoundSetter
    public void setPlan(String plan) {
        this.plan = trimmed(plan);
    }

    public boolean isApproved() {
        return approved;
    }

    @DataBoundSetter
    public void setApproved(boolean approved) {
        this.approved = approved;
    }

    public boolean isPrintOnly() {
        return printOnly;
    }

    @DataBoundSetter
    public void setPrintOnly(boolean printOnly) {
        this.printOnly = printOnly;
    }

    @Override
    String command() {
        return "restore";
    }

    @Override
    void addOptions(Arguments arguments) {
        arguments
                .option("--upgrade", upgrade)
                .option("--strategy", strategy)
                .options("--database", databases)
                .option("--reason", reason)
                .option("--plan", plan)
                .option("--yes", approved ? "true" : null)
                .option("--print-only", printOnly ? "true" : null);
    }

    @Override
    void check() throws AbortException {
        super.check();
        if (upgrade == null) {
            throw new AbortException(
                    FUNCTION + ": upgrade is missing; expected the id of the upgrade to go back from, as"
                            + " upgradeStatus and the record name it");
        }
        if (!strategy.equals(NEW_INSTANCE) && !strategy.equals(IN_PLACE)) {
            throw new AbortException(FUNCTION + ": strategy is '" + strategy + "'; expected '" + NEW_INSTANCE + "' or '"
                    + IN_PLACE + "'");
        }
    }

    @Override
    String functionName() {
        return FUNCTION;
    }

    /** {@code restoreDatabases}. */
    @Extension
    public static final class DescriptorImpl extends EngineStepDescriptor {
        @Override
        public String getFunctionName() {
            return FUNCTION;
        }

        /** The same for everybody, so there is nothing to be allowed to see. */
        @POST
        public ListBoxModel doFillStrategyItems() {
            ListBoxModel items = new ListBoxModel();
            items.add(Words.text("strategy.new-instance"), NEW_INSTANCE);
            items.add(Words.text("strategy.in-place"), IN_PLACE);
            return items;
        }
    }
}
