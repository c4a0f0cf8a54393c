package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.diagnosis.Diagnosis;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Outlook;
import io.jenkins.plugins.ratchet.plan.Plan;
import io.jenkins.plugins.ratchet.plan.PlannedDatabase;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.restore.RestorePlan;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Collects what a run does and finds, until it ends and becomes a {@link Report}. */
public final class ReportDraft {
    private final String ratchet;
    private final String command;
    private final Instant started = Instant.now();
    private String product;
    private String release;
    private String namespace;
    private ReleaseVersion from;
    private ReleaseVersion to;
    private String digest;
    private String upgrade;
    private String state;
    private List<Finding> findings = List.of();
    private List<PlannedDatabase> databases = List.of();
    private List<BackupEntry> backups = List.of();
    private List<JobOutcome> jobs = List.of();
    private volatile List<WorkloadEntry> workloads = List.of();
    private List<CheckResult> checks = List.of();
    private Map<String, String> schemaBefore = Map.of();
    private Map<String, String> schemaAfter = Map.of();
    private Outlook outlook;
    private RestorePlan restore;
    private Advice advice;
    private Diagnosis diagnosis;

    public ReportDraft(String ratchet, String command) {
        this.ratchet = ratchet;
        this.command = command;
    }

    public ReportDraft about(String newProduct, String newRelease, String newNamespace) {
        product = newProduct;
        release = newRelease;
        namespace = newNamespace;
        return this;
    }

    public ReportDraft plan(Plan plan) {
        from = plan.from();
        to = plan.to();
        digest = plan.digest();
        findings = plan.findings();
        databases = plan.databases();
        outlook = plan.outlook();
        return this;
    }

    /** What was to be done, where it is refused. */
    public ReportDraft towards(ReleaseVersion deployed, ReleaseVersion target) {
        from = deployed;
        to = target;
        return this;
    }

    public ReportDraft findings(List<Finding> found) {
        findings = found;
        return this;
    }

    public ReportDraft databases(List<PlannedDatabase> planned) {
        databases = planned;
        return this;
    }

    public ReportDraft upgrade(Upgrade current) {
        upgrade = current.id();
        state = current.state().toString();
        from = current.from();
        to = current.to() == null ? to : current.to();
        digest = current.digest() == null ? digest : current.digest();
        backups = current.backups();
        schemaBefore = current.schemaBefore();
        schemaAfter = current.schemaAfter();
        return this;
    }

    public ReportDraft jobs(List<JobOutcome> outcomes) {
        jobs = outcomes;
        return this;
    }

    /** May be called from another thread than the one that ends the report. */
    public ReportDraft workloads(List<WorkloadStatus> statuses) {
        workloads = WorkloadEntry.of(statuses);
        return this;
    }

    public ReportDraft checks(List<CheckResult> results) {
        checks = results;
        return this;
    }

    public ReportDraft restore(RestorePlan plan) {
        restore = plan;
        from = plan.from();
        to = plan.to();
        digest = plan.digest();
        return this;
    }

    public ReportDraft advice(Advice given) {
        advice = given;
        return this;
    }

    public ReportDraft diagnosis(Diagnosis found) {
        diagnosis = found;
        return this;
    }

    /** The report of the ended run. */
    public Report end(ExitCode exitCode, String outcome) {
        return new Report(
                ratchet,
                command,
                exitCode.code(),
                outcome,
                product,
                release,
                namespace,
                upgrade,
                from,
                to,
                digest,
                state,
                findings,
                databases,
                backups,
                jobs,
                workloads,
                checks,
                schemaBefore,
                schemaAfter,
                outlook,
                restore,
                advice,
                diagnosis,
                started,
                Instant.now());
    }
}
