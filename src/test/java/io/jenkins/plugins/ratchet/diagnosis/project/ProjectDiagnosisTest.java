package io.jenkins.plugins.ratchet.diagnosis.project;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.compose.ComposeCommand;
import io.jenkins.plugins.ratchet.compose.DockerCommand;
import io.jenkins.plugins.ratchet.compose.Engine;
import io.jenkins.plugins.ratchet.compose.ProjectReleases;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.ConfigLoader;
import io.jenkins.plugins.ratchet.config.Overrides;
import io.jenkins.plugins.ratchet.diagnosis.Cause;
import io.jenkins.plugins.ratchet.diagnosis.Diagnostics;
import io.jenkins.plugins.ratchet.diagnosis.Dossier;
import io.jenkins.plugins.ratchet.diagnosis.Incident;
import io.jenkins.plugins.ratchet.event.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Projects in the words of the engine, as `docker inspect` and `docker logs` print them. */
class ProjectDiagnosisTest {
    private static final Instant AT = Instant.parse("2026-11-27T10:00:00Z");
    private static final String RUNNING = "\"Status\": \"running\", \"StartedAt\": \"2026-11-27T10:00:01Z\"";

    @TempDir
    Path directory;

    private final List<String> containers = new ArrayList<>();
    private final List<JobOutcome> migrations = new ArrayList<>();
    private Map<String, String> schemaNow = Map.of();
    private String outcome = "service api is not ready";
    private Path secret;

    @BeforeEach
    void project() throws IOException {
        secret = Files.writeString(directory.resolve("dbPassword"), "a-db-password\n");
        write("docker", """
                #!/bin/sh
                cd %s
                case "$*" in
                  *"config --format json"*) sed "s/@V@/$V/g" model ;;
                  "ps --all"*) echo ids ;;
                  "container inspect"*) echo "["; cat containers; echo "]" ;;
                  logs*) for last; do :; done; cat "log-$last" 2>/dev/null || { echo "no such log" >&2; exit 1; } ;;
                  "ps --filter=publish=8080"*) echo other-web-1 ;;
                  context*) cat host ;;
                  info*) echo engine ;;
                  *) exit 1 ;;
                esac
                """.formatted(directory));
        directory.resolve("docker").toFile().setExecutable(true);
        write("ratchet.yaml", """
                installer: compose
                release: shop
                compose: {files: [compose.yml], versionVariable: V, migration: migrate}
                """);
        write("model", """
                {"services": {
                  "db": {"image": "db:1"},
                  "migrate": {"image": "shop:v@V@", "depends_on": {"db": {"condition": "service_healthy"}}},
                  "api": {"image": "shop:v@V@", "environment": {"MODE": "b", "API_TOKEN": "tok-123456789"},
                    "secrets": [{"source": "dbPassword"}],
                    "depends_on": {"db": {"condition": "service_healthy"}}}},
                 "secrets": {"dbPassword": {"file": "%s"}}}
                """.formatted(secret));
        write("shop.revisions.json", """
                [{"number": 1, "version": "1.0", "state": "SEEN", "at": "2026-11-26T10:00:00Z"},
                 {"number": 2, "version": "1.1", "state": "FAILED", "mark": "u.2", "at": "2026-11-27T10:00:00Z",
                  "services": {"api": {"image": "shop:v1.1", "imageId": "sha256:of-shop:v1.1", "identity": "i", "hash": "h"}},
                  "changes": {"api": ["MODE changes: **** → ****"]}},
                 {"number": 3, "version": "1.1", "state": "FAILED", "mark": "u.3", "at": "2026-11-27T10:05:00Z",
                  "services": {"api": {"image": "shop:v1.1", "imageId": "sha256:of-shop:v1.1", "identity": "i", "hash": "h"}},
                  "changes": {"api": ["file /run/secrets/dbPassword is new"]}}]
                """);
        write("host", "unix:///var/run/docker.sock\n");
        fresh();
    }

