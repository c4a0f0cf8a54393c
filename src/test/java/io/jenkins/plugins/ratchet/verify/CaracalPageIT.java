package io.jenkins.plugins.ratchet.verify;

import static io.jenkins.plugins.ratchet.verify.CheckedProduct.NAMESPACE;
import static io.jenkins.plugins.ratchet.verify.CheckedProduct.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.database.RedisServer;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.verify.CheckResult.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The rows of Caracal's tables "Post-Upgrade Validation" and "Troubleshooting" by the checks of its profile, with its services
 * behind port-forwards, a real PostgreSQL and a real Redis. "Readiness fails after app rollback" is not seen by a check but
 * by the diagnosis: {@code InjectedFailuresIT}.
 */
class CaracalPageIT {
    private static final List<String> SERVICES = List.of("api", "sts", "gateway", "audit", "coordinator");
    private static final List<String> GROUPS = List.of(
            "caracal.audit.events audit-ingestor",
            "caracal.audit.events siem-export",
            "caracal.audit.events.dlq audit-dlq-observer",
            "caracal.policy.invalidate opa-engine",
            "caracal.sessions.revoke sts-revocation",
            "caracal.keys.invalidate sts-keys",
            "caracal.agents.lifecycle coordinator-relay",
            "caracal.invocations.lifecycle invocations-observer",
            "caracal.delegations.invalidate delegations-observer");

    @TempDir
    private Path directory;

    private final Set<String> notReady = ConcurrentHashMap.newKeySet();
    private RedisServer redis;
    private CheckedProduct product;
    private Config config;

    @BeforeEach
    void open() throws Exception {
        redis = RedisServer.start();
        for (String group : GROUPS) {
            redis.run("XGROUP CREATE " + group + " $ MKSTREAM");
        }
        product = new CheckedProduct(directory);
        product.database = PostgresServer.shared()
                .createFresh(
                        "CREATE TABLE schema_migrations (version text)",
                        "INSERT INTO schema_migrations VALUES ('0001_baseline')");
        product.secret("caracal-runtime", Map.of("redisUrl", "redis://127.0.0.1:" + redis.port() + "/0"));
        var services = Json.mapper().createObjectNode();
        for (String service : SERVICES) {
            services.putObject(service).put("enabled", true);
            product.service(
                    "shop-caracal-" + service,
                    Map.of("app.kubernetes.io/instance", "shop", "app.kubernetes.io/component", service),
                    exchange -> reply(
                            exchange,
                            exchange.getRequestURI().getPath().equals("/ready") && !notReady.contains(service)
                                    ? 200
                                    : 503,
                            service));
        }
        product.values = Json.mapper().createObjectNode().set("services", services);
        String own = SERVICES.stream()
                .map(each -> "{ name: ready-" + each + ", deadline: 2s }")
                .collect(Collectors.joining(", "));
        config = product.config("product: caracal\nchecks: [" + own + ", { name: redis, deadline: 2s }, { name: audit,"
                + " deadline: 2s, redis: { pause: PT0.2S } }, { name: migrations, deadline: 2s }, { name: images, remove: true },"
                + " { name: restarts, remove: true }]\n");
    }

    @AfterEach
    void close() throws IOException {
        product.close();
        redis.close();
    }

    private CheckResult result(String check) {
        return product.all(config).stream()
                .filter(result -> result.name().equals(check))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void all_rows_pass_on_a_product_that_is_well() {
        List<CheckResult> results = product.all(config);

        assertThat(results)
                .filteredOn(result -> Set.of("http", "sql", "redis").contains(result.kind()))
                .hasSize(9)
                .allSatisfy(result ->
                        assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.PASSED));
        assertThat(results)
                .filteredOn(result -> result.outcome() == Outcome.MANUAL)
                .extracting(CheckResult::name)
                .containsExactly("audit-replay", "token-exchange", "gateway");
    }

