package io.jenkins.plugins.ratchet.steps;

import hudson.Extension;
import hudson.model.Action;
import hudson.model.Job;
import hudson.model.Run;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import jenkins.model.TransientActionFactory;

/** The page of a job that lists the upgrades of its newest builds. */
public final class UpgradeHistoryAction implements Action {
    /** Builds that are looked at; older ones are not loaded for it. */
    static final int BUILDS = 50;

    private static final int NEWEST = 3;

    private final Job<?, ?> job;

    UpgradeHistoryAction(Job<?, ?> job) {
        this.job = job;
    }

    public Job<?, ?> getJob() {
        return job;
    }

    public int getBuilds() {
        return BUILDS;
    }

    /** Newest first. */
    public List<UpgradeAction> getUpgrades() {
        return upgrades(job, BUILDS).stream()
                .filter(action -> action.getLast() != null)
                .toList();
    }

    private static List<UpgradeAction> upgrades(Job<?, ?> job, int builds) {
        List<UpgradeAction> found = new ArrayList<>();
        Run<?, ?> run = job.getLastBuild();
        for (int i = 0; i < builds && run != null; i++) {
            UpgradeAction action = run.getAction(UpgradeAction.class);
            if (action != null) {
                found.add(action);
            }
            run = run.getPreviousBuild();
        }
        return found;
    }

    @Override
    public String getIconFileName() {
        return "symbol-arrow-up";
    }

    @Override
    public String getDisplayName() {
        return Words.text("history");
    }

    @Override
    public String getUrlName() {
        return UpgradeAction.URL;
    }

    /** Gives the page to jobs that upgraded something lately. */
    @Extension
    @SuppressWarnings("rawtypes")
    public static final class Factory extends TransientActionFactory<Job> {
        @Override
        public Class<Job> type() {
            return Job.class;
        }

        @Override
        public Collection<? extends Action> createFor(Job target) {
            Job<?, ?> job = (Job<?, ?>) target;
            return upgrades(job, NEWEST).isEmpty() ? List.of() : List.of(new UpgradeHistoryAction(job));
        }
    }
}
