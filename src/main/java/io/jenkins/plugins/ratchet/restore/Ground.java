package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the product runs, as far as a restore touches more than databases: what writes to them, and how the version of
 * then comes back.
 */
interface Ground {

    static Ground of(RestoreContext context) {
        return context.project() == null ? new ClusterGround(context) : new ComposeGround(context);
    }

    /** What cannot be asked for here at all. */
    default List<Finding> refusals(RestoreRequest request) {
        return List.of();
    }

    /** @param repoint values that change; empty where all stay */
    VersionOfThen then(Upgrade upgrade, Map<String, String> repoint);

    /** What a person does who leads the product to the restored databases himself. */
    String byHand(Upgrade upgrade);

    /**
     * What is stopped while the databases are exchanged.
     *
     * @param databases those that are exchanged
     * @param then where it is to come back
     */
    List<String> writers(List<Database> databases, VersionOfThen then);

    /** Whether somebody has to have said what writes to a database before that can be exchanged. */
    boolean writersAreDeclared();

    /** How a writer stands now, for people. */
    String shown(String writer);

    /** Stops them; what each of them had is written down before the first is touched. */
    void stopWriters(List<String> writers, UpgradeLock lock, RestoreRecorder recorder);

    /** Everything that was stopped, as it was: nothing was exchanged. */
    void putBackWriters(RestoreRecorder recorder);

    /** What was stopped and belongs to the version that is back. */
    void startWriters(VersionOfThen then, RestoreRecorder recorder);

    /** Waits for what a run of this restore that died has left at work. */
    void settle(Restore half);

    /** The version of then, where an earlier run of this restore has brought it back. */
    Optional<Release> back(Restore restore);

    /** Brings the version of then back, unless an earlier run has. */
    Installed install(VersionOfThen then, UpgradeLock lock, RestoreRecorder recorder);

    /**
     * The version of then as it is deployed.
     *
     * @param jobs hook Jobs that ran for it
     */
    record Installed(Release release, List<JobOutcome> jobs) {}
}
