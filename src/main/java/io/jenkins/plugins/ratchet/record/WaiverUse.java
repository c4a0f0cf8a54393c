package io.jenkins.plugins.ratchet.record;

/** A finding that was let pass, and the reason given. */
public record WaiverUse(String rule, String reason, String seen) {}
