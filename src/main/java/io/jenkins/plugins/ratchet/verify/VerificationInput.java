package io.jenkins.plugins.ratchet.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.cluster.ChartImage;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.config.Config;
import java.time.Instant;
import java.util.List;

/**
 * What is to be verified.
 *
 * @param liveValues values of the deployed revision, which the checks' conditions are about
 * @param workloads those of the deployed revision's manifest
 * @param images what that manifest names for their containers
 * @param jobs the hook and migration Jobs that the upgrade should have run
 * @param expectedRevision Helm revision that the upgrade made
 * @param deployedRevision the newest revision that Helm knows; null where there is none
 * @param deployedStatus its status as Helm spells it; null where there is none
 * @param since when the upgrade began: what happened before is not its doing
 * @param before what the checks found before the upgrade; null where nobody looked
 */
public record VerificationInput(
        Config config,
        JsonNode liveValues,
        List<WorkloadRef> workloads,
        List<ChartImage> images,
        List<JobOutcome> jobs,
        int expectedRevision,
        Integer deployedRevision,
        String deployedStatus,
        Instant since,
        Earlier before) {

    public VerificationInput {
        workloads = List.copyOf(workloads);
        images = List.copyOf(images);
        jobs = List.copyOf(jobs);
    }
}
