package io.jenkins.plugins.ratchet.record;

import java.time.Instant;

/** When an upgrade entered a state. */
public record Transition(UpgradeState state, Instant at) {}
