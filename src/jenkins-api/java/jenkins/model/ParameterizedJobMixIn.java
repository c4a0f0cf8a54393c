package jenkins.model;

import hudson.model.BuildableItem;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.Run;
import java.io.IOException;

public abstract class ParameterizedJobMixIn<
        JobT extends Job<JobT, RunT> & ParameterizedJobMixIn.ParameterizedJob<JobT, RunT> & Queue.Task,
        RunT extends Run<JobT, RunT> & Queue.Executable> {
    public interface ParameterizedJob<
                    JobT extends Job<JobT, RunT> & ParameterizedJobMixIn.ParameterizedJob<JobT, RunT> & Queue.Task,
                    RunT extends Run<JobT, RunT> & Queue.Executable>
            extends BuildableItem {
        default boolean isDisabled() {
            return false;
        }

        default void setDisabled(boolean disabled) {
            throw new UnsupportedOperationException(getFullName());
        }

        default boolean supportsMakeDisabled() {
            return false;
        }

        /** Disabling what cannot be disabled does nothing, without a word. */
        default void makeDisabled(boolean b) throws IOException {
            if (isDisabled() != b && (!b || supportsMakeDisabled())) {
                setDisabled(b);
            }
        }
    }
}
