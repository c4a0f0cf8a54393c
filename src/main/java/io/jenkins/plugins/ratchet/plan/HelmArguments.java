package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;

/** No extra argument that skips the migration or contradicts what Ratchet itself tells helm. */
final class HelmArguments implements Rule {
    private static final List<String> SKIPS =
            List.of("no-hooks", "dry-run", "post-renderer", "disable-openapi-validation");
    private static final List<String> OURS = List.of(
            "namespace",
            "n",
            "version",
            "install",
            "i",
            "description",
            "labels",
            "timeout",
            "wait",
            "wait-for-jobs",
            "kubeconfig",
            "kube-context",
            "reuse-values",
            "reset-values",
            "reset-then-reuse-values",
            "history-max",
            "output",
            "o",
            "create-namespace");

    @Override
    public String id() {
        return "helm-argument";
    }

    @Override
    public String purpose() {
        return "No extra helm argument skips the migration hooks or contradicts what Ratchet tells helm.";
    }

    @Override
    public boolean waivable() {
        return false;
    }

    @Override
    public List<Finding> evaluate(Situation situation) {
        List<String> arguments = situation.config().helmArgs();
        return ForbiddenFlags.in(arguments, SKIPS)
                .map(flag -> List.of(Finding.block(
                        id(),
                        "extra argument " + flag + " would skip hooks or change what was reviewed",
                        "hooks run: they carry the migration",
                        "remove it from helmArgs or the extra arguments")))
                .or(() -> ForbiddenFlags.in(arguments, OURS)
                        .map(flag -> List.of(Finding.block(
                                id(),
                                "extra argument " + flag + " is set by Ratchet itself",
                                "settings in ratchet.yaml or Ratchet's own options",
                                "remove it; use release, namespace, values, upgrade.timeout in ratchet.yaml"))))
                .orElse(List.of());
    }
}
