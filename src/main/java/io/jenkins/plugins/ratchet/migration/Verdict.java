package io.jenkins.plugins.ratchet.migration;

/** What a statement means for the version of the product that still serves while it runs. */
public enum Verdict {
    /** The old version goes on working. */
    EXPAND,
    /** What it does to the old version cannot be told from its text. */
    UNKNOWN,
    /** The old version breaks, or loses what it had. */
    CONTRACT
}
