package io.jenkins.plugins.ratchet.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.compose.ProjectHistory.Live;
import io.jenkins.plugins.ratchet.compose.ProjectRevision.State;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProjectHistoryTest {
    private static final Instant AT = Instant.parse("2026-11-27T10:00:00Z");

    private static ProjectRevision revision(int number, String version, State state) {
        return new ProjectRevision(number, version, state, "id." + number, AT, null, null, null, null);
    }

    private static List<String> of(List<ProjectRevision> kept, String runs, boolean asNewest, boolean atWork) {
        return ProjectHistory.of(kept, new Live(runs, asNewest, atWork, AT)).stream()
                .map(entry -> entry.revision().number() + " " + entry.revision().version() + " " + entry.status()
                        + (entry.wentBackTo() == null ? "" : " back to " + entry.wentBackTo()))
                .toList();
    }

    private static final ProjectRevision SEEN = revision(1, "1.0", State.SEEN);
    private static final ProjectRevision BEGUN = revision(2, "1.1", State.BEGUN);
    private static final ProjectRevision FAILED = revision(2, "1.1", State.FAILED);
    private static final ProjectRevision DEPLOYED = revision(2, "1.1", State.DEPLOYED);

    @Test
    void a_project_that_was_never_seen_is_adopted_as_it_runs() {
        assertThat(of(List.of(), null, false, false)).isEmpty();
        assertThat(of(List.of(), "1.0", false, false)).containsExactly("1 1.0 deployed");
    }

    @Test
    void what_was_begun_is_pending_while_its_run_is_at_work_and_judged_by_what_runs_afterwards() {
        assertThat(of(List.of(SEEN, BEGUN), "1.0", false, true))
                .containsExactly("1 1.0 deployed", "2 1.1 pending-upgrade");
        assertThat(of(List.of(SEEN, BEGUN), "1.0", false, false)).containsExactly("1 1.0 deployed", "2 1.1 failed");
        assertThat(of(List.of(SEEN, BEGUN), "1.1", false, false))
                .as("half of the services")
                .containsExactly("1 1.0 deployed", "2 1.1 failed");
        assertThat(of(List.of(SEEN, BEGUN), "1.1", true, false)).containsExactly("1 1.0 superseded", "2 1.1 deployed");
    }

    @Test
    void what_failed_is_deployed_once_all_of_it_runs_after_all() {
        assertThat(of(List.of(SEEN, FAILED), "1.1", false, false)).containsExactly("1 1.0 deployed", "2 1.1 failed");
        assertThat(of(List.of(SEEN, FAILED), "1.1", true, false)).containsExactly("1 1.0 superseded", "2 1.1 deployed");
    }

    @Test
    void what_somebody_else_started_is_a_revision_of_its_own() {
        assertThat(of(List.of(SEEN, DEPLOYED), "1.2", false, false))
                .containsExactly("1 1.0 superseded", "2 1.1 superseded", "3 1.2 deployed");
        assertThat(of(List.of(SEEN, DEPLOYED), "1.0", false, false))
                .containsExactly("1 1.0 superseded", "2 1.1 superseded", "3 1.0 deployed back to 1");
        assertThat(of(List.of(SEEN, FAILED), "1.2", false, false))
                .containsExactly("1 1.0 superseded", "2 1.1 failed", "3 1.2 deployed");
    }

    @Test
    void half_a_way_back_is_nobody_elses_doing() {
        ProjectRevision back = new ProjectRevision(3, "1.0", State.FAILED, "id.3", AT, null, null, null, null, 1);
        assertThat(of(List.of(SEEN, FAILED, back), "1.1", false, false))
                .as("of an upgrade that had failed half way itself")
                .containsExactly("1 1.0 deployed", "2 1.1 failed", "3 1.0 failed");
        assertThat(of(List.of(SEEN, DEPLOYED, back), "1.1", false, false))
                .containsExactly("1 1.0 superseded", "2 1.1 deployed", "3 1.0 failed");
        assertThat(of(List.of(SEEN, FAILED, back), "1.2", false, false)).last().isEqualTo("4 1.2 deployed");
    }

    @Test
    void whoever_goes_again_to_where_a_restore_came_from_goes_forward() {
        ProjectRevision back = new ProjectRevision(3, "1.0", State.DEPLOYED, "id.3", AT, null, null, null, null, 1);
        assertThat(ProjectRevision.notLeft(List.of(SEEN, DEPLOYED, back)))
                .extracting(ProjectRevision::number)
                .containsExactly(1, 3);
        ProjectRevision failed = new ProjectRevision(3, "1.0", State.FAILED, "id.3", AT, null, null, null, null, 1);
        assertThat(ProjectRevision.notLeft(List.of(SEEN, DEPLOYED, failed))).hasSize(3);
    }

    @Test
    void what_does_not_run_right_now_is_deployed_all_the_same() {
        assertThat(of(List.of(SEEN, DEPLOYED), null, false, false))
                .containsExactly("1 1.0 superseded", "2 1.1 deployed");
    }
}
