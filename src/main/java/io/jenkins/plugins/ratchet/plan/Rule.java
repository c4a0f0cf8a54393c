package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/** One thing that must hold before a release is moved forward. */
public interface Rule {

    /** Stable id, as in {@code allow} and in reports. */
    String id();

    /** What it protects from, in one sentence, for the reference. */
    String purpose();

    /** What it finds; nothing where all is well. */
    List<Finding> evaluate(Situation situation);

    /** Whether it must hold before a backup too, when no target is known; it must not look at the target then. */
    default boolean beforeBackup() {
        return false;
    }

    /** Whether it must hold before a restore too, which has no target; it must not look at the target then. */
    default boolean beforeRestore() {
        return false;
    }

    /** Whether {@code allow} may let its findings pass. */
    default boolean waivable() {
        return true;
    }
}
