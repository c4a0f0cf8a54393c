package io.jenkins.plugins.ratchet.plan;

import io.jenkins.plugins.ratchet.outcome.Finding;
import java.util.List;
import java.util.Optional;

/** No extra argument that skips the migration or contradicts what Ratchet itself tells helm. */
final class HelmArguments implements Rule {
    private static final List<String> SKIPS =
            List.of("no-hooks", "dry-run", "post-renderer", "disable-openapi-validation", "dependency-update");
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
            "create-namespace",
            "values",
            "f",
            "kube-apiserver",
            "kube-token",
            "kube-ca-file",
            "kube-as-user",
            "kube-as-group",
            "kube-insecure-skip-tls-verify",
            "kube-tls-server-name");

    /** By these helm turns to another cluster, or to this one as somebody else, while Ratchet looks at its own. */
    private static final List<String> ELSEWHERE = List.of(
            "HELM_KUBEAPISERVER",
            "HELM_KUBETOKEN",
            "HELM_KUBECAFILE",
            "HELM_KUBEASUSER",
            "HELM_KUBEASGROUPS",
            "HELM_KUBEINSECURE_SKIP_TLS_VERIFY",
            "HELM_KUBETLS_SERVER_NAME",
            "HELM_KUBECONTEXT");

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
    public boolean beforeRestore() {
        return true;
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
                .or(() -> elsewhere(situation))
                .orElse(List.of());
    }

    private Optional<List<Finding>> elsewhere(Situation situation) {
        return ELSEWHERE.stream()
                .filter(name -> !situation.environment().getOrDefault(name, "").isEmpty())
                // A context of the configuration is handed to helm as a flag, which wins.
                .filter(name ->
                        !name.equals("HELM_KUBECONTEXT") || situation.config().kubeContext() == null)
                .findFirst()
                .map(name -> List.of(Finding.block(
                        id(),
                        name + " is set: helm may reach another cluster, or this one as somebody else, than Ratchet"
                                + " looks at",
                        "helm and Ratchet at the same API server",
                        "unset it; set kubeContext in ratchet.yaml, or KUBECONFIG")));
    }
}
