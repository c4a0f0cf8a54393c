package io.jenkins.plugins.ratchet.steps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What an agent sends is read, bounded and tamed, whatever it is. */
class ReportReaderTest {
    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void theEnginesOwnReportIsUnderstood() throws Exception {
        UpgradeResult result =
                ReportReader.report(Files.readAllBytes(Path.of("src/test/resources/report/report.json")));
        assertThat(result.getExitCode()).isEqualTo(3);
        assertThat(result.getTitle()).isEqualTo("carto 26.1.0 → 26.3.10");
        assertThat(result.getRevision()).isEqualTo(5);
        assertThat(result.getFindings()).hasSize(3);
        assertThat(result.getBackups().get(0).getSizeText()).isEqualTo("240.0 MiB");
        assertThat(result.getBackups().get(0).getTookText()).isEqualTo("1 min 12 s");
        assertThat(result.getJobs().get(0).toString()).isEqualTo("carto-migrate-5 failed: BackoffLimitExceeded");
        assertThat(result.getJobs().get(0).getTookText()).isEqualTo("1 min 3 s");
        assertThat(result.getJobs().get(0).getLog()).hasSize(2);
        assertThat(result.getWorkloads().get(0).toString())
                .isEqualTo("Deployment api not ready: pod api-7c, container api: CrashLoopBackOff");
        assertThat(result.getWorkloads().get(0).getRestarts()).isEqualTo(4);
        assertThat(result.getChecks().get(1).getTookText()).isEqualTo("2 min 0 s");
        assertThat(result.getChecks())
                .extracting(UpgradeResult.Check::getOutcome)
                .containsExactly("passed", "failed", "manual");
        assertThat(result.getAdviceDirection()).isEqualTo("roll-forward");
        assertThat(result.getSummary())
                .startsWith("carto 26.1.0 → 26.3.10\nfrom     carto 1.2.0 (app 26.1.0), revision 4")
                .contains("block    backup-proven: no proven backup of metadata");
        result.reportUrl = "job/carto/7/ratchet/";
        assertThat(result.getQuestion())
                .startsWith("carto 26.1.0 → 26.3.10, with warnings: ")
                .contains("backup-proven")
                .endsWith(". The plan: job/carto/7/ratchet/")
                .doesNotContain("\n");
        assertThatThrownBy(() -> result.getFindings().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void controlCharactersAndDirectionMarksAreDropped() throws Exception {
        UpgradeResult result = ReportReader.report(
                bytes("{\"outcome\": \"a\\u001b[31mred\\n\\u202egnp.exe <script>\", \"exitCode\": 0}"));
        assertThat(result.getOutcome()).isEqualTo("a [31mred gnp.exe <script>");
    }

    @Test
    void textsAndListsAreBounded() throws Exception {
        String findings = ("{\"rule\": \"r\", \"seen\": \"" + "x".repeat(10_000) + "\"},").repeat(300);
        UpgradeResult result = ReportReader.report(bytes("{\"findings\": [" + findings + "{}]}"));
        assertThat(result.getFindings()).hasSize(200);
        assertThat(result.getFindings().get(0).getSeen()).hasSize(2_000);
    }

    @Test
    void logsAndWorkloadsOfAnAgentAreBoundedAndTamed() throws Exception {
        String line = "\"\\u001b[2J</div><script>alert(1)</script>" + "x".repeat(5_000) + "\",";
        String job = "{\"name\": \"j\", \"started\": \"2026-03-10T08:00:00Z\", \"finished\": \"2026-03-10T08:01:23Z\","
                + " \"log\": [" + line.repeat(100) + "{\"a\": 1}]},";
        String workload = "{\"name\": \"w\", \"ready\": \"yes\", \"restarts\": \"many\", \"images\": ["
                + "\"i\",".repeat(50) + "7]},";
        UpgradeResult result = ReportReader.report(bytes("{\"jobs\": [" + job.repeat(5)
                + "{\"started\": \"never\"}], \"workloads\": [" + workload.repeat(300) + "{}]}"));
        assertThat(result.getJobs()).hasSize(6);
        assertThat(result.getJobs().get(0).getTookText()).isEqualTo("1 min 23 s");
        assertThat(result.getJobs().get(5).getTookText()).isEmpty();
        assertThat(result.getJobs().get(0).getLog())
                .hasSize(40)
                .allMatch(each -> each.length() <= 500 && each.startsWith("[2J</div><script>"));
        assertThat(result.getWorkloads()).hasSize(200);
        assertThat(result.getWorkloads().get(0).getImages()).hasSize(10);
        assertThat(result.getWorkloads().get(0).getRestarts()).isNull();
        assertThat(result.getWorkloads().get(0).isReady()).isFalse();
    }

    @Test
    void whatIsNoReportIsRefused() {
        assertThatThrownBy(() -> ReportReader.report(bytes("[1]"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ReportReader.report(bytes("{"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ReportReader.report(bytes("[".repeat(100_000))))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ReportReader.report(new byte[ReportReader.MAX_BYTES]))
                .isInstanceOf(IOException.class);
    }

    @Test
    void wrongTypesArePassedOver() throws Exception {
        UpgradeResult result = ReportReader.report(
                bytes(
                        "{\"from\": 7, \"to\": {\"revision\": \"x\"}, \"findings\": {\"a\": 1}, \"backups\": \"b\", \"exitCode\": {}}"));
        assertThat(result.getFrom()).isNull();
        assertThat(result.getTo().getRevision()).isNull();
        assertThat(result.getExitCode()).isEqualTo(-1);
        assertThat(result.getBackups()).isEmpty();
    }

    @Test
    void eventsBecomeLines() {
        assertThat(ReportReader.fact("{\"type\":\"fact\",\"stage\":\"helm\",\"text\":\"upgrading\"}"))
                .isEqualTo("helm      upgrading");
        assertThat(
                        ReportReader.fact(
                                "{\"type\":\"progress\",\"stage\":\"backup\",\"subject\":\"metadata\",\"done\":5,\"total\":10}"))
                .isEqualTo("backup    metadata 50 %");
        assertThat(ReportReader.fact("{\"type\":\"fa")).isNull();
        assertThat(ReportReader.fact("")).isNull();
    }

    @Test
    void aRestoreIsToldInLinesAndAHalfDoneOneIsNoGoalReached() throws Exception {
        UpgradeResult planned = ReportReader.report("""
                {"command": "restore", "exitCode": 0, "digest": "sha256:01", "restore": {"stores": [{"database": "metadata",
                 "takenAt": "2026-11-21T09:30:15Z", "restored": "db:5432/shop", "kept": "shop_before_1",
                 "lost": ["7 rows added"]}], "writers": ["deployment/api, replicas 2"]}}
                """.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(planned.getRestore())
                .containsExactly(
                        "metadata back to 2026-11-21T09:30:15Z, in db:5432/shop; what is in use now is kept as shop_before_1",
                        "lost: 7 rows added",
                        "writers: deployment/api, replicas 2");
        assertThat(planned.getSummary()).contains("restore  lost: 7 rows added");

        UpgradeResult half = ReportReader.status("""
                {"release": "shop", "past": [{"id": "u-1", "state": "restored"}], "restoring": {"upgrade": "u-2"}}
                """.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(half.state).isEqualTo("restoring");
        assertThat(half.outcome).contains("restore of upgrade u-2 is half done");
    }
}