    /** With a database that runs, and nothing else. */
    private void fresh() throws IOException {
        containers.clear();
        container("db", "db:1", RUNNING, "");
        log("shop-db-1", "ready");
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private void container(String service, String image, String state, String more) {
        containers.add("""
                {"Id": "id-%1$s", "Name": "/shop-%1$s-1", "Image": "sha256:of-%2$s", "Created": "2026-11-27T10:00:00Z",
                 "State": {%3$s}, %4$s "Config": {"Image": "%2$s", "Env": ["API_TOKEN=tok-123456789", "PATH=/bin"],
                 "Labels": {"com.docker.compose.service": "%1$s", "com.docker.compose.oneoff": "False"}}}
                """.formatted(service, image, state, more));
    }

    private void api(String state, String more) {
        container("api", "shop:v1.1", state, more);
    }

    private void log(String container, String... lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines.length; i++) {
            text.append("2026-11-27T10:00:0")
                    .append(i)
                    .append(".123456789Z ")
                    .append(lines[i])
                    .append('\n');
        }
        write("log-" + container, text.toString());
    }

    private Dossier diagnosed() throws IOException {
        write("containers", String.join(",", containers));
        Config config = new ConfigLoader(Set.of()).load(directory.resolve("ratchet.yaml"), Overrides.NONE);
        DockerCommand docker = DockerCommand.find(
                Map.of("PATH", directory + ":" + System.getenv("PATH")), directory, directory, () -> false);
        ComposeCommand compose = new ComposeCommand(docker, config.compose(), "shop", directory);
        Engine engine = new Engine(docker);
        Redaction redaction = new Redaction();
        ProjectReleases releases = new ProjectReleases(compose, engine, config, directory, "mark");
        Incident incident = new Incident(
                "shop",
                "compose",
                outcome,
                null,
                null,
                migrations,
                List.of(),
                List.of(),
                schemaNow,
                null,
                null,
                List.of(),
                null,
                AT);
        return new Diagnostics(
                        new ProjectCollector(
                                new ProjectCollector.Means(engine, releases, "shop", "migrate", redaction)),
                        redaction)
                .diagnose(incident);
    }

    private Cause only(String id) throws IOException {
        List<Cause> causes = diagnosed().diagnosis().causes();
        assertThat(causes).extracting(Cause::id).containsExactly(id);
        return causes.get(0);
    }

    @Test
    void a_service_that_refuses_its_configuration_is_told_with_what_the_version_changed() throws IOException {
        api(
                "\"Status\": \"exited\", \"ExitCode\": 2, \"StartedAt\": \"2026-11-27T10:00:01Z\", \"FinishedAt\":"
                        + " \"2026-11-27T10:00:02Z\"",
                "");
        log(
                "shop-api-1",
                "starting with tok-123456789",
                "panic: required env vars missing: SIGNING_KEY, MODE",
                "goroutine 1 [running]: a-db-password");
        Dossier dossier = diagnosed();
        assertThat(dossier.diagnosis().causes())
                .extracting(Cause::id)
                .containsExactly("config-refused", "service-ended");
        assertThat(dossier.diagnosis().causes().get(0).evidence())
                .containsExactly(
                        "container shop-api-1: panic: required env vars missing: SIGNING_KEY, MODE",
                        "the Compose files give service api no SIGNING_KEY",
                        "version 1.1 changes service api: file /run/secrets/dbPassword is new, MODE changes: **** → ****");
        assertThat(dossier.diagnosis().causes().get(1).evidence())
                .containsExactly(
                        "container shop-api-1, image shop:v1.1: exit code 2; it printed last: panic: required env"
                                + " vars missing: SIGNING_KEY, MODE / goroutine 1 [running]: ****");
        assertThat(dossier.files().get("logs/api/shop-api-1.log"))
                .startsWith("starting with ****\n")
                .doesNotContain("a-db-password");
        assertThat(dossier.files().get("containers/shop-api-1.json"))
                .contains("PATH (4 characters)")
                .doesNotContain("tok-123456789");
    }

    @Test
    void a_container_that_was_killed_is_told_with_the_signal_and_one_that_wanted_memory_with_its_limit()
            throws IOException {
        String killed = "\"Status\": \"exited\", \"ExitCode\": 137, \"StartedAt\": \"2026-11-27T10:00:01Z\","
                + " \"FinishedAt\": \"2026-11-27T10:00:02Z\"";
        api(killed, "");
        assertThat(only("service-ended").evidence())
                .containsExactly(
                        "container shop-api-1, image shop:v1.1: exit code 137 (SIGKILL); it printed last: nothing that could"
                                + " be read");
        fresh();
        api(killed + ", \"OOMKilled\": true", "\"HostConfig\": {\"Memory\": 12582912},");
        assertThat(only("out-of-memory").evidence())
                .containsExactly("container shop-api-1: OOMKilled, limit 12 MiB, 0 restarts");
    }

