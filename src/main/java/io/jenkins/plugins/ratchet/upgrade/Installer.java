package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseHistory;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.process.DetachedProcess;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import io.jenkins.plugins.ratchet.record.Upgrade;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a product is installed: where the version to go to comes from, what moves the release there, and how one tells
 * what became of it. All else is the same for every installer, as each of them makes a Helm release.
 */
public interface Installer {

    /** What moves the release, as people are told of it, e.g. {@code helm}. */
    String name();

    /**
     * The chart of the version to go to, on this machine.
     *
     * @param version null for what needs no version to be named
     */
    ChartInfo stage(String version);

    /**
     * Fetches what the upgrade will need and may be missing, once nothing speaks against it any more and before anything
     * is written down.
     *
     * @return whether the situation has to be judged again, now that all is there
     * @throws io.jenkins.plugins.ratchet.outcome.RefusedException if something is missing; nothing was changed then
     */
    default boolean makeReady(Situation situation) {
        return false;
    }

    /**
     * Whether an upgrade that has been done, and whose revision is still deployed, is the one that is asked for.
     *
     * @param plan of it, as if it started from where that upgrade did
     */
    default boolean isAskedFor(Upgrade done, Situation situation, String plan) {
        // Other values, or another chart of the same version, are another upgrade.
        return plan.equals(done.digest());
    }

    /** What is written down before anything is started, so that whoever comes later can tell what may be under way. */
    InstallerRun toBeStarted(Situation situation);

    /**
     * Starts the program that moves the release.
     *
     * @param run as it was written down
     * @throws io.jenkins.plugins.ratchet.outcome.RunException if it cannot be started; nothing was changed then
     */
    DetachedProcess start(Situation situation, InstallerRun run, String mark, Path log);

    /** What became of it by the installer's own account, once its program has ended. */
    Ended ended(InstallerRun run, DetachedProcess process);

    /** Whether this upgrade made the revision, and nobody else. */
    boolean made(Upgrade upgrade, RevisionMeta revision, Release release);

    /** Puts the upgrade's mark on the revision, where its maker does not and there is a place for it. */
    default void leaveMark(RevisionMeta revision, String mark) {}

    /** The revision that an upgrade made, as far as it made one; who tries again by himself makes another. */
    default Optional<RevisionMeta> revision(Upgrade open, ReleaseHistory history) {
        return history.revision(open.helm().revision());
    }

    /** Whether an upgrade that was given up has come to its end since, without Ratchet. */
    default boolean hasComeRound(Upgrade failed) {
        return false;
    }

    /** Who holds the chart and its values, where that is not the configuration; only there they can be changed. */
    default Optional<String> holder() {
        return Optional.empty();
    }

    /**
     * Asked before the release is taken back to where an upgrade started, which the installer is not told.
     *
     * @return what people should know about that
     * @throws io.jenkins.plugins.ratchet.outcome.RefusedException where it is at work right now
     */
    default List<String> beforeGoingBack(Upgrade upgrade) {
        return List.of();
    }

    /**
     * Why an upgrade whose run died may still be under way; empty where it is over.
     *
     * @param made its revision; empty where there is none
     */
    Optional<Finding> unfinished(Upgrade open, Optional<RevisionMeta> made);

    /**
     * How the installer says that it ended.
     *
     * @param success whether it calls the new version deployed; the cluster is asked after that
     * @param seen what was seen, e.g. {@code helm ended with status 1}
     * @param said its own last words; empty where it said nothing
     * @param refusal why it did not begin at all, where it is certain that nothing was changed; null otherwise
     */
    record Ended(boolean success, String seen, String said, Finding refusal) {
        String withWords(String middle) {
            return seen + middle + (said.isEmpty() ? "" : ": " + said);
        }
    }
}
