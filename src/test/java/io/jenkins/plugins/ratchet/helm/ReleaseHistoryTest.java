package io.jenkins.plugins.ratchet.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseHistoryTest {

    /** Statuses from revision 1 on, as the labels spell them. */
    private static ReleaseHistory history(String statuses) {
        List<RevisionMeta> revisions = new ArrayList<>();
        for (String status : statuses.split(" ")) {
            int number = revisions.size() + 1;
            revisions.add(
                    0,
                    new RevisionMeta(
                            "v" + number, number, ReleaseStatus.of(status), Map.of(), Instant.EPOCH, "uid", "1"));
        }
        return new ReleaseHistory(revisions);
    }

    @ParameterizedTest
    @CsvSource({
        "deployed, deployed",
        "superseded deployed, deployed",
        "superseded deployed failed, failed",
        "failed, failed",
        "pending-install, pending-install",
        "deployed pending-upgrade, pending-upgrade",
        "deployed failed pending-upgrade, pending-upgrade",
        "superseded deployed pending-rollback, pending-rollback",
        "deployed deployed pending-rollback, pending-rollback",
        "deployed deployed, several-deployed",
        "deployed pending-upgrade deployed, several-deployed",
        "deployed superseded deployed failed, several-deployed",
        "superseded superseded, superseded-only",
        "superseded failed, failed",
        "superseded uninstalled, uninstalled",
        "superseded uninstalling, uninstalling",
        "deployed quarantined, unknown",
        "deployed unknown, unknown"
    })
    void the_state_follows_from_the_labels(String statuses, String state) {
        assertThat(history(statuses).state()).hasToString(state);
    }

    @Test
    void a_release_without_revisions_is_absent() {
        ReleaseHistory none = new ReleaseHistory(List.of());
        assertThat(none.state()).isEqualTo(ReleaseState.ABSENT);
        assertThat(none.next()).isEqualTo(1);
        assertThat(none.deployed()).isEmpty();
    }

    @Test
    void the_newest_deployed_revision_and_the_next_number_are_told() {
        ReleaseHistory history = history("deployed deployed failed");
        assertThat(history.deployed().orElseThrow().revision()).isEqualTo(2);
        assertThat(history.next()).isEqualTo(4);
        assertThat(history.revision(1)).isPresent();
        assertThat(history.revision(9)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"pending-install", "pending-upgrade", "pending-rollback", "uninstalling"})
    void states_in_which_helm_holds_the_release_are_pending(String status) {
        assertThat(history("superseded " + status).state().pending()).isTrue();
        assertThat(history("superseded deployed").state().pending()).isFalse();
    }
}
