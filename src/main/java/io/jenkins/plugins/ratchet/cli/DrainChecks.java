package io.jenkins.plugins.ratchet.cli;

import io.jenkins.plugins.ratchet.config.Check;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.util.List;
import java.util.function.Function;

/** Tries the checks of a step of the freeze against the release as it is now. */
final class DrainChecks implements Function<List<Check>, List<CheckResult>> {
    private final Session session;

    DrainChecks(Session session) {
        this.session = session;
    }

    @Override
    public List<CheckResult> apply(List<Check> checks) {
        return new ReleaseChecks(session, new ReportDraft(Version.current(), "freeze")).alone(checks);
    }
}
