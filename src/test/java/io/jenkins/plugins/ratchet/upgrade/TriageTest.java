package io.jenkins.plugins.ratchet.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.JobOutcome.State;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.Database;
import io.jenkins.plugins.ratchet.config.DatabaseFixture;
import io.jenkins.plugins.ratchet.config.Support;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseStatus;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.Advice;
import io.jenkins.plugins.ratchet.outcome.Advice.Direction;
import io.jenkins.plugins.ratchet.plan.PlannedDatabase;
import io.jenkins.plugins.ratchet.record.BackupEntry;
import io.jenkins.plugins.ratchet.record.Rehearsal;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Restore or roll forward. */
class TriageTest {
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00Z");
    private static final Map<String, String> BEFORE = Map.of("metadata", "version 7", "aiproxy", "version 3");
    private static final Map<String, String> MIGRATED = Map.of("metadata", "version 8", "aiproxy", "version 3");

    private static Upgrade upgrade(Map<String, String> before, Map<String, String> after) {
        ReleaseVersion from = new ReleaseVersion("carto", "1.7.0", null, 7);
        return Upgrade.open("id", "job/1", from, AT)
                .withBackups(List.of(backup("metadata", "/backups/metadata"), backup("aiproxy", "/my backups/ai")))
                .towards(from, new ReleaseVersion("carto", "1.8.0", null, null), "d", List.of(), before)
                .enter(UpgradeState.UPGRADING, null, AT)
                .withSchemaAfter(after)
                .fail(Upgrade.AT_UPGRADE, "why", AT);
    }

    private static BackupEntry backup(String database, String location) {
        return new BackupEntry(
                database,
                "postgres",
                "dump",
                location,
                "0",
                "restore",
                "1",
                database + "_db",
                AT.minusSeconds(60),
                1,
                Duration.ofSeconds(1),
                null);
    }

    private static JobOutcome job(State state) {
        return new JobOutcome("migrate", state == State.NEVER_SEEN ? null : "uid", "pre-upgrade", state, null);
    }

    private static Release made(ReleaseStatus status) {
        return new Release(
                "carto",
                "shop",
                8,
                status,
                null,
                "carto",
                "1.8.0",
                null,
                AT,
                Json.mapper().createObjectNode(),
                "",
                List.of(),
                null);
    }

    private static Advice advice(Upgrade upgrade, Release made, List<String> required, JobOutcome... jobs) {
        List<Database> databases =
                required.stream().map(name -> DatabaseFixture.postgres(name)).toList();
        Config config = new Config(
                null,
                null,
                null,
                null,
                null,
                "carto",
                "shop",
                null,
                "carto/carto",
                null,
                null,
                null,
                null,
                databases,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                new Support("CARTO", "support@example.com", "keep the logs", null),
                null,
                null);
        return new Triage(
                        config,
                        upgrade,
                        required.stream()
                                .map(name -> new PlannedDatabase(
                                        name,
                                        name.equals("secrets") ? "secrets" : "postgres",
                                        "dump",
                                        true,
                                        "always",
                                        null))
                                .toList(),
                        List.of(jobs),
                        Optional.ofNullable(made),
                        Optional.empty())
                .advice();
    }

    @ParameterizedTest
    @CsvSource({
        "FAILED, FAILED, RESTORE",
        "NEVER_SEEN, FAILED, RESTORE",
        "COMPLETE, FAILED, ROLL_FORWARD",
        "ACTIVE, FAILED, ROLL_FORWARD",
        "VANISHED, FAILED, ROLL_FORWARD",
        "FAILED, DEPLOYED, ROLL_FORWARD",
        "COMPLETE, DEPLOYED, ROLL_FORWARD"
    })
    void with_the_databases_as_they_were_the_jobs_and_the_release_decide(
            State job, ReleaseStatus release, Direction direction) {
        Advice advice = advice(upgrade(BEFORE, BEFORE), made(release), List.of("metadata", "aiproxy"), job(job));
        assertThat(advice.direction()).isEqualTo(direction);
    }

