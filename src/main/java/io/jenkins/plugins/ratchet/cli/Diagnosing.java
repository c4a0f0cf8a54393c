package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.diagnosis.Diagnostics;
import io.jenkins.plugins.ratchet.diagnosis.Dossier;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseHistory;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Probes;
import io.jenkins.plugins.ratchet.plan.Purpose;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.upgrade.Triage;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Puts together what a run knows of a failure, reads what it does not, and has it diagnosed. Changes nothing. */
final class Diagnosing {
    /** Without an upgrade in the record: what is older is another story. */
    private static final Duration UNRECORDED = Duration.ofHours(6);

    private final Session session;
    private final ReportDraft draft;

    Diagnosing(Session session, ReportDraft draft) {
        this.session = session;
        this.draft = draft;
    }

    /** What the run itself has seen; null or empty where it has not looked. */
    record Seen(
            String outcome,
            List<JobOutcome> hooks,
            List<WorkloadStatus> workloads,
            List<CheckResult> checks,
            String printed,
            Advice advice) {

        private static final String ON_DEMAND = "diagnosed on demand";

        /** Whether the diagnosis is all that the run is for. */
        boolean onDemand() {
            return outcome.equals(ON_DEMAND);
        }

        static Seen nothing() {
            return new Seen(ON_DEMAND, List.of(), List.of(), List.of(), null, null);
        }
    }

    /** Diagnoses, and tells the draft. */
    Dossier run(Seen seen) {
        ReleaseHistory history = session.releases().history();
        Optional<Release> newest = history.newest().flatMap(session.releases()::load);
        RecordStore.Stored stored = session.records().read();
        Optional<Upgrade> upgrade = Optional.ofNullable(stored.record()).flatMap(UpgradeRecord::latest);
        Map<String, String> schemas = schemas();
        List<JobOutcome> hooks = seen.hooks().isEmpty()
                ? newest.map(release -> hooks(release, history, upgrade)).orElse(List.of())
                : seen.hooks();
        List<WorkloadStatus> workloads =
                seen.workloads().isEmpty() ? newest.map(this::workloads).orElse(List.of()) : seen.workloads();
        Advice advice = seen.advice() != null
                ? seen.advice()
                : upgrade.filter(each -> each.state() == UpgradeState.FAILED && each.to() != null)
                        .map(each -> advice(each, schemas, hooks, newest))
                        .orElse(null);
        upgrade.ifPresent(draft::upgrade);
        draft.jobs(hooks).workloads(workloads).advice(advice);
        Incident incident = new Incident(
                session.config().release(),
                session.config().namespace(),
                seen.outcome(),
                upgrade.orElse(null),
                newest.orElse(null),
                hooks,
                workloads,
                seen.checks(),
                schemas,
                advice,
                session.config().support(),
                history.revisions().stream()
                        .map(meta -> meta.revision() + "  " + meta.status() + "  " + meta.created())
                        .toList(),
                seen.printed(),
                since(upgrade));
        Dossier dossier = new Diagnostics(session.evidence(), session.redaction()).diagnose(incident);
        draft.diagnosis(dossier.diagnosis());
        return dossier;
    }

    private static Instant since(Optional<Upgrade> upgrade) {
        return upgrade.flatMap(each -> each.transitions().stream()
                        .filter(transition -> transition.state() == UpgradeState.UPGRADING)
                        .reduce((older, newer) -> newer))
                .map(transition -> transition.at().minusSeconds(60))
                .orElseGet(() -> Instant.now().minus(UNRECORDED));
    }

    private List<JobOutcome> hooks(Release release, ReleaseHistory history, Optional<Upgrade> upgrade) {
        boolean watched = upgrade.filter(Upgrade::isUpgraded).isPresent();
        boolean made = upgrade.map(Upgrade::helm)
                .filter(helm -> helm.revision() == release.revision())
                .isPresent();
        return tried(
                List.of(),
                () ->
                        session
                                .site()
                                .migrations(
                                        release,
                                        history.revision(release.revision()).orElseThrow(),
                                        watched)
                                .stream()
                                // Of a revision that the upgrade did not make nobody expects that they are still there.
                                .filter(job -> made || job.state() != JobOutcome.State.VANISHED)
                                .toList());
    }

    private List<WorkloadStatus> workloads(Release release) {
        return tried(List.of(), () -> session.site().now(session.site().workloads(release)));
    }

    private Map<String, String> schemas() {
        Map<String, String> schemas = new LinkedHashMap<>();
        for (Database database : session.config().databases()) {
            if (database.kind() == Database.Kind.postgres) {
                tried(Optional.<String>empty(), () -> session.databases().schema(database))
                        .ifPresent(state -> schemas.put(database.name(), state));
            }
        }
        return schemas;
    }

    private Advice advice(
            Upgrade upgrade, Map<String, String> schemas, List<JobOutcome> hooks, Optional<Release> newest) {
        Situation situation = session.inspector().inspect(Purpose.BACKUP, null, Probes.NONE, null, true);
        Optional<Release> made = newest.filter(release ->
                upgrade.helm() != null && release.revision() == upgrade.helm().revision());
        return new Triage(
                        session.config(),
                        schemas.isEmpty() ? upgrade : upgrade.withSchemaAfter(schemas),
                        situation.databases().stream()
                                .filter(database -> database.required())
                                .toList(),
                        hooks,
                        made,
                        Optional.empty())
                .advice();
    }

    /** What cannot be read leaves a gap; the rest is diagnosed all the same. */
    private <T> T tried(T otherwise, Supplier<T> question) {
        try {
            return question.get();
        } catch (RunException e) {
            session.events().fact("diagnosis", e.getMessage());
            return otherwise;
        }
    }
}
