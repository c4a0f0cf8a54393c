package io.jenkins.plugins.ratchet.plan;

/** A hook Job of the release that has not ended. */
public record ActiveJob(String name, String uid, int activePods) {}
