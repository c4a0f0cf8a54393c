package io.jenkins.plugins.ratchet.record;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The plan that Terraform was given to apply, and the state as it was before.
 *
 * @param program with its version
 * @param target address of the release
 * @param workspace that was selected
 * @param serial of the state before
 * @param stateBackup file with the state as it was before; it holds secrets
 * @param stateSha256 of that file
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AppliedPlan(
        String program, String target, String workspace, long serial, String stateBackup, String stateSha256) {}