    @Test
    void a_container_that_ends_again_and_again() throws IOException {
        api(
                "\"Status\": \"restarting\", \"Running\": true, \"ExitCode\": 3, \"StartedAt\": \"2026-11-27T10:00:01Z\","
                        + " \"FinishedAt\": \"2026-11-27T10:00:02Z\"",
                "\"RestartCount\": 7,");
        log("shop-api-1", "first", "no such stream", "giving up");
        assertThat(only("crash-loop").evidence())
                .containsExactly(
                        "container shop-api-1: exit code 3, 7 restarts; it printed last: no such stream / giving up");
    }

    @Test
    void one_that_happens_to_run_between_two_ends_is_not_taken_for_well() throws IOException {
        api(
                "\"Status\": \"running\", \"StartedAt\": \"" + Instant.now()
                        + "\", \"FinishedAt\": \"2026-11-27T10:00:02Z\"",
                "\"RestartCount\": 4,");
        log("shop-api-1", "required env var missing: QUEUE_URL");
        List<Cause> causes = diagnosed().diagnosis().causes();
        assertThat(causes).extracting(Cause::id).containsExactly("config-refused", "crash-loop");
        assertThat(causes.get(1).evidence().get(0)).contains("no exit code known, 4 restarts");
    }

    @Test
    void a_health_check_is_told_with_its_last_words_and_how_often_it_failed() throws IOException {
        api(
                RUNNING + ", \"Health\": {\"Status\": \"unhealthy\", \"FailingStreak\": 5, \"Log\": [{\"ExitCode\": 1,"
                        + " \"Output\": \"redis: NOGROUP\\n\"}, {\"ExitCode\": 1, \"Output\": \"redis: NOGROUP\\n\"}]}",
                "");
        log("shop-api-1", "listening");
        assertThat(only("readiness-never").evidence())
                .containsExactly(
                        "container shop-api-1 runs and is not ready",
                        "health check of shop-api-1: unhealthy, failed 5 times in a row",
                        "health check of shop-api-1: exit code 1, it printed: redis: NOGROUP");
    }

    @Test
    void what_the_engine_could_not_start_is_told_in_its_own_words_each_under_its_cause() throws IOException {
        String created = "\"Status\": \"created\", \"ExitCode\": 127, \"Error\": \"%s\"";
        api(created.formatted("exec: \\\"/no/such\\\": stat /no/such: no such file or directory"), "");
        assertThat(only("container-not-started").evidence())
                .containsExactly("container shop-api-1 was created: exec: \"/no/such\": stat /no/such: no such file or"
                        + " directory");
        fresh();
        String bind =
                "driver failed programming external connectivity on endpoint shop-api-1: Bind for 0.0.0.0:8080 failed:"
                        + " port is already allocated";
        api(
                created.formatted(bind),
                "\"HostConfig\": {\"PortBindings\": {\"80/tcp\": [{\"HostIp\": \"\", \"HostPort\": \"8080\"}]}},");
        assertThat(only("port-taken").evidence())
                .containsExactly("container shop-api-1: " + bind, "port 8080 is published by container other-web-1");
    }

    @Test
    void a_secret_file_that_is_not_there_is_named_whether_or_not_the_engine_got_that_far() throws IOException {
        Files.delete(secret);
        api(RUNNING, "");
        log("shop-api-1", "ready");
        assertThat(only("missing-file").evidence())
                .containsExactly(
                        "service api is to have " + secret + " as /run/secrets/dbPassword, and it is not there");
        outcome = "docker compose could not roll service api: Error response from daemon: invalid mount config for type"
                + " \"bind\": bind source path does not exist: " + secret;
        assertThat(only("missing-file").evidence()).hasSize(2).contains(outcome);
        write("host", "ssh://elsewhere\n");
        assertThat(only("missing-file").evidence())
                .as("files of another machine are not looked for here")
                .containsExactly(outcome);
    }

