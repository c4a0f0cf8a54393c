package io.jenkins.plugins.ratchet.plan;

import static io.jenkins.plugins.ratchet.plan.SituationBuilder.fine;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.Severity;
import io.jenkins.plugins.ratchet.plan.change.Changes;
import io.jenkins.plugins.ratchet.plan.change.ObjectChange;
import io.jenkins.plugins.ratchet.plan.change.ObjectRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemovedApisTest {
    private static final String LIVE =
            "---\napiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata:\n  name: api\n";

    private static List<Finding> found(String kubernetes, String live, ObjectChange... changes) {
        SituationBuilder situation = fine().noRevisions();
        situation.manifest = live;
        situation.revision(7, ReleaseStatus.DEPLOYED, "1.7.0", "26.7.0");
        situation.outlook = Outlook.NONE
                .withKubernetes(kubernetes)
                .withChanges(new Changes(null, null, null, List.of(changes), 0, null, null, 0, null));
        return situation.findings("removed-apis");
    }

    private static ObjectChange change(ObjectChange.Action action, String apiVersion, String kind, String name) {
        return new ObjectChange(action, new ObjectRef(apiVersion, kind, "shop", name), null, null, null);
    }

    @Test
    void an_api_that_the_cluster_no_longer_serves_blocks() {
        assertThat(found(
                        "v1.25.3-gke.100",
                        "",
                        change(ObjectChange.Action.CREATE, "batch/v1beta1", "CronJob", "nightly")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.blocks()).isTrue();
                    assertThat(finding.seen())
                            .isEqualTo("CronJob nightly is of batch/v1beta1, which Kubernetes 1.25 removed; the cluster"
                                    + " is 1.25");
                });
    }

    @Test
    void one_that_the_next_version_removes_is_warned_of_and_later_ones_are_not() {
        ObjectChange cron = change(ObjectChange.Action.CHANGE, "batch/v1beta1", "CronJob", "nightly");
        assertThat(found("v1.24.0", "", cron)).extracting(Finding::severity).containsExactly(Severity.WARN);
        assertThat(found("v1.23.0", "", cron)).isEmpty();
        assertThat(found("v1.34.2", "", change(ObjectChange.Action.CREATE, "batch/v1", "CronJob", "nightly")))
                .isEmpty();
    }

    @Test
    void what_stays_as_it_is_counts_and_what_is_replaced_or_deleted_does_not() {
        assertThat(found("v1.25.0", LIVE)).hasSize(1);
        assertThat(found(
                        "v1.25.0", LIVE, change(ObjectChange.Action.CHANGE, "policy/v1", "PodDisruptionBudget", "api")))
                .isEmpty();
        assertThat(found(
                        "v1.25.0",
                        LIVE,
                        change(ObjectChange.Action.DELETE, "policy/v1beta1", "PodDisruptionBudget", "api")))
                .isEmpty();
    }

    @Test
    void a_cluster_that_says_nothing_readable_is_not_judged() {
        assertThat(found("unknown", LIVE)).isEmpty();
    }
}
