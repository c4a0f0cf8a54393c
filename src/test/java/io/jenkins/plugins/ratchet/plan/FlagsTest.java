package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.fine;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What helm may not be told, by {@code no-rollback} and {@code helm-argument}. */
class FlagsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--atomic",
                "--atomic=true",
                "--atomic=false",
                "--ATOMIC",
                "-atomic",
                "--wait --atomic",
                "--rollback-on-failure",
                "--rollback-on-failure=true",
                "--rollback_on_failure",
                "--cleanup-on-fail",
                "--force",
                "--force=true",
                "--force-replace",
                "--force-conflicts",
                "--take-ownership",
                "--recreate-pods",
                "'--atomic'",
                "--skip-crds,--force",
                "--skip-crds\n--force",
                "--set a=b --atomic"
            })
    void a_flag_that_goes_backwards_is_refused_in_every_spelling(String argument) {
        assertThat(fine().args(argument).refusals()).contains("no-rollback");
        assertThat(fine().args("--skip-crds", argument).refusals()).contains("no-rollback");
    }

    @ParameterizedTest
    @CsvSource({
        "HELM_UPGRADE_ARGS, --atomic",
        "HELM_ARGS, --skip-crds --rollback-on-failure=true",
        "HELM_EXTRA, '\"--force\"'",
        "HELM_ATOMIC, true",
        "HELM_FORCE, 1",
        "HELM_ROLLBACK_ON_FAILURE, true",
        "HELM_EXTRA, --set=a=b --atomic"
    })
    void a_helm_variable_that_goes_backwards_is_refused(String name, String value) {
        assertThat(fine().environment(name, value).findings("no-rollback"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains(name));
    }

    @ParameterizedTest
    @CsvSource({
        "HELM_ATOMIC, ''",
        "HELM_ARGS, --set app.atomic=true",
        "HELM_CACHE_HOME, /tmp/force",
        "UPGRADE_ARGS, --atomic",
        "HELM_NAMESPACE, atomic",
        "HELM_DEBUG, true"
    })
    void a_variable_that_merely_looks_alike_passes(String name, String value) {
        assertThat(fine().environment(name, value).refusals()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--set|app.atomic=true",
                "--set=app.atomic=true",
                "--set app.atomic=true",
                "--set-string|note=--not-a-flag",
                "--set-string|note=use --force with care",
                "--set-string=note=never --atomic",
                "--set-json|{\"args\": [\"--force\"]}",
                "--set|--atomic=1",
                "--set|force=true|--set|atomic=true",
                "--skip-crds",
                "--skip-schema-validation",
                "--atomically"
            })
    void a_value_that_merely_contains_the_word_passes(String arguments) {
        assertThat(fine().args(arguments.split("\\|")).refusals()).isEmpty();
    }

    @Test
    void a_flag_after_a_value_is_a_flag_again() {
        assertThat(fine().args("--set", "a=b", "--atomic").refusals()).containsExactly("no-rollback");
    }

    @Test
    void forbidden_flags_cannot_be_waived() {
        assertThat(fine().args("--atomic").allow("no-rollback").refusals()).containsExactly("no-rollback");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--no-hooks",
                "--no-hooks=true",
                "--dry-run=client",
                "--post-renderer=./x",
                "--dependency-update",
                "--namespace=other",
                "-n other",
                "-nother",
                "-n",
                "-in",
                "--install",
                "-i",
                "--version=2",
                "--description=x",
                "--labels=a=b",
                "--timeout=1s",
                "--wait",
                "--wait=legacy",
                "--reuse-values",
                "--reset-then-reuse-values",
                "--kube-context=other",
                "--kubeconfig=/x",
                "--kube-apiserver=https://other",
                "--kube-as-user=root",
                "--history-max=1",
                "-f=more.yaml",
                "-fmore.yaml",
                "--values",
                "-ojson"
            })
    void an_argument_that_contradicts_ratchet_is_refused(String argument) {
        assertThat(fine().args(argument).refusals()).containsExactly("helm-argument");
    }

    @Test
    void the_value_of_a_refused_argument_is_not_shown() {
        assertThat(fine().args("--kube-token=eyJhbGciOi").findings("helm-argument"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.toString())
                        .contains("--kube-token=…")
                        .doesNotContain("eyJhbGciOi"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HELM_KUBEAPISERVER", "HELM_KUBETOKEN", "HELM_KUBEASUSER", "HELM_KUBECONTEXT"})
    void a_variable_that_turns_helm_to_another_cluster_is_refused(String name) {
        assertThat(fine().environment(name, "other").refusals()).containsExactly("helm-argument");
    }

    @Test
    void the_configured_context_wins_over_the_variable() {
        SituationBuilder situation = fine().environment("HELM_KUBECONTEXT", "other");
        situation.kubeContext = "production";
        assertThat(situation.refusals()).isEmpty();
    }
}