    @Test
    void an_image_that_has_gone_is_told_as_missing() throws IOException {
        outcome = "docker compose could not roll service api: Error response from daemon: No such image: shop:v1.1";
        container("api", "shop:v1.0", RUNNING, "");
        log("shop-api-1", "serving");
        assertThat(only("image-pull").evidence()).containsExactly(outcome);
    }

    @Test
    void a_service_that_others_need_is_told_before_those() throws IOException {
        containers.clear();
        container(
                "db",
                "db:1",
                "\"Status\": \"exited\", \"ExitCode\": 1, \"StartedAt\": \"2026-11-27T10:00:01Z\","
                        + " \"FinishedAt\": \"2026-11-27T10:00:02Z\"",
                "");
        api(RUNNING + ", \"Health\": {\"Status\": \"unhealthy\", \"FailingStreak\": 2, \"Log\": []}", "");
        log("shop-db-1", "could not write to the disk");
        log("shop-api-1", "connection refused");
        List<Cause> causes = diagnosed().diagnosis().causes();
        assertThat(causes)
                .extracting(Cause::id)
                .containsExactly("dependency-unready", "service-ended", "readiness-never");
        assertThat(causes.get(0).evidence())
                .containsExactly("api needs db: service/db: 0 of 1 containers serve (shop-db-1 exited with status 1)");
        assertThat(causes.get(1).evidence().get(0)).contains("could not write to the disk");
    }

    @Test
    void a_migration_that_failed_is_told_with_the_end_of_its_log_and_the_schema_that_it_left() throws IOException {
        migrations.add(new JobOutcome(
                "migrate",
                "id-migrate",
                "migration",
                JobOutcome.State.FAILED,
                "container ratchet-shop-u.3 ended with status 4"));
        containers.add("""
                {"Id": "id-migrate", "Name": "/ratchet-shop-u.3", "Image": "i", "Created": "2026-11-27T10:05:00Z",
                 "State": {"Status": "exited", "ExitCode": 4, "StartedAt": "2026-11-27T10:05:01Z",
                 "FinishedAt": "2026-11-27T10:05:02Z"}, "Config": {"Image": "shop:v1.1", "Labels": {
                 "com.docker.compose.service": "migrate", "com.docker.compose.oneoff": "True"}}}
                """);
        container("api", "shop:v1.0", RUNNING, "");
        log("shop-api-1", "serving");
        log("ratchet-shop-u.3", "0007_orders", "ERROR: relation \"orders\" already exists");
        Dossier dossier = diagnosed();
        assertThat(dossier.diagnosis().causes())
                .extracting(Cause::id)
                .as("services of the version before are as they should be: nothing was migrated")
                .containsExactly("hook-failed", "incomplete-schema");
        assertThat(dossier.diagnosis().causes().get(0).evidence())
                .contains(
                        "migration migrate is failed: container ratchet-shop-u.3 ended with status 4",
                        "container ratchet-shop-u.3 printed last: ERROR: relation \"orders\" already exists");
        assertThat(dossier.diagnosis().notReady())
                .contains("migration migrate is failed: container ratchet-shop-u.3 ended with status 4");
    }

    @Test
    void an_older_image_beside_a_newer_schema_is_told_with_both() throws IOException {
        migrations.add(new JobOutcome("migrate", "m", "migration", JobOutcome.State.COMPLETE, null));
        schemaNow = Map.of("shop", "version 7");
        container("api", "shop:v1.0", RUNNING, "");
        log("shop-api-1", "serving");
        assertThat(only("old-version-serving").evidence())
                .containsExactly(
                        "service api runs shop:v1.0, version 1.1 was to bring shop:v1.1",
                        "database shop is at version 7");
    }

    @Test
    void what_cannot_be_read_is_noted_and_the_rest_is_diagnosed() throws IOException {
        write("model", "services");
        Files.delete(directory.resolve("log-shop-db-1"));
        Dossier dossier = diagnosed();
        assertThat(dossier.diagnosis().missing())
                .anyMatch(line -> line.startsWith("the project's files: "))
                .contains("log of container shop-db-1: docker logs failed: no such log");
        assertThat(dossier.diagnosis().causes()).isEmpty();
    }
}
