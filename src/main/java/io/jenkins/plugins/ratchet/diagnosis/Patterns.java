package io.jenkins.plugins.ratchet.diagnosis;

import io.jenkins.plugins.ratchet.diagnosis.HookFailures.Left;
import java.util.ArrayList;
import java.util.List;

/** All patterns, those first that explain others. */
final class Patterns {
    static final List<Pattern> ALL = List.of(
            new RolledBack(),
            new HookFailed(Left.NOTHING),
            new HookFailed(Left.SOMETHING),
            new HookFailed(Left.UNKNOWN),
            new HookJobDeleted(),
            new NodeAway(),
            new ImagePull(),
            new MissingKey(),
            new PemNewlines(),
            new ClaimPending(),
            new QuotaExceeded(),
            new AdmissionRefused(),
            new Unschedulable(),
            new OutOfMemory(),
            new IncompleteSchema(),
            new CrashLoop(),
            new NeverReady(),
            new OldPodsServe(),
            new FailedChecks());

    private Patterns() {}

    static List<Cause> causes(Observed observed) {
        List<Cause> causes = new ArrayList<>();
        for (Pattern pattern : ALL) {
            pattern.in(observed).ifPresent(causes::add);
        }
        causes.addAll(FailedChecks.known(observed));
        return causes;
    }
}
