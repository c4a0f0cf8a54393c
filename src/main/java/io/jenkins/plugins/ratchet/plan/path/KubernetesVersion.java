package io.jenkins.plugins.ratchet.plan.path;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.plan.Rule;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.util.List;

/** The cluster is one that the chart is made for: helm would refuse it, but only once everything else was prepared. */
public final class KubernetesVersion implements Rule {
    @Override
    public String id() {
        return "kubernetes-version";
    }

    @Override
    public String purpose() {
        return "The cluster's version is within the chart's `kubeVersion`, as helm itself reads it.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        String unfit = situation.outlook().unfit();
        return unfit == null
                ? List.of()
                : List.of(Finding.block(
                        id(),
                        unfit,
                        "kubeVersion " + situation.target().kubeVersion().orElse(""),
                        "upgrade the cluster first, or go to a version of the product that is made for it"));
    }
}
