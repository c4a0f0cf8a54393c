package io.jenkins.plugins.ratchet.plan;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.change.ChangeInspector;
import io.jenkins.plugins.ratchet.plan.change.ChangeSubject;
import io.jenkins.plugins.ratchet.plan.change.HeldValues;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Reads what an upgrade would change, where there is a deployed revision to change. */
public final class ChangesReader implements OutlookReader {
    private final ChangeInspector inspector;
    private final ReleaseStore releases;
    private final Path directory;
    private final Function<ChartInfo, Optional<HeldValues>> held;

    /**
     * @param directory that of {@code ratchet.yaml}
     */
    public ChangesReader(ChangeInspector inspector, ReleaseStore releases, Path directory) {
        this(inspector, releases, directory, null);
    }

    /** @param held values of a chart where somebody else holds them; what he does not tell cannot be looked at */
    public ChangesReader(
            ChangeInspector inspector,
            ReleaseStore releases,
            Path directory,
            Function<ChartInfo, Optional<HeldValues>> held) {
        this.inspector = inspector;
        this.releases = releases;
        this.directory = directory;
        this.held = held;
    }

    @Override
    public Outlook read(Situation situation) {
        Optional<JsonNode> deployed = situation.history().deployed().flatMap(releases::raw);
        Optional<HeldValues> values = held == null ? Optional.empty() : held.apply(situation.target());
        if (held != null && values.isEmpty()) {
            return situation.outlook();
        }
        return deployed.map(payload -> situation
                        .outlook()
                        .withChanges(inspector.inspect(new ChangeSubject(
                                situation.config(),
                                directory,
                                payload,
                                situation.target(),
                                values.orElse(null),
                                refusal(situation)))))
                .orElse(situation.outlook());
    }

    /** Helm gets no arguments that an upgrade would not be given, and is not asked while it would refuse anyway. */
    private static String refusal(Situation situation) {
        Optional<Finding> flags = new HelmArguments()
                .evaluate(situation).stream()
                        .filter(Finding::blocks)
                        .findFirst()
                        .or(() -> ForbiddenFlags.in(situation.config().helmArgs(), ForbiddenFlags.BACKWARDS)
                                .map(flag -> Finding.block("no-rollback", "helmArgs hold " + flag, null, null)));
        return flags.map(Finding::seen)
                .orElse(situation.history().state().pending() ? "a helm operation is pending" : null);
    }
}
