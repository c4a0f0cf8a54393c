package io.jenkins.plugins.ratchet.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.compose.ProjectRevision.Rolled;
import io.jenkins.plugins.ratchet.compose.ProjectRevision.State;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.InstallerRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionFileTest {
    private static final Instant AT = Instant.parse("2026-11-27T10:00:00Z");

    @TempDir
    Path directory;

    private RevisionFile file() {
        return new RevisionFile(directory.resolve("state/shop.revisions.json"));
    }

    @Test
    void what_is_written_is_read_again_whole() {
        ProjectRevision revision = new ProjectRevision(
                7,
                "1.2.0",
                State.BEGUN,
                "id.7",
                AT,
                Map.of("web", new Rolled("r/web:v1", "sha256:ab", "sha256:cd", "hash")),
                Map.of("web", List.of("MODE is new: ****")),
                new JobOutcome("migrate", "uid", "migration", JobOutcome.State.COMPLETE, "said", AT, AT, null),
                InstallerRun.toBeStarted(7, AT).startedAs(4711));
        assertThat(file().read()).isEmpty();
        file().write(List.of(ProjectRevision.seen(6, "1.1.0", AT), revision));
        assertThat(file().read()).containsExactly(ProjectRevision.seen(6, "1.1.0", AT), revision);
        file().change(7, each -> each.ended(State.DEPLOYED));
        assertThat(file().read()).extracting(ProjectRevision::state).containsExactly(State.SEEN, State.DEPLOYED);
    }

    @Test
    void the_newest_twenty_are_kept() {
        file().write(IntStream.rangeClosed(1, 25)
                .mapToObj(number -> ProjectRevision.seen(number, "1." + number, AT))
                .toList());
        assertThat(file().read())
                .hasSize(20)
                .first()
                .satisfies(first -> assertThat(first.number()).isEqualTo(6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[{\"number\": 1", "[{\"number\": \"x\"}]", "[1]"})
    void a_spoilt_file_is_never_taken_for_a_project_without_a_history(String content) throws IOException {
        Files.createDirectories(directory.resolve("state"));
        Files.writeString(directory.resolve("state/shop.revisions.json"), content);
        assertThatThrownBy(() -> file().read())
                .isInstanceOf(RunException.class)
                .hasMessageContaining("cannot be used")
                .hasMessageContaining("bring back an older copy, or remove it");
    }
}