    @ParameterizedTest
    @CsvSource({"FAILED", "ACTIVE", "VANISHED", "COMPLETE", "NEVER_SEEN"})
    void what_was_committed_in_one_of_several_databases_leads_forward(State job) {
        Advice advice =
                advice(upgrade(BEFORE, MIGRATED), made(ReleaseStatus.FAILED), List.of("metadata", "aiproxy"), job(job));
        assertThat(advice.direction()).isEqualTo(Direction.ROLL_FORWARD);
        assertThat(advice.why()).anyMatch(why -> why.contains("metadata went from version 7 to version 8"));
        assertThat(advice.why()).anyMatch(why -> why.contains("aiproxy is unchanged"));
    }

    @Test
    void a_database_that_could_not_be_read_is_not_taken_for_unchanged() {
        Map<String, String> half = Map.of("aiproxy", "version 3");
        for (Upgrade upgrade : List.of(upgrade(BEFORE, half), upgrade(half, BEFORE))) {
            Advice advice =
                    advice(upgrade, made(ReleaseStatus.FAILED), List.of("metadata", "aiproxy"), job(State.FAILED));
            assertThat(advice.direction()).isEqualTo(Direction.ROLL_FORWARD);
            assertThat(advice.why()).anyMatch(why -> why.contains("metadata: its schema could not be read"));
        }
    }

    @Test
    void secrets_have_no_schema_and_leave_nothing_in_doubt() {
        Advice advice = advice(
                upgrade(BEFORE, BEFORE),
                made(ReleaseStatus.FAILED),
                List.of("metadata", "aiproxy", "secrets"),
                job(State.FAILED));
        assertThat(advice.direction()).isEqualTo(Direction.RESTORE);
        assertThat(advice.why()).noneMatch(why -> why.contains("secrets"));
        assertThat(advice(upgrade(BEFORE, BEFORE), made(ReleaseStatus.FAILED), List.of("secrets"), job(State.FAILED))
                        .direction())
                .as("of the databases themselves nobody knows anything")
                .isEqualTo(Direction.ROLL_FORWARD);
    }

    @Test
    void where_no_database_is_named_nobody_knows_what_a_failed_job_committed() {
        Advice advice = advice(upgrade(Map.of(), Map.of()), made(ReleaseStatus.FAILED), List.of(), job(State.FAILED));
        assertThat(advice.direction()).isEqualTo(Direction.ROLL_FORWARD);
    }

    @Test
    void where_helm_made_no_revision_nothing_was_committed_although_no_database_could_be_read() {
        Advice advice = advice(upgrade(Map.of(), Map.of()), null, List.of("metadata"));
        assertThat(advice.direction()).isEqualTo(Direction.RESTORE);
        assertThat(advice.why()).anyMatch(why -> why.contains("no revision was made"));
    }

    @Test
    void what_an_earlier_attempt_may_have_committed_is_not_forgotten() {
        Upgrade second = upgrade(Map.of(), Map.of())
                .enter(UpgradeState.UPGRADING, null, AT)
                .fail(Upgrade.AT_UPGRADE, "again", AT);
        assertThat(advice(second, null, List.of("metadata")).direction()).isEqualTo(Direction.ROLL_FORWARD);
    }

    @Test
    void commands_name_release_version_job_and_backup() {
        Advice advice = advice(
                upgrade(BEFORE, BEFORE), made(ReleaseStatus.FAILED), List.of("metadata", "aiproxy"), job(State.FAILED));
        assertThat(advice.commands())
                .contains(
                        "kubectl -n shop logs job/migrate",
                        "ratchet upgrade --chart carto/carto --to 1.8.0",
                        "ratchet restore --upgrade " + upgrade(BEFORE, BEFORE).id() + " --strategy new-instance");
        assertThat(advice.contact()).isEqualTo("keep the logs — support@example.com");
    }

    @Test
    void an_active_job_is_waited_for_before_anything_else() {
        Advice advice =
                advice(upgrade(BEFORE, BEFORE), made(ReleaseStatus.FAILED), List.of("metadata"), job(State.ACTIVE));
        assertThat(advice.commands().get(1)).isEqualTo("kubectl -n shop get job migrate -w");
    }

    @Test
    void no_log_is_asked_of_a_job_that_is_not_there() {
        for (State gone : List.of(State.VANISHED, State.NEVER_SEEN)) {
            assertThat(advice(upgrade(BEFORE, BEFORE), made(ReleaseStatus.FAILED), List.of("metadata"), job(gone))
                            .commands())
                    .noneMatch(command -> command.contains("logs job/"));
        }
    }

