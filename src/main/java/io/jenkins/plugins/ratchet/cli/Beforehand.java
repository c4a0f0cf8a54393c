package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.cli.EngineCommand.Ending;
import io.jenkins.plugins.ratchet.config.Check;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.plan.Probes;
import io.jenkins.plugins.ratchet.plan.Purpose;
import io.jenkins.plugins.ratchet.plan.Rules;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.record.CheckBefore;
import io.jenkins.plugins.ratchet.record.HealthBefore;
import io.jenkins.plugins.ratchet.record.RecordStore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeIds;
import io.jenkins.plugins.ratchet.record.UpgradeLock;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Looks before an upgrade whether the product is well, and remembers it on the upgrade that is to come. */
final class Beforehand {
    private final Session session;
    private final ReportDraft draft;

    Beforehand(Session session, ReportDraft draft) {
        this.session = session;
        this.draft = draft;
    }

    /** @throws RefusedException where a check fails; that is remembered too */
    Ending run(UpgradeLock lock) {
        Situation situation = session.inspector().inspect(Purpose.BACKUP, null, Probes.NONE, null, true);
        List<Finding> findings = Rules.evaluate(situation);
        if (findings.stream().anyMatch(Finding::blocks)) {
            throw new RefusedException(findings);
        }
        draft.findings(findings);
        Optional<Upgrade> open = situation.open().filter(Upgrade::isResumable);
        if (open.filter(Upgrade::isBegun).isPresent()) {
            draft.upgrade(open.get());
            return Ending.done("upgrade " + open.get().id()
                    + " has begun: what was before it cannot be seen any more, and nothing was checked"
                    + (open.get().health() == null
                            ? ""
                            : "; it was looked at, at " + open.get().health().at()));
        }
        List<CheckResult> results = new ReleaseChecks(session, draft).before();
        draft.checks(results);
        if (session.stopped().getAsBoolean()) {
            return new Ending(ExitCode.TERMINATED, "interrupted; nothing was remembered");
        }
        Upgrade upgrade = open.orElseGet(() -> Upgrade.open(
                UpgradeIds.next(),
                session.startedBy(),
                situation.deployed().orElseThrow().version(),
                Instant.now()));
        HealthBefore health = health(results, upgrade.id());
        lock.requireHeld("the checks were remembered");
        remember(situation, upgrade.withHealth(health));
        if (!health.failed().isEmpty()) {
            throw new RefusedException(List.of(Rules.unhealthy(health)));
        }
        return Ending.done("before the upgrade all is well: " + health.checks().size() + " checks passed");
    }

    private void remember(Situation situation, Upgrade upgrade) {
        UpgradeRecord record = situation
                .record()
                .orElseGet(() -> UpgradeRecord.adopt(
                        session.config().release(), session.config().namespace(), situation.mark()));
        RecordStore.Stored stored =
                session.records().write(record.superseding(upgrade).withMark(situation.mark()), situation.stored());
        draft.upgrade(stored.record().open());
    }

    /** Skipped ones say nothing about the product. */
    private HealthBefore health(List<CheckResult> results, String id) {
        return new HealthBefore(
                Instant.now(),
                results.stream()
                        .filter(result -> result.outcome() == CheckResult.Outcome.PASSED || result.failed())
                        .map(result -> remembered(result, id))
                        .toList());
    }

    private CheckBefore remembered(CheckResult result, String id) {
        boolean compared = session.config().checks().stream()
                .filter(check -> check.name().equals(result.name()))
                .map(Check::compare)
                .anyMatch(compare -> compare != null);
        return !compared || result.value() == null
                ? CheckBefore.of(result.name(), !result.failed())
                : CheckBefore.of(result.name(), !result.failed(), result.value(), id, showable(result));
    }

    /** What a web page or a program says may be anything; what a query counts may be shown. */
    private boolean showable(CheckResult result) {
        boolean number = result.value().matches("-?[0-9]+(\\.[0-9]+)?");
        boolean masked = !result.value().equals(session.redaction().redact(result.value()));
        return !masked && (number || result.kind().equals("sql"));
    }
}
