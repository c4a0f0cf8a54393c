package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.PlannedDatabase;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.restore.RestorePlan;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The parts of a report as rows of text, for renderers that show tables; null where there is nothing to say. */
final class Rows {
    private Rows() {}

    /** The report's list, or an empty one. */
    static <T> List<T> of(List<T> list) {
        return list == null ? List.of() : list;
    }

    /** Findings, the heaviest first. */
    static List<Finding> findings(Report report) {
        return of(report.findings()).stream()
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
    }

    static List<String> database(PlannedDatabase database) {
        return row(
                database.name(),
                database.kind(),
                database.required() ? "required" : "not needed",
                database.reason(),
                database.note());
    }

    static List<String> backup(BackupEntry backup) {
        return row(
                backup.database(),
                Units.bytes(backup.bytes()),
                Units.duration(backup.took()),
                backup.proven() ? "proven by " + backup.proof() : "not proven",
                backup.takenAt() == null ? null : backup.takenAt().toString(),
                backup.location());
    }

    static List<String> job(JobOutcome job) {
        return row(job.name(), job.hook(), word(job.state()), Units.duration(job.took()), job.message());
    }

    static List<String> workload(WorkloadEntry workload) {
        return row(
                workload.kind() + " " + workload.name(),
                workload.ready() ? "ready" : "not ready",
                workload.reason() == null ? workload.progress() : workload.progress() + " (" + workload.reason() + ")",
                workload.revision(),
                workload.images() == null ? null : String.join(", ", workload.images()),
                workload.restarts() == null ? null : workload.restarts().toString());
    }

    static List<String> check(CheckResult check) {
        return row(
                check.name(),
                check.kind(),
                word(check.outcome()),
                check.seen(),
                check.todo() == null
                        ? check.expected()
                        : (check.expected() == null ? "" : check.expected() + " — ") + "to do: " + check.todo(),
                Units.duration(check.took()));
    }

    /** Schema versions: database, before, after. */
    static List<List<String>> schemas(Report report) {
        Map<String, String> before = report.schemaBefore() == null ? Map.of() : report.schemaBefore();
        Map<String, String> after = report.schemaAfter() == null ? Map.of() : report.schemaAfter();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        return names.stream()
                .map(name -> row(name, before.get(name), after.get(name)))
                .toList();
    }

    /** What a restore would do, or did: what, and the facts. */
    static List<List<String>> restore(RestorePlan plan) {
        List<List<String>> rows = new ArrayList<>();
        if (plan == null) {
            return rows;
        }
        rows.add(
                row("strategy", plan.strategy() == null ? null : plan.strategy().toString()));
        for (RestorePlan.Store store : plan.stores()) {
            rows.add(row("back to", store.database() + ": " + store.takenAt() + ", backup " + store.backup()));
            rows.add(row(
                    store.kept() == null ? "beside" : "instead of",
                    store.present() + (store.kept() == null ? "" : ", kept as " + store.kept())));
            rows.add(row("into", store.restored()));
            store.lost().forEach(text -> rows.add(row("lost", text)));
        }
        plan.writers().forEach(writer -> rows.add(row("stopped", writer)));
        rows.add(row(
                plan.images().isEmpty() ? "chart" : "version", plan.chart() == null ? "not touched" : plan.chart()));
        plan.images().forEach(image -> rows.add(row("image", image)));
        plan.hooks().forEach(hook -> rows.add(row("hook", hook)));
        new TreeMap<>(plan.repoint()).forEach((path, value) -> rows.add(row("value", path + "=" + value)));
        if (plan.reason() != null) {
            rows.add(row("reason", plan.reason()));
        }
        plan.notes().forEach(note -> rows.add(row("note", note)));
        plan.done().forEach(fact -> rows.add(row("did", fact)));
        return rows;
    }

    /** {@code NEVER_SEEN} as {@code never-seen}. */
    static String word(Enum<?> constant) {
        return constant == null
                ? null
                : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<String> row(String... cells) {
        List<String> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(cell);
        }
        return row;
    }
}
