package io.jenkins.plugins.ratchet.steps;

import hudson.Extension;
import java.util.List;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Lays the release's work to rest while its block runs, and puts everything back afterwards, whatever came of it. */
public final class FreezeWorkloadsStep extends EngineStep {
    static final String FUNCTION = "freezeWorkloads";

    private List<String> quiet;

    @DataBoundConstructor
    public FreezeWorkloadsStep() {}

    public List<String> getQuiet() {
        return quiet;
    }

    @DataBoundSetter
    public void setQuiet(List<String> quiet) {
        this.quiet = copy(quiet);
    }

    @Override
    String command() {
        return "freeze";
    }

    @Override
    StepExecution execution(StepContext context, EngineCall call) {
        return new FreezeWorkloadsExecution(context, call, quiet);
    }

    @Override
    String functionName() {
        return FUNCTION;
    }

    /** {@code freezeWorkloads}. */
    @Extension
    public static final class DescriptorImpl extends EngineStepDescriptor {
        @Override
        public String getFunctionName() {
            return FUNCTION;
        }

        @Override
        public boolean takesImplicitBlockArgument() {
            return true;
        }
    }
}
