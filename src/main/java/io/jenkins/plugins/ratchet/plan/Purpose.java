package io.jenkins.plugins.ratchet.plan;

/** What the rules are asked for. */
public enum Purpose {
    /** To show what would happen; duties still to be done are told, not held against it. */
    PLAN,
    /** To back databases up right now; there is no target yet. */
    BACKUP,
    /** To restore the databases of an upgrade right now; there is no target chart. */
    RESTORE,
    /** To upgrade right now. */
    UPGRADE
}