    @Test
    void ready_endpoints_API_STS_Gateway_Audit_and_Coordinator_pass() {
        notReady.addAll(List.of("gateway", "audit"));

        assertThat(product.all(config))
                .filteredOn(result -> result.name().startsWith("ready-") && result.failed())
                .extracting(CheckResult::name, CheckResult::seen, CheckResult::cause)
                .allSatisfy(row -> assertThat(row.toList().get(1).toString()).startsWith("status 503, body \""))
                .extracting(row -> row.toList().get(0))
                .containsExactly("ready-gateway", "ready-audit");
    }

    @Test
    void schema_migrations_includes_the_expected_versions() throws Exception {
        Config next = product.config("product: caracal\nchecks: [{ name: migrations, deadline: 1s, sql: { versions:"
                + " [0001_baseline, 0002_approval_hardening] } }]\n");

        CheckResult result = product.all(next).stream()
                .filter(each -> each.name().equals("migrations"))
                .findFirst()
                .orElseThrow();
        assertThat(result.cause()).isEqualTo(CheckCause.SCHEMA_VERSION_MISSING);
    }

    @Test
    void streams_and_consumer_groups_exist() throws Exception {
        redis.run("XGROUP DESTROY caracal.keys.invalidate sts-keys");

        assertThat(result("redis").cause()).isEqualTo(CheckCause.GROUP_MISSING);
        assertThat(result("redis").seen()).contains("stream caracal.keys.invalidate has no group sts-keys");
        redis.run("DEL caracal.keys.invalidate");
        assertThat(result("redis").cause()).isEqualTo(CheckCause.STREAM_MISSING);
    }

    @Test
    void pending_entries_are_bounded() throws Exception {
        fill("caracal.policy.invalidate", 1001);
        redis.run("XREADGROUP GROUP opa-engine c1 COUNT 1001 STREAMS caracal.policy.invalidate >");

        assertThat(result("redis").cause()).isEqualTo(CheckCause.PENDING_TOO_MANY);
    }

    @Test
    void the_dlq_is_empty_or_understood() throws Exception {
        redis.run("XADD caracal.audit.events.dlq * reason invalid_signature");

        CheckResult result = result("audit");
        assertThat(result.cause()).isEqualTo(CheckCause.QUEUE_NOT_EMPTY);
        assertThat(result.todo()).contains("XREVRANGE");
    }

    @Test
    void a_backlog_that_is_too_large_passes_while_it_drains() throws Exception {
        fill("caracal.audit.events", 1500);

        assertThat(result("audit").outcome()).isEqualTo(Outcome.PASSED);
        assertThat(result("audit").seen()).contains("1 above its bound, not growing");
    }

    @Test
    void a_migration_hook_that_failed_stops_the_rollout() {
        product.jobs.add(new JobOutcome(
                "shop-caracal-migrate", "u", "pre-upgrade", JobOutcome.State.FAILED, "BackoffLimitExceeded"));

        CheckResult result = result("jobs");
        assertThat(result.cause()).isEqualTo(CheckCause.JOB_NOT_COMPLETE);
        assertThat(result.seen()).contains("shop-caracal-migrate failed (BackoffLimitExceeded)");
        assertThat(result.todo()).contains("read the Job's log");
    }

    @Test
    void pods_that_fail_the_validation_of_their_configuration_are_not_ready() {
        product.workloads.add(new WorkloadRef(WorkloadRef.Kind.DEPLOYMENT, NAMESPACE, "shop-caracal-api"));

        CheckResult result = result("workloads");
        assertThat(result.cause()).isEqualTo(CheckCause.NOT_READY);
        assertThat(result.seen()).contains("deployment/shop-caracal-api");
    }

    private void fill(String stream, int entries) throws IOException {
        String[] commands = new String[entries];
        java.util.Arrays.fill(commands, "XADD " + stream + " * n 1");
        redis.run(commands);
    }
}
