package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import java.util.List;

/**
 * What an upgrade would do, and what speaks against it.
 *
 * @param from what is deployed; null where nothing is
 * @param digest over everything that the plan was made from, see {@link PlanDigest}; binds an approval to it
 * @param outlook the path, the changes, the migrations and the time that it may take
 */
public record Plan(
        ReleaseVersion from,
        ReleaseVersion to,
        String digest,
        List<Finding> findings,
        List<PlannedDatabase> databases,
        Outlook outlook) {

    public Plan {
        findings = List.copyOf(findings);
        databases = List.copyOf(databases);
    }

    public Plan withoutFindings() {
        return new Plan(from, to, digest, List.of(), databases, outlook);
    }

    public boolean blocked() {
        return findings.stream().anyMatch(Finding::blocks);
    }

    public List<PlannedDatabase> requiredDatabases() {
        return databases.stream().filter(PlannedDatabase::required).toList();
    }
}