    private static Rehearsal rehearsal(String version, String failure, int changed, List<String> changes) {
        return new Rehearsal(
                "metadata",
                "0",
                new ReleaseVersion("carto", version, null, null),
                AT.minusSeconds(30),
                Duration.ofSeconds(9),
                failure,
                changes,
                changed,
                2,
                List.of());
    }

    private static List<String> whyAfter(Rehearsal rehearsal, Map<String, String> schemaAfter) {
        Upgrade upgrade = upgrade(BEFORE, schemaAfter).withRehearsal(rehearsal);
        return advice(upgrade, made(ReleaseStatus.FAILED), List.of("metadata", "aiproxy"), job(State.FAILED))
                .why();
    }

    @Test
    void what_the_rehearsal_dropped_and_tightened_is_told_where_something_was_committed() {
        List<String> changes = List.of(
                "dropped column public.orders.old",
                "tightened column public.orders.note: takes no NULL any more",
                "rewrote or emptied table public.orders");
        assertThat(whyAfter(rehearsal("1.8.0", null, 3, changes), MIGRATED))
                .anyMatch(why -> why.contains("rehearsal of 2026-11-21T09:59:30Z on a copy of database metadata")
                        && why.contains("3 changes")
                        && why.contains("all or some of them are in the database now"))
                .contains(
                        "the rehearsal dropped column public.orders.old",
                        "the rehearsal tightened column public.orders.note: takes no NULL any more");
    }

    @Test
    void where_nothing_was_committed_the_rehearsals_changes_say_nothing_but_its_failure_does() {
        List<String> changes = List.of("dropped column public.orders.old");
        assertThat(whyAfter(rehearsal("1.8.0", null, 1, changes), BEFORE)).noneMatch(why -> why.contains("rehearsal"));
        assertThat(whyAfter(rehearsal("1.8.0", "exit code 1: division by zero", 1, changes), BEFORE))
                .filteredOn(why -> why.contains("rehearsal"))
                .singleElement()
                .satisfies(why -> assertThat(why).contains("failed already: exit code 1: division by zero"));
    }

    @Test
    void a_rehearsal_without_such_changes_is_told_as_that() {
        assertThat(whyAfter(rehearsal("1.8.0", null, 0, List.of()), MIGRATED))
                .anyMatch(why -> why.contains("tightened nothing, 2 objects were new"));
    }

    @Test
    void a_rehearsal_of_another_version_or_on_another_backup_is_no_evidence() {
        List<String> changes = List.of("dropped column public.orders.old");
        Rehearsal other = rehearsal("1.8.1", "failed", 1, changes);
        Rehearsal right = rehearsal("1.8.0", "failed", 1, changes);
        Rehearsal elsewhere = new Rehearsal(
                "metadata", "another", right.target(), right.at(), right.took(), "failed", changes, 1, 2, List.of());
        for (Rehearsal each : List.of(other, elsewhere)) {
            assertThat(whyAfter(each, MIGRATED)).noneMatch(why -> why.contains("rehearsal"));
        }
    }

    @Test
    void of_many_changes_the_first_are_told_and_the_others_counted() {
        List<String> changes = IntStream.range(0, 40)
                .mapToObj(i -> "dropped column public.orders.c" + i)
                .toList();
        assertThat(whyAfter(rehearsal("1.8.0", null, 52, changes), MIGRATED))
                .contains("the rehearsal dropped column public.orders.c9", "and 42 more: `ratchet plan` shows them")
                .noneMatch(why -> why.contains("orders.c10"));
    }

    @Test
    void nothing_ever_advises_to_roll_back_by_helm() {
        for (State state : State.values()) {
            for (Map<String, String> after : List.of(BEFORE, MIGRATED, Map.<String, String>of())) {
                assertThat(advice(upgrade(BEFORE, after), made(ReleaseStatus.FAILED), List.of("metadata"), job(state))
                                .commands())
                        .filteredOn(command -> !command.startsWith("#"))
                        .noneMatch(command -> command.contains("rollback") || command.contains("--clean"));
            }
        }
    }
}
