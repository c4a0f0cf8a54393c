package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.model.Job;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn.ParameterizedJob;

/**
 * The jobs that a block disables, and enables again. They are named here, and that is saved, before the first of them is
 * touched. Whether the build may do it was decided before ({@link QuietChoice}); here it is done as SYSTEM.
 */
final class QuietJobs implements Serializable {
    private static final long serialVersionUID = 1L;
    /** Builds that are looked at for those that still run. */
    private static final int BUILDS = 20;

    /** Full names. */
    private final ArrayList<String> names;

    QuietJobs(Collection<String> names) {
        this.names = new ArrayList<>(names);
    }

    List<String> names() {
        return List.copyOf(names);
    }

    /** May be done again where it was cut off. */
    @SuppressWarnings("try")
    void disable(Consumer<String> log) throws IOException {
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            for (String name : names) {
                ParameterizedJob<?, ?> job = find(name);
                if (job != null) {
                    job.makeDisabled(true);
                }
                if (job == null || !job.isDisabled()) {
                    throw new AbortException(FreezeWorkloadsStep.FUNCTION + ": job '" + name
                            + (job == null ? "' is no longer there" : "' cannot be disabled")
                            + "; leave it out of quiet");
                }
                log.accept("job " + name + " is disabled while the block runs");
                running((Job<?, ?>) job, log);
            }
        }
    }

    private static void running(Job<?, ?> job, Consumer<String> log) {
        Run<?, ?> build = job.getLastBuild();
        for (int i = 0; i < BUILDS && build != null; i++) {
            if (build.isBuilding()) {
                log.accept("job " + job.getFullName() + ": build #" + build.getNumber() + " runs already, and goes on");
            }
            build = build.getPreviousBuild();
        }
    }

    /**
     * Enables what is still disabled. One that cannot be had does not keep the others from it.
     *
     * @throws AbortException which names those that could not be enabled
     */
    @SuppressWarnings("try")
    void enable(Consumer<String> log) throws AbortException {
        List<String> left = new ArrayList<>();
        try (ACLContext system = ACL.as2(ACL.SYSTEM2)) {
            for (String name : names) {
                ParameterizedJob<?, ?> job = find(name);
                if (job == null) {
                    left.add(name + " (no longer there: deleted, or renamed?)");
                } else if (!job.isDisabled()) {
                    log.accept("job " + name + " is enabled already, and left alone");
                } else {
                    try {
                        job.makeDisabled(false);
                        log.accept("job " + name + " is enabled again");
                    } catch (IOException | RuntimeException e) {
                        left.add(name + " (" + e.getMessage() + ")");
                    }
                }
            }
        }
        if (!left.isEmpty()) {
            throw new AbortException(
                    FreezeWorkloadsStep.FUNCTION + ": jobs that were disabled for the block could not be"
                            + " enabled again: " + String.join(", ", left) + "; enable them by hand");
        }
    }

    private static ParameterizedJob<?, ?> find(String name) {
        return Jenkins.get().getItemByFullName(name) instanceof ParameterizedJob<?, ?> job ? job : null;
    }
}
