package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.report.Report;
import io.jenkins.plugins.ratchet.report.WorkloadEntry;
import java.util.ArrayList;
import java.util.List;

/**
 * What people and pages are shown of an upgrade is the same whatever installed the product: `ratchet status`, and the
 * report that a page of Jenkins is made from.
 */
final class Alike {
    private static final List<String> STATUS =
            List.of("release", "namespace", "state", "deployed", "newestRevision", "mark", "past");
    private static final List<String> UPGRADE = List.of(
            "id",
            "startedBy",
            "state",
            "from",
            "to",
            "digest",
            "backups",
            "helm",
            "schemaBefore",
            "schemaAfter",
            "transitions");
    private static final List<String> BY_THE_WAY = List.of("waivers", "health", "rehearsal");

    private Alike() {}

    /** After one verified upgrade to this version. */
    static void upgraded(RatchetProcess.Ended upgrade, RatchetProcess.Ended verify, RatchetProcess.Ended status) {
        report(upgrade.report());
        verification(verify.report());
        status(status.output(), upgrade.report().to().chartVersion());
    }

    private static void report(Report report) {
        assertThat(report.command()).isEqualTo("upgrade");
        assertThat(report.state()).isEqualTo("upgraded");
        assertThat(report.outcome()).startsWith("upgraded to " + report.to());
        assertThat(report.from().revision()).isEqualTo(1);
        assertThat(report.to().revision()).isEqualTo(2);
        assertThat(report.digest()).startsWith("sha256:");
        assertThat(report.upgrade()).isNotBlank();
        assertThat(report.backups())
                .isNotEmpty()
                .allSatisfy(backup -> assertThat(backup.proven()).isTrue());
        assertThat(report.jobs())
                .isNotEmpty()
                .allSatisfy(job -> assertThat(job.complete()).isTrue());
        assertThat(report.workloads()).isNotEmpty().allMatch(WorkloadEntry::ready);
        assertThat(report.schemaBefore().keySet())
                .isNotEmpty()
                .isEqualTo(report.schemaAfter().keySet());
        assertThat(report.databases()).isNotEmpty();
    }

    private static void verification(Report report) {
        assertThat(report.state()).isEqualTo("verified");
        assertThat(report.checks()).extracting(check -> check.name()).contains("workloads", "jobs", "revision");
    }

    private static void status(String output, String version) {
        try {
            JsonNode status = Json.mapper().readTree(output);
            assertThat(names(status)).containsExactlyElementsOf(STATUS);
            assertThat(status.path("state").asText()).isEqualTo("deployed");
            assertThat(status.at("/deployed/chartVersion").asText()).isEqualTo(version);
            assertThat(status.at("/mark/chartVersion").asText()).isEqualTo(version);
            assertThat(status.path("newestRevision").asInt()).isEqualTo(2);
            JsonNode past = status.at("/past/0");
            List<String> shown = names(past);
            shown.removeAll(BY_THE_WAY);
            assertThat(shown).containsExactlyElementsOf(UPGRADE);
            assertThat(past.path("state").asText()).isEqualTo("verified");
            assertThat(names(past.path("helm"))).contains("revision", "host", "pid", "started", "deadline");
        } catch (JsonProcessingException e) {
            throw new AssertionError(output, e);
        }
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
