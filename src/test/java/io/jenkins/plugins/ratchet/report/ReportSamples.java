package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.Reconciler;
import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Diagnosis;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.ExpectedDuration;
import io.jenkins.plugins.ratchet.plan.Outlook;
import io.jenkins.plugins.ratchet.plan.PlannedDatabase;
import io.jenkins.plugins.ratchet.plan.path.SupportWindow;
import io.jenkins.plugins.ratchet.plan.path.VersionPath;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Restore;
import io.jenkins.plugins.ratchet.restore.RestorePlan;
import io.jenkins.plugins.ratchet.verify.CheckCause;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** Reports to render: a failed upgrade with everything in it, one full of hostile text, one with nothing. */
final class ReportSamples {
    private static final Instant START = Instant.parse("2026-03-10T08:00:00Z");

    private ReportSamples() {}

    static Report failed() {
        return new Report(
                "0.1.0",
                "upgrade",
                3,
                "the migration failed after it had committed something",
                "carto",
                "carto",
                "prod",
                "u-20260310-080000",
                new ReleaseVersion("carto", "1.2.0", "26.1.0", 4),
                new ReleaseVersion("carto", "1.3.0", "26.3.10", 5),
                "sha256:0123456789abcdef",
                "failed",
                List.of(
                        Finding.info("same-chart", "chart carto on both sides"),
                        Finding.warn("support-window", "26.1.0 is 13 months old", "12 months", null)
                                .waived("approved in CHANGE-12"),
                        Finding.block(
                                "backup-proven",
                                "no proven backup of metadata",
                                "one taken after revision 4",
                                "run `ratchet backup`")),
                List.of(
                        new PlannedDatabase("metadata", "postgres", "dump", true, "always", null),
                        new PlannedDatabase("aiproxy", "postgres", "dump", false, "values.ai is false", null)),
                List.of(new BackupEntry(
                        "metadata",
                        "postgres",
                        "dump",
                        "/backups/u-1/metadata",
                        "ab12",
                        "restore",
                        "7300000000000000001",
                        "carto",
                        START,
                        251_658_240,
                        Duration.ofSeconds(72),
                        "41")),
                List.of(new JobOutcome(
                        "carto-migrate-5",
                        "uid-1",
                        "pre-upgrade",
                        JobOutcome.State.FAILED,
                        "BackoffLimitExceeded",
                        START.plusSeconds(20),
                        START.plusSeconds(83),
                        List.of("migrating 0042_layers.sql", "ERROR: column \"owner\" does not exist"))),
                List.of(
                        new WorkloadEntry(
                                "Deployment",
                                "api",
                                "prod",
                                false,
                                "1 of 2 updated, 1 available",
                                "pod api-7c, container api: CrashLoopBackOff",
                                "5",
                                List.of("registry.example/carto/api:26.3.10"),
                                4),
                        new WorkloadEntry("Pod", "probe", "prod", true, "ready", null, null, List.of(), null)),
                List.of(
                        new CheckResult(
                                "workloads",
                                "workloads",
                                CheckResult.Outcome.PASSED,
                                "2 ready: deployment/api: 2 of 2 updated",
                                null,
                                Duration.ofMillis(400)),
                        new CheckResult(
                                "health",
                                "http",
                                CheckResult.Outcome.FAILED,
                                "status 503",
                                "status 200",
                                Duration.ofSeconds(120),
                                CheckCause.HTTP_STATUS,
                                CheckCause.HTTP_STATUS.advice(),
                                null),
                        new CheckResult(
                                "login",
                                "manual",
                                CheckResult.Outcome.MANUAL,
                                "log in as an administrator",
                                null,
                                Duration.ZERO)),
                Map.of("metadata", "41"),
                Map.of("metadata", "43"),
                null,
                null,
                new Advice(
                        Advice.Direction.ROLL_FORWARD,
                        null,
                        "3, integrity at risk",
                        List.of("schema of metadata went from 41 to 43"),
                        List.of("metadata: everything written since 2026-03-10T08:00:00Z"),
                        List.of("ratchet upgrade --to 1.3.1"),
                        "support@carto.example"),
                new Diagnosis(
                        List.of(new Cause(
                                "hook-failed-after-commit",
                                "the migration failed after it had committed something",
                                List.of("hook Job carto-migrate-5 (pre-upgrade) is failed: BackoffLimitExceeded"),
                                List.of("inspect the Job's log; what is committed stays, so the way is forward"))),
                        List.of("deployment/api: 1 of 2 updated, 1 available"),
                        List.of("nodes: not allowed to read them"),
                        "reports/upgrade/diagnosis",
                        "keep the logs — support@carto.example"),
                START,
                START.plusSeconds(245));
    }

    /** The same bad text wherever a text can stand. */
    static Report hostile(String text) {
        return new Report(
                text,
                text,
                4,
                text,
                text,
                text,
                text,
                text,
                new ReleaseVersion(text, text, text, 1),
                new ReleaseVersion(text, text, text, 2),
                text,
                text,
                List.of(
                        Finding.block(text, text, text, text),
                        Finding.warn(text, text, text, text).waived(text)),
                List.of(new PlannedDatabase(text, text, text, true, text, text)),
                List.of(new BackupEntry(
                        text, text, text, text, text, text, text, text, START, 1, Duration.ofSeconds(1), text)),
                List.of(new JobOutcome(text, text, text, JobOutcome.State.FAILED, text, START, START, List.of(text))),
                List.of(new WorkloadEntry(text, text, text, false, text, text, text, List.of(text), 1)),
                List.of(new CheckResult(text, text, CheckResult.Outcome.MANUAL, text, text, Duration.ZERO)),
                Map.of("db", text),
                Map.of("db", text),
                outlook(text),
                new RestorePlan(
                        text,
                        Restore.Strategy.IN_PLACE,
                        null,
                        null,
                        text,
                        List.of(new RestorePlan.Store(text, text, START, 1, text, text, text, text, List.of(text))),
                        List.of(text),
                        text,
                        List.of(text),
                        List.of(text),
                        Map.of("a.b", text),
                        text,
                        List.of(text),
                        List.of(text)),
                new Advice(Advice.Direction.RESTORE, true, text, List.of(text), List.of(text), List.of(text), text),
                new Diagnosis(
                        List.of(new Cause(text, text, List.of(text), List.of(text))),
                        List.of(text),
                        List.of(text),
                        text,
                        text),
                START,
                START);
    }

    static Report bare() {
        return new Report(
                null,
                "plan",
                0,
                "nothing to do",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static Outlook outlook(String text) {
        return new Outlook(
                text,
                new VersionPath(
                        text,
                        text,
                        text,
                        List.of(new VersionPath.Hop(text, text), new VersionPath.Hop(text, null)),
                        List.of(
                                new VersionPath.SourceAnswer(text, 1, text, true, true, null),
                                new VersionPath.SourceAnswer(text, 0, null, false, false, text)),
                        null,
                        text),
                new SupportWindow(12, LocalDate.of(2026, 3, 10), text, LocalDate.of(2027, 3, 10), null),
                null,
                null,
                new ExpectedDuration(Duration.ofSeconds(61), 3, null, 0),
                List.of(new Reconciler(text, text, text, text, false)),
                text,
                null,
                null,
                null);
    }
}
