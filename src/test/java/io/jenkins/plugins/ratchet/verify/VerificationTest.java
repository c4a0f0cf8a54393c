package io.jenkins.plugins.ratchet.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.Settings;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.config.Check;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.verify.CheckResult.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class VerificationTest {
    private static final WorkloadRef API = new WorkloadRef(WorkloadRef.Kind.DEPLOYMENT, "ns", "api");

    @TempDir
    Path dir;

    private Earlier before;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private Answers server;
    private Sql sql = (database, query, timeout) -> List.of();
    private Function<List<WorkloadRef>, List<WorkloadStatus>> workloads = refs -> List.of();

    @BeforeEach
    void start() throws IOException {
        server = Answers.plain();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Side by side: what fails, fails at its deadline only. */
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "status | url: URL/ok | PASSED | status 200",
                "body | url: URL/html, body: 'Wel.*e' | PASSED | body contains",
                "json | url: URL/ok, json: {$.status: ok, $.version: '26.5', '$.items[*].s': up} | PASSED | 3 JSON values as expected",
                "json filter | url: URL/ok, json: {'$.items[?(@.s == ''up'')].s': up} | PASSED | 1 JSON value as expected",
                "expected redirect | url: URL/moved, status: 302 | PASSED | status 302",
                "tried again | url: URL/late | PASSED | status 200",
                "wrong status | url: URL/nowhere | FAILED | status 404, body \"nothing here\"",
                "redirect | url: URL/moved | FAILED | status 302 to https://login.example/; redirects are not followed",
                "empty | url: URL/empty, body: x | FAILED | status 200, an empty body",
                "empty JSON | url: URL/empty, json: {$.a: b} | FAILED | the body is empty",
                "no JSON | url: URL/html, json: {$.a: b} | FAILED | the body is no JSON",
                "deep JSON | url: URL/deep, json: {$.a: b} | FAILED | the body is no JSON",
                "other value | url: URL/ok, json: {$.status: up} | FAILED | $.status is \"ok\"",
                "control characters | url: URL/surrogate, json: {$.status: up} | FAILED | $.status is",
                "no such path | url: URL/ok, json: {$.a.b: up} | FAILED | $.a.b is not in the body",
                "bad path | url: URL/ok, json: {'$[': up} | FAILED | JSON path \"$[\" is not supported",
                "path with JSON | url: URL/ok, json: {'$.items[?(@.s == {\"a\":1})].s': up} | FAILED | is not supported",
                "silent | url: URL/silent, timeout: PT0.5S | FAILED | no complete answer",
                "dripping | url: URL/drip, timeout: PT0.5S | FAILED | no complete answer",
                "huge | url: URL/huge | FAILED | a body of more than 1 MiB",
                "cut off | url: URL/lie | FAILED | bytes received: 5",
                "hostile to the regex | url: URL/slow-regex, body: '(a+)+(a+)+$', timeout: PT0.5S | FAILED | no complete answer",
                "bad regex | url: URL/ok, body: '(' | FAILED | body is no regular expression",
                "no host | url: 'http:///x' | FAILED | its url is not http",
                "user in url | url: 'http://me:secret@127.0.0.1/' | FAILED | Authorization header",
                "file | url: 'file:///etc/passwd' | FAILED | its url is not http",
                "refused | url: 'http://127.0.0.1:1/' | FAILED | no connection",
                "unknown host | url: 'http://nothing.invalid/' | FAILED | host name does not resolve",
                "reserved header | url: URL/ok, headers: {Host: {literal: a}} | FAILED | header Host cannot be sent",
                "header without a value | url: URL/ok, headers: {A: {env: NOT_SET}} | FAILED | header A has no value",
                "certificate without TLS | url: URL/ok, certificateDays: 5 | FAILED | the URL is not https",
                "missing caFile | url: URL/ok, caFile: no.pem | FAILED | cannot be read as PEM",
            })
    void httpChecks(String name, String http, Outcome outcome, String seen) throws Exception {
        CheckResult result =
                only("{name: web, deadline: " + (outcome == Outcome.PASSED ? "PT60S" : "PT4S") + ", http: {"
                        + http.replace("URL", "'http://127.0.0.1:" + server.port())
                                .replaceAll("('http://127.0.0.1:\\d+/[\\w-]*)(?=[,}]|$)", "$1'")
                        + "}}");

        assertThat(result.outcome()).as(result.toString()).isEqualTo(outcome);
        assertThat(result.seen()).contains(seen == null ? "" : seen);
        assertThat(result.seen()).doesNotContain("secret@").doesNotContain("\u001B");
        assertThat(result.took()).isLessThan(Duration.ofSeconds(40));
    }

    @Test
    void aSecretHeaderThatTheServerEchoesIsMasked() throws Exception {
        CheckResult result = only("{name: web, deadline: PT5S, http: {url: 'http://127.0.0.1:" + server.port()
                + "/echo', headers: {X-Token: {env: TOKEN}}}}");

        assertThat(result.seen()).contains("got ****").doesNotContain("s3cr3t");
    }

    @Test
    void aSelfSignedCertificateIsTrustedOnlyThroughItsFile() throws Exception {
        try (Answers secure = Answers.secure(dir, "ip:127.0.0.1", 20)) {
            String url = "url: 'https://127.0.0.1:" + secure.port() + "/ok'";

            CheckResult unknown = only("{name: tls, deadline: PT5S, http: {" + url + "}}");
            assertThat(unknown.failed()).isTrue();
            assertThat(unknown.seen()).contains("PKIX path building failed");

            CheckResult known = only("{name: tls, http: {" + url + ", caFile: cert.pem, certificateDays: 10}}");
            assertThat(known.outcome()).isEqualTo(Outcome.PASSED);
            assertThat(known.seen()).isEqualTo("status 200, certificate valid for 19 days");

            CheckResult brief =
                    only("{name: tls, deadline: PT5S, http: {" + url + ", caFile: cert.pem, certificateDays: 30}}");
            assertThat(brief.failed()).isTrue();
            assertThat(brief.expected()).isEqualTo("at least 30 days");
        }
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        try (Answers secure = Answers.secure(dir, "dns:carto.example", 20)) {
            CheckResult result = only("{name: tls, deadline: PT5S, http: {url: 'https://127.0.0.1:" + secure.port()
                    + "/ok', caFile: cert.pem}}");

            assertThat(result.failed()).isTrue();
            assertThat(result.seen()).contains("No subject alternative names");
        }
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "equals: b | b | PASSED | the answer is \"b\"",
                "equals: b | a | FAILED | 1 row: \"a\"",
                "equals: b | b,b | FAILED | 2 rows",
                "equals: b | | FAILED | no row",
                "equals: b | NULL | FAILED | 1 row: NULL",
                "contains: [a, b] | a,c,b | PASSED | 3 rows hold \"a\", \"b\"",
                "contains: [a, b] | a | FAILED | missing \"b\" in 1 row: \"a\"",
                "empty: true | | PASSED | 0 rows",
                "empty: true | a | FAILED | 1 row: \"a\"",
                "empty: false | a | PASSED | 1 row",
                "query: x | a | FAILED | it says nothing to compare with",
            })
    void sqlChecks(String expectation, String rows, Outcome outcome, String seen) throws Exception {
        List<String> column = new ArrayList<>();
        if (rows != null) {
            Arrays.stream(rows.split(",")).forEach(row -> column.add(row.equals("NULL") ? null : row));
        }
        sql = (database, query, timeout) -> column;
        String query = expectation.startsWith("query") ? "" : "query: select 1, ";

        CheckResult result =
                only("{name: q, deadline: PT0.1S, sql: {database: metadata, " + query + expectation + "}}");

        assertThat(result.outcome()).as(result.toString()).isEqualTo(outcome);
        assertThat(result.seen()).contains(seen);
    }

    @Test
    void aDatabaseThatHangsOrFailsIsAFailedCheck() throws Exception {
        sql = (database, query, timeout) -> {
            TimeUnit.SECONDS.sleep(60);
            return List.of();
        };
        CheckResult hanging = only("{name: q, deadline: PT0.5S, sql: {database: m, query: q, empty: true}}");
        assertThat(hanging.failed()).isTrue();
        assertThat(hanging.took()).isLessThan(Duration.ofSeconds(60));

        sql = (database, query, timeout) -> {
            throw new IOException("connection reset");
        };
        assertThat(only("{name: q, deadline: PT0.1S, sql: {database: m, query: q, empty: true}}")
                        .seen())
                .contains("connection reset");
    }

    @Test
    void manualAndConditionalChecksNeitherPassNorFail() throws Exception {
        List<CheckResult> results = run(
                "{name: look, manual: Log in as an administrator}",
                "{name: ai, when: values.ai, http: {url: 'http://127.0.0.1:1/'}}",
                "{name: nothing}");

        assertThat(results)
                .extracting(CheckResult::outcome)
                .containsExactly(
                        Outcome.SKIPPED,
                        Outcome.SKIPPED,
                        Outcome.PASSED,
                        Outcome.MANUAL,
                        Outcome.SKIPPED,
                        Outcome.FAILED);
        assertThat(results.get(3).seen()).isEqualTo("Log in as an administrator");
        assertThat(results.get(4).seen()).isEqualTo("values.ai does not hold for the live values");
    }

    @Test
    void resultsKeepTheirOrderWhateverEndsFirst() throws Exception {
        List<CheckResult> results = run(
                "{name: slow, deadline: PT1S, http: {url: 'http://127.0.0.1:" + server.port() + "/silent'}}",
                "{name: fast, manual: look}");

        assertThat(results)
                .extracting(CheckResult::name)
                .containsExactly("workloads", "jobs", "revision", "slow", "fast");
    }

    @Test
    void whatRatchetLooksAtItselfSaysWhatItSaw() throws Exception {
        workloads = refs -> List.of(new WorkloadStatus(API, false, "1 of 2 updated", "paused", true));
        JobOutcome lost = new JobOutcome("migrate-3", "u", "pre-upgrade", JobOutcome.State.VANISHED, null);

        List<CheckResult> results = verification().run(input(List.of(API), List.of(lost), 2, "failed"));

        assertThat(results).allMatch(CheckResult::failed);
        assertThat(results)
                .extracting(CheckResult::seen)
                .containsExactly(
                        "1 of 1 not ready: deployment/api: 1 of 2 updated (paused)",
                        "1 of 1 not complete: migrate-3 vanished",
                        "revision 2, failed");
    }

    @Test
    void aWorkloadThatNobodyLookedAtIsNotReady() throws Exception {
        assertThat(verification()
                        .run(input(List.of(API), List.of(), 3, "deployed"))
                        .get(0)
                        .seen())
                .isEqualTo("1 of 1 not ready: deployment/api: not looked at");
    }

    @Test
    void anExceptionIsAFailedCheck() throws Exception {
        workloads = refs -> {
            throw new IllegalStateException("cluster is gone");
        };
        assertThat(verification()
                        .run(input(List.of(API), List.of(), 3, "deployed"))
                        .get(0)
                        .seen())
                .isEqualTo("cluster is gone");
    }

    @Test
    void cancellingStopsAllChecks() throws Exception {
        Thread canceller = new Thread(() -> {
            try {
                TimeUnit.MILLISECONDS.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            cancelled.set(true);
        });
        canceller.start();

        CheckResult result = only("{name: web, deadline: PT100S, http: {url: 'http://127.0.0.1:1/'}}");

        assertThat(result.failed()).isTrue();
        assertThat(result.seen()).startsWith("stopped before it was decided");
        assertThat(result.took()).isLessThan(Duration.ofSeconds(60));
    }

    private CheckResult only(String check) throws Exception {
        return run(check).get(3);
    }

    private List<CheckResult> run(String... checks) throws Exception {
        return verification().run(input(List.of(), List.of(), 3, "deployed", checks));
    }

    private VerificationInput input(
            List<WorkloadRef> refs, List<JobOutcome> jobs, int deployed, String status, String... checks)
            throws Exception {
        YAMLMapper yaml = new YAMLMapper();
        yaml.registerModule(new JavaTimeModule());
        List<Check> all = new ArrayList<>();
        for (String check : checks) {
            all.add(yaml.readValue(check, Check.class));
        }
        Config config = new Config(
                null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null, null, all, null, null, null, null);
        JsonNode values = Json.mapper().createObjectNode();
        return new VerificationInput(config, values, refs, List.of(), jobs, 3, deployed, status, Instant.now(), before);
    }

    private Verification verification() {
        Redaction redaction = new Redaction();
        Settings settings = new Settings(
                dir, Map.of("TOKEN", "s3cr3t-token"), null, "ns", Json.mapper().missingNode(), redaction);
        Access access = new Access(
                refs -> workloads.apply(refs),
                refs -> List.of(),
                since -> List.of(),
                (database, query, timeout) -> sql.firstColumn(database, query, timeout),
                null,
                null,
                settings,
                dir,
                redaction);
        return new Verification(
                access, Events.NONE, cancelled::get, Duration.ofMillis(100), (condition, values) -> false);
    }
}
