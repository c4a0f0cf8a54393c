package io.jenkins.plugins.ratchet.steps;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Reads what the engine wrote on an agent. An agent is not trusted: what is unknown is passed over, lists and texts are
 * bounded, control characters dropped.
 */
final class ReportReader {
    static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final int LONG = 2_000;
    private static final int SHORT = 200;
    private static final int MOST = 200;
    private static final int LINE = 500;
    private static final int MOST_LINES = 40;
    private static final int MOST_JOBS = 50;
    private static final int MOST_IMAGES = 10;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(30)
                    .maxStringLength(1024 * 1024)
                    .maxNumberLength(30)
                    .build())
            .build());

    private ReportReader() {}

    /** {@code report.json}. */
    static UpgradeResult report(byte[] json) throws IOException {
        JsonNode node = object(json);
        UpgradeResult result = new UpgradeResult();
        result.command = word(node, "command");
        result.exitCode = node.path("exitCode").asInt(-1);
        result.outcome = text(node, "outcome");
        result.product = word(node, "product");
        result.release = word(node, "release");
        result.namespace = word(node, "namespace");
        result.upgrade = word(node, "upgrade");
        result.from = version(node.path("from"));
        result.to = version(node.path("to"));
        result.digest = word(node, "digest");
        result.state = word(node, "state");
        result.started = word(node, "started");
        result.finished = word(node, "finished");
        result.findings = list(node.path("findings"), ReportReader::finding);
        result.backups = list(node.path("backups"), ReportReader::backup);
        result.jobs = list(node.path("jobs"), MOST_JOBS, ReportReader::job);
        result.workloads = list(node.path("workloads"), ReportReader::workload);
        result.checks = list(node.path("checks"), ReportReader::check);
        result.restore = restore(node.path("restore"));
        JsonNode advice = node.path("advice");
        result.adviceDirection = word(advice, "direction");
        result.adviceReasons = list(advice.path("why"), ReportReader::text);
        result.adviceCommands = list(advice.path("commands"), ReportReader::text);
        result.adviceScenario = text(advice, "scenario");
        result.adviceUncertain = advice.path("uncertain").asBoolean();
        result.adviceLost = list(advice.path("lost"), ReportReader::text);
        result.causes = list(node.path("diagnosis").path("causes"), ReportReader::cause);
        result.contact = text(advice, "contact");
        return result;
    }

    private static UpgradeResult.Cause cause(JsonNode node) {
        UpgradeResult.Cause cause = new UpgradeResult.Cause();
        cause.id = word(node, "id");
        cause.what = text(node, "what");
        cause.evidence = list(node.path("evidence"), ReportReader::text);
        cause.advice = list(node.path("advice"), ReportReader::text);
        return cause;
    }

    /** {@code status.json}: the open upgrade, or else the last one that ended. */
    static UpgradeResult status(byte[] json) throws IOException {
        JsonNode node = object(json);
        JsonNode past = node.path("past");
        JsonNode upgrade = node.has("open") ? node.path("open") : past.path(past.size() - 1);
        UpgradeResult result = new UpgradeResult();
        result.command = "status";
        result.release = word(node, "release");
        result.namespace = word(node, "namespace");
        result.upgrade = word(upgrade, "id");
        result.from = version(upgrade.path("from"));
        result.to = version(upgrade.path("to"));
        if (result.from == null) {
            result.from = version(node.path("deployed"));
        }
        result.digest = word(upgrade, "digest");
        result.state = word(upgrade, "state");
        result.backups = list(upgrade.path("backups"), ReportReader::backup);
        String holder = text(node, "lockHolder");
        String message = text(upgrade, "message");
        JsonNode half = node.path("restoring");
        if (half.isObject()) {
            result.state = "restoring";
        }
        result.outcome = (half.isObject()
                        ? "the restore of upgrade " + word(half, "upgrade") + " is half done; run it again"
                        : result.upgrade == null
                                ? "no upgrade is recorded; the release is " + word(node, "state")
                                : "upgrade " + result.upgrade + " is " + result.state
                                        + (word(upgrade, "failedAt") == null ? "" : " at " + word(upgrade, "failedAt"))
                                        + (message == null ? "" : ": " + message))
                + (holder == null ? "" : "; " + holder + " works on it now")
                + (text(node, "defect") == null ? "" : "; the record cannot be trusted: " + text(node, "defect"));
        return result;
    }

    /** Who works on the release right now, in a {@code status.json}; null where nobody does. */
    static String lockHolder(byte[] json) throws IOException {
        return text(object(json), "lockHolder");
    }

    /** Who started the upgrade that a {@code status.json} tells of. */
    static String startedBy(byte[] json) throws IOException {
        JsonNode node = object(json);
        JsonNode past = node.path("past");
        return text(node.has("open") ? node.path("open") : past.path(past.size() - 1), "startedBy");
    }

    /** One line of the events file: what it says, in words; null where there is nothing to show. */
    static String fact(String line) {
        try {
            JsonNode node = MAPPER.readTree(line);
            if (node == null) {
                return null;
            }
            return switch (node.path("type").asText()) {
                case "fact" -> String.format("%-9s %s", word(node, "stage"), text(node, "text"));
                case "progress" ->
                    String.format(
                            "%-9s %s%s",
                            word(node, "stage"),
                            text(node, "subject"),
                            node.path("total").asLong() > 0
                                    ? " " + percent(node) + " %"
                                    : " " + node.path("done").asLong() + " bytes");
                default -> null;
            };
        } catch (JsonProcessingException e) {
            // A line that is still being written.
            return null;
        }
    }

    /** Whether a line of the events file tells of long work that goes on. */
    static boolean isProgress(String line) {
        try {
            JsonNode node = MAPPER.readTree(line);
            return node != null && node.path("type").asText().equals("progress");
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static long percent(JsonNode node) {
        return Math.min(
                100,
                Math.round(
                        100.0 * node.path("done").asLong() / node.path("total").asLong()));
    }

    private static JsonNode object(byte[] json) throws IOException {
        if (json.length >= MAX_BYTES) {
            throw new IOException("the engine's report is longer than " + MAX_BYTES + " bytes");
        }
        JsonNode node = MAPPER.readTree(json);
        if (node == null || !node.isObject()) {
            throw new IOException("what the agent sent is no report of the engine");
        }
        return node;
    }

    private static UpgradeResult.Version version(JsonNode node) {
        if (!node.isObject()) {
            return null;
        }
        UpgradeResult.Version version = new UpgradeResult.Version();
        version.chart = word(node, "chart");
        version.chartVersion = word(node, "chartVersion");
        version.appVersion = word(node, "appVersion");
        version.revision = node.path("revision").isInt() ? node.path("revision").asInt() : null;
        return version;
    }

    private static UpgradeResult.Finding finding(JsonNode node) {
        UpgradeResult.Finding finding = new UpgradeResult.Finding();
        finding.rule = word(node, "rule");
        finding.severity = word(node, "severity");
        finding.seen = text(node, "seen");
        finding.expected = text(node, "expected");
        finding.todo = text(node, "todo");
        finding.waiver = text(node, "waiver");
        return finding;
    }

    /** What a restore would do, or did, a line each. */
    private static ArrayList<String> restore(JsonNode plan) {
        ArrayList<String> lines = new ArrayList<>();
        for (JsonNode store : plan.path("stores")) {
            lines.add(word(store, "database") + " back to " + word(store, "takenAt") + ", in " + word(store, "restored")
                    + (word(store, "kept") == null ? "" : "; what is in use now is kept as " + word(store, "kept")));
            list(store.path("lost"), ReportReader::text).forEach(lost -> lines.add("lost: " + lost));
        }
        for (String name : List.of("writers", "images", "hooks", "notes", "done")) {
            list(plan.path(name), ReportReader::text).forEach(text -> lines.add(name + ": " + text));
        }
        return new ArrayList<>(lines.subList(0, Math.min(MOST, lines.size())));
    }

    private static UpgradeResult.Backup backup(JsonNode node) {
        UpgradeResult.Backup backup = new UpgradeResult.Backup();
        backup.database = word(node, "database");
        backup.kind = word(node, "kind");
        backup.location = text(node, "location");
        backup.proof = word(node, "proof");
        backup.takenAt = word(node, "takenAt");
        backup.took = word(node, "took");
        backup.schemaVersion = word(node, "schemaVersion");
        backup.sha256 = word(node, "manifestSha256");
        backup.bytes = node.path("bytes").asLong();
        return backup;
    }

    private static UpgradeResult.Job job(JsonNode node) {
        UpgradeResult.Job job = new UpgradeResult.Job();
        job.name = word(node, "name");
        job.hook = word(node, "hook");
        job.state = word(node, "state");
        job.message = text(node, "message");
        job.started = word(node, "started");
        job.finished = word(node, "finished");
        job.log = list(node.path("log"), MOST_LINES, line -> Words.tame(line.asText(""), LINE));
        return job;
    }

    private static UpgradeResult.Workload workload(JsonNode node) {
        UpgradeResult.Workload workload = new UpgradeResult.Workload();
        workload.kind = word(node, "kind");
        workload.name = word(node, "name");
        workload.ready = node.path("ready").asBoolean();
        workload.progress = text(node, "progress");
        workload.reason = text(node, "reason");
        workload.revision = word(node, "revision");
        workload.images = list(node.path("images"), MOST_IMAGES, image -> Words.tame(image.asText(""), LINE));
        workload.restarts =
                node.path("restarts").isInt() ? node.path("restarts").asInt() : null;
        return workload;
    }

    private static UpgradeResult.Check check(JsonNode node) {
        UpgradeResult.Check check = new UpgradeResult.Check();
        check.name = word(node, "name");
        check.kind = word(node, "kind");
        check.outcome = word(node, "outcome");
        check.seen = text(node, "seen");
        check.expected = text(node, "expected");
        check.took = word(node, "took");
        check.cause = word(node, "cause");
        check.todo = text(node, "todo");
        return check;
    }

    private static <T> ArrayList<T> list(JsonNode array, Function<JsonNode, T> read) {
        return list(array, MOST, read);
    }

    private static <T> ArrayList<T> list(JsonNode array, int most, Function<JsonNode, T> read) {
        List<T> list = new ArrayList<>();
        for (JsonNode each : array) {
            if (list.size() == most) {
                break;
            }
            list.add(read.apply(each));
        }
        return new ArrayList<>(list);
    }

    private static String word(JsonNode node, String name) {
        return Words.tame(node.path(name).isValueNode() ? node.path(name).asText(null) : null, SHORT);
    }

    private static String text(JsonNode node, String name) {
        return text(node.path(name));
    }

    private static String text(JsonNode node) {
        return Words.tame(node.isValueNode() ? node.asText(null) : null, LONG);
    }
}
