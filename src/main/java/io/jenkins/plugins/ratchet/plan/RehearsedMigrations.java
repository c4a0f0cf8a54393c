package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.config.Durations;
import io.jenkins.plugins.ratchet.config.MigrationPolicy;
import io.jenkins.plugins.ratchet.config.RehearsalPolicy;
import io.jenkins.plugins.ratchet.event.Units;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.migration.MigrationOutlook;
import io.jenkins.plugins.ratchet.record.Rehearsal;
import java.time.Duration;
import java.util.List;

/** Migrations that were rehearsed ran to their end, well within the time that helm gives them. */
final class RehearsedMigrations implements Rule {
    @Override
    public String id() {
        return "migrations-rehearsed";
    }

    @Override
    public String purpose() {
        return "Where the migrations were rehearsed on a copy (`plan --rehearse`), they ran to their end there, and"
                + " `upgrade.timeout` is migrations.rehearsal.factor times as long as they took.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        return situation
                .outlook()
                .knownMigrations()
                .map(MigrationOutlook::rehearsal)
                .map(rehearsal -> finding(situation, rehearsal))
                .stream()
                .toList();
    }

    private Finding finding(Situation situation, Rehearsal rehearsal) {
        String which = "the migrations of " + rehearsal.target() + " on a copy of database " + rehearsal.database();
        if (rehearsal.failure() != null) {
            return Finding.block(
                    id(),
                    which + " failed: " + rehearsal.failure(),
                    "migrations that run to their end",
                    "mend them, or what runs them, and rehearse again");
        }
        MigrationPolicy policy = situation.config().migrations();
        int factor = policy == null || policy.rehearsal() == null
                ? new RehearsalPolicy(null, null, null, null, null).factor()
                : policy.rehearsal().factor();
        Duration timeout = situation.config().upgrade().timeout();
        Duration wanted = rehearsal.took().multipliedBy(factor);
        String took = which + " took " + Units.duration(rehearsal.took());
        if (wanted.compareTo(timeout) <= 0) {
            return Finding.info(
                    id(),
                    took + ", well within upgrade.timeout; " + rehearsal.changed()
                            + " changes may break the old version");
        }
        String todo =
                "set upgrade.timeout to " + Durations.format(Duration.ofMinutes(wanted.toMinutes() + 1)) + " or more";
        String seen = took + "; upgrade.timeout is " + Durations.format(timeout);
        return rehearsal.took().compareTo(timeout) > 0
                ? Finding.block(id(), seen + ": helm would give up while they run", "a timeout that suffices", todo)
                : Finding.warn(id(), seen + ", less than " + factor + " times that", null, todo);
    }
}
