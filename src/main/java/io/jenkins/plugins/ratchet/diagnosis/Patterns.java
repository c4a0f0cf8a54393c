package io.jenkins.plugins.ratchet.diagnosis;

import io.jenkins.plugins.ratchet.diagnosis.HookFailures.Left;
import io.jenkins.plugins.ratchet.diagnosis.cluster.AdmissionRefused;
import io.jenkins.plugins.ratchet.diagnosis.cluster.ClaimPending;
import io.jenkins.plugins.ratchet.diagnosis.cluster.MissingKey;
import io.jenkins.plugins.ratchet.diagnosis.cluster.NodeAway;
import io.jenkins.plugins.ratchet.diagnosis.cluster.OldPodsServe;
import io.jenkins.plugins.ratchet.diagnosis.cluster.PemNewlines;
import io.jenkins.plugins.ratchet.diagnosis.cluster.QuotaExceeded;
import io.jenkins.plugins.ratchet.diagnosis.cluster.Unschedulable;
import io.jenkins.plugins.ratchet.diagnosis.project.DependencyUnready;
import io.jenkins.plugins.ratchet.diagnosis.project.MissingFile;
import io.jenkins.plugins.ratchet.diagnosis.project.NotStarted;
import io.jenkins.plugins.ratchet.diagnosis.project.OldVersionServes;
import io.jenkins.plugins.ratchet.diagnosis.project.ServiceEnded;
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
            new MissingFile(),
            new PortTaken(),
            new NotStarted(),
            new DependencyUnready(),
            new PemNewlines(),
            new ClaimPending(),
            new QuotaExceeded(),
            new AdmissionRefused(),
            new Unschedulable(),
            new OutOfMemory(),
            new IncompleteSchema(),
            new ConfigRefused(),
            new CrashLoop(),
            new ServiceEnded(),
            new NeverReady(),
            new OldPodsServe(),
            new OldVersionServes(),
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
