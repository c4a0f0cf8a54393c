package io.jenkins.plugins.ratchet.steps;

import java.util.List;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that looks at where an upgrade is to go. */
public abstract class TargetStep extends EngineStep {
    private String version;
    private String plan;
    private Integer afterRollback;
    private List<String> extraArgs;

    public final String getVersion() {
        return version;
    }

    @DataBoundSetter
    public final void setVersion(String version) {
        this.version = trimmed(version);
    }

    public final String getPlan() {
        return plan;
    }

    @DataBoundSetter
    public final void setPlan(String plan) {
        this.plan = trimmed(plan);
    }

    public final Integer getAfterRollback() {
        return afterRollback;
    }

    @DataBoundSetter
    public final void setAfterRollback(Integer afterRollback) {
        this.afterRollback = afterRollback;
    }

    public final List<String> getExtraArgs() {
        return extraArgs;
    }

    @DataBoundSetter
    public final void setExtraArgs(List<String> extraArgs) {
        this.extraArgs = copy(extraArgs);
    }

    @Override
    void addOptions(Arguments arguments) {
        arguments
                .option("--to", version)
                .option("--plan", plan)
                .option("--after-rollback", afterRollback == null ? null : afterRollback.toString());
    }

    @Override
    final List<String> helmArguments() {
        return extraArgs == null ? List.of() : extraArgs;
    }

    @Override
    final String target() {
        return version;
    }
}
