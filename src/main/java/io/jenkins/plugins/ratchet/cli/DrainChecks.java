package io.jenkins.plugins.ratchet.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.config.Check;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import io.jenkins.plugins.ratchet.verify.Verification;
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
        JsonNode live = session.releases()
                .history()
                .deployed()
                .flatMap(session.releases()::load)
                .map(Release::values)
                .orElse(MissingNode.getInstance());
        return new Verification(
                        refs -> List.of(),
                        session.databases(),
                        session.settings(live),
                        session.directory(),
                        session.redaction(),
                        session.events(),
                        session.stopped())
                .tried(checks, live);
    }
}
