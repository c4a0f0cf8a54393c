package io.jenkins.plugins.ratchet.upgrade;

/**
 * What is asked of an upgrade.
 *
 * @param version chart version to go to; null for the version of a local chart
 * @param approvedDigest digest of the plan that was approved; null where none was asked for
 * @param afterRollback revision of a rollback that the operator knows of; null where there is none
 * @param startedBy build URL, or user and host
 */
public record UpgradeRequest(String version, String approvedDigest, Integer afterRollback, String startedBy) {}
