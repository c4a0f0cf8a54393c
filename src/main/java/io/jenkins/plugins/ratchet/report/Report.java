package io.jenkins.plugins.ratchet.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.diagnosis.Diagnosis;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Outlook;
import io.jenkins.plugins.ratchet.plan.PlannedDatabase;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.restore.RestorePlan;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a run did and found: the one model behind the console's last lines, JSON, Markdown and JUnit XML.
 *
 * @param ratchet version of Ratchet that wrote it
 * @param command {@code plan}, {@code backup}, {@code upgrade}, {@code verify} …
 * @param exitCode as in {@link io.jenkins.plugins.ratchet.outcome.ExitCode}
 * @param outcome one sentence: what came of it
 * @param upgrade id of the upgrade that the run belongs to; null where there is none
 * @param digest digest of the plan, {@code sha256:…}; null where no plan was made
 * @param state the upgrade's state after the run
 * @param workloads the release's workloads as they were last seen
 * @param schemaBefore schema version by database, read before the upgrade
 * @param schemaAfter the same, read afterwards
 * @param outlook path, changes, migrations and expected time of a plan; null where no plan was made
 * @param restore what a restore would do, or did; null for every other command
 * @param advice what to do; null where nothing failed
 * @param diagnosis why it failed, as far as can be told; null where nothing failed
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Report(
        String ratchet,
        String command,
        int exitCode,
        String outcome,
        String product,
        String release,
        String namespace,
        String upgrade,
        ReleaseVersion from,
        ReleaseVersion to,
        String digest,
        String state,
        List<Finding> findings,
        List<PlannedDatabase> databases,
        List<BackupEntry> backups,
        List<JobOutcome> jobs,
        List<WorkloadEntry> workloads,
        List<CheckResult> checks,
        Map<String, String> schemaBefore,
        Map<String, String> schemaAfter,
        Outlook outlook,
        RestorePlan restore,
        Advice advice,
        Diagnosis diagnosis,
        Instant started,
        Instant finished) {}
