package io.jenkins.plugins.ratchet.plan.migration;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.ratchet.migration.LintFinding;
import io.jenkins.plugins.ratchet.record.Rehearsal;
import java.util.List;

/**
 * What the upgrade will do to the databases, and what a way back would take.
 *
 * @param configured whether {@code migrations} names the trees in which the versions' migrations are
 * @param scenario the rollback scenario, 1 to 3
 * @param cost what a failure would cost
 * @param evidence why it is that scenario
 * @param files the new migrations; empty where they are not known
 * @param findings what the lint says of them, as many as a page holds
 * @param errors how many of all its findings are errors
 * @param rehearsal of the target's migrations on a copy made of the open upgrade's backup; null where there was none
 * @param digest of the migrations of both versions; null where they are not known
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MigrationOutlook(
        boolean configured,
        int scenario,
        String cost,
        List<String> evidence,
        List<String> files,
        List<LintFinding> findings,
        long errors,
        Rehearsal rehearsal,
        String digest) {

    public MigrationOutlook {
        evidence = evidence == null ? List.of() : List.copyOf(evidence);
        files = files == null ? List.of() : List.copyOf(files);
        findings = findings == null ? List.of() : List.copyOf(findings);
    }
}
