package io.jenkins.plugins.ratchet.steps;

import hudson.AbortException;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Job;
import hudson.security.ACL;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import jenkins.model.Jenkins;
import jenkins.model.ParameterizedJobMixIn.ParameterizedJob;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;

/**
 * Decides which jobs a build may quiet. Most builds run as SYSTEM, who may do everything: that is nobody's permission.
 * What counts is a folder that the jobs share, or a permission of the user as whom the build runs.
 */
final class QuietChoice {
    private final Job<?, ?> running;
    private final Authentication who;

    /**
     * @param running the job whose build asks
     * @param who as whom that build runs
     */
    QuietChoice(Job<?, ?> running, Authentication who) {
        this.running = running;
        this.who = who;
    }

    /**
     * Those that are enabled; who was disabled before stays so.
     *
     * @throws AbortException in words for the user, where one of them is not this build's to quiet
     */
    QuietJobs of(List<String> wanted) throws AbortException {
        Set<String> enabled = new LinkedHashSet<>();
        for (String name : wanted) {
            Item item = found(name);
            if (item == null) {
                throw refused(
                        name,
                        "and this build sees no such job; expected its path from " + folder()
                                + ", or / and its full name");
            }
            if (item == running) {
                throw refused(name, "the job of this build; it cannot quiet itself: leave it out");
            }
            if (!(item instanceof Job<?, ?> && item instanceof ParameterizedJob<?, ?> job)
                    || !(job.isDisabled() || job.supportsMakeDisabled())) {
                throw refused(name, "which is nothing that can be disabled; expected a job");
            }
            if (!shared(item) && !permitted(item)) {
                throw refused(
                        name,
                        "which does not lie in " + folder() + " or below it, and this build, running as "
                                + who.getName()
                                + ", has no Job/Configure of its own there: move the jobs into one folder, or have builds of '"
                                + running.getFullName() + "' run as a user who may configure '" + item.getFullName()
                                + "' (Authorize Project plugin)");
            }
            if (!job.isDisabled()) {
                enabled.add(item.getFullName());
            }
        }
        return new QuietJobs(enabled);
    }

    private Item found(String name) {
        try {
            return Jenkins.get().getItem(name, running);
        } catch (AccessDeniedException e) {
            // It may know that the job is there, and nothing else of it.
            return null;
        }
    }

    /** The top level is no folder: it holds everybody's jobs. */
    private boolean shared(Item item) {
        if (!(running.getParent() instanceof Item folder)) {
            return false;
        }
        ItemGroup<?> above = item.getParent();
        while (above != folder && above instanceof Item inside) {
            above = inside.getParent();
        }
        return above == folder;
    }

    private boolean permitted(Item item) {
        return !who.equals(ACL.SYSTEM2) && item.hasPermission2(who, Item.CONFIGURE);
    }

    private String folder() {
        return running.getParent() instanceof Item folder
                ? "the folder '" + folder.getFullName() + "'"
                : "a folder of this job (it is at the top level)";
    }

    private static AbortException refused(String name, String why) {
        return new AbortException(FreezeWorkloadsStep.FUNCTION + ": quiet names '" + name + "', " + why);
    }
}
