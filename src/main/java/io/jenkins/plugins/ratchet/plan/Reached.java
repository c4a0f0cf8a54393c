package io.jenkins.plugins.ratchet.plan;

/**
 * What a verification expects to have been reached before it.
 *
 * @param version of the chart or of the application; null where any will do
 * @param digest of the plan that was followed; null where any will do
 */
public record Reached(String version, String digest) {}
