package io.jenkins.plugins.ratchet.diagnosis;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.config.Support;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What is to be diagnosed, as far as the run knows it.
 *
 * @param outcome what came of the run, in one sentence
 * @param upgrade the upgrade that it belongs to; null where there is none
 * @param revision the newest revision of the release; null where there is none
 * @param hooks how the migrations of that revision stand
 * @param workloads how its workloads were last seen
 * @param checks what the verification found; empty where there was none
 * @param schemaNow schema state by database, read for this diagnosis; empty where nobody could
 * @param advice what to do, where the run has found that out; else null
 * @param support whom to ask; null where the configuration names nobody
 * @param history of the release, a line a revision
 * @param printed by the program that moves the release; null where this run started none
 * @param since what is older says nothing about this failure
 */
public record Incident(
        String release,
        String namespace,
        String outcome,
        Upgrade upgrade,
        Release revision,
        List<JobOutcome> hooks,
        List<WorkloadStatus> workloads,
        List<CheckResult> checks,
        Map<String, String> schemaNow,
        Advice advice,
        Support support,
        List<String> history,
        String printed,
        Instant since) {

    public Incident {
        hooks = List.copyOf(hooks);
        workloads = List.copyOf(workloads);
        checks = List.copyOf(checks);
        schemaNow = Map.copyOf(schemaNow);
        history = List.copyOf(history);
    }

    /** Schema states before the upgrade. */
    public Map<String, String> schemaBefore() {
        return upgrade == null ? Map.of() : upgrade.schemaBefore();
    }

    /** The newest that is known: read just now, else after the upgrade. */
    public Map<String, String> schemaAfter() {
        return schemaNow.isEmpty() && upgrade != null ? upgrade.schemaAfter() : schemaNow;
    }

    /** Lines in which the run, the record and the program that moves the release told of the failure. */
    public List<String> said() {
        return Stream.of(outcome, upgrade == null ? null : upgrade.message(), printed)
                .filter(Objects::nonNull)
                .flatMap(String::lines)
                .map(Words::line)
                .filter(line -> !line.isEmpty())
                .distinct()
                .toList();
    }
}
