package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.cluster.Reconciler;
import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.ArrayList;
import java.util.List;

/** Nobody else brings the release in line with something while it is upgraded. */
final class ReconciledElsewhere implements Rule {
    @Override
    public String id() {
        return "reconciled-elsewhere";
    }

    @Override
    public String purpose() {
        return "Neither Argo CD nor Flux manages the release, or what of them does is suspended: it would take the"
                + " upgrade back, or start one of its own beside it.";
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        List<Finding> findings = new ArrayList<>();
        for (Reconciler each : situation.outlook().reconcilers()) {
            String what = each.object() + " of " + each.tool() + " in namespace " + each.namespace();
            if (Boolean.TRUE.equals(each.suspended())) {
                findings.add(Finding.info(id(), what + " manages the release, and is suspended"));
            } else {
                findings.add(Finding.block(
                        id(),
                        what + " manages the release" + (each.suspended() == null ? "" : " and is not suspended") + " ("
                                + each.evidence() + ")",
                        "nobody else who changes it meanwhile",
                        "`ratchet freeze` suspends it and `ratchet thaw` puts it back; lead what it follows to the new"
                                + " version before that, or it takes the upgrade back"));
            }
        }
        return findings;
    }
}
