package io.jenkins.plugins.ratchet.verify;

import static io.jenkins.plugins.ratchet.verify.CheckedProduct.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.verify.CheckResult.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages of Jitera, Coder and CARTO want to see after an upgrade, by the checks of their profiles. */
class VendorPagesIT {
    private static final String QUIET = "{ name: images, remove: true }, { name: restarts, remove: true }";

    @TempDir
    private Path directory;

    private final AtomicInteger status = new AtomicInteger(200);
    private CheckedProduct product;

    @BeforeEach
    void open() throws IOException {
        product = new CheckedProduct(directory);
    }

    @AfterEach
    void close() throws IOException {
        product.close();
    }

    private CheckResult result(String lines, String check) throws IOException {
        return product.all(product.config(lines)).stream()
                .filter(result -> result.name().equals(check))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void jiteras_rollout_is_not_trusted_before_its_migration_job_is_complete() throws Exception {
        product.database = PostgresServer.shared().createFresh();
        product.jobs.add(
                new JobOutcome("jitera-migrate", "u", "post-install,post-upgrade", JobOutcome.State.ACTIVE, null));

        CheckResult result = result("product: jitera\nchecks: [" + QUIET + "]\n", "jobs");

        assertThat(result.cause()).isEqualTo(CheckCause.JOB_NOT_COMPLETE);
        assertThat(result.seen()).isEqualTo("1 of 1 not complete: jitera-migrate active");
        assertThat(result.todo()).contains("do not trust the rollout before it is Complete");
    }

    @Test
    void jiteras_cli_secret_with_stripped_newlines_is_found_and_its_studio_answers_200() throws Exception {
        product.database = PostgresServer.shared().createFresh();
        product.secret(
                "jitera-cli-auth", Map.of("private.pem", "-----BEGIN PRIVATE KEY-----MIIE-----END PRIVATE KEY-----"));
        int studio = product.serve(exchange -> reply(exchange, status.get(), "Jitera Studio"));
        String lines =
                "product: jitera\nchecks: [" + QUIET + ", { name: cli-authentication, deadline: 1s, secret: { name:"
                        + " jitera-cli-auth, key: private.pem } }, { name: studio, deadline: 1s, http: { url: \"http://127.0.0.1:"
                        + studio + "/\" } }]\n";

        assertThat(result(lines, "cli-authentication").cause()).isEqualTo(CheckCause.PEM_NEWLINES);
        assertThat(result(lines, "studio").outcome()).isEqualTo(Outcome.PASSED);
        status.set(502);
        assertThat(result(lines, "studio").cause()).isEqualTo(CheckCause.HTTP_STATUS);
        assertThat(result(lines, "invitation").outcome()).isEqualTo(Outcome.MANUAL);
        assertThat(result(lines, "jitera-init").outcome()).isEqualTo(Outcome.MANUAL);
    }

    @Test
    void coder_is_healthy_and_no_migration_broke_off() throws Exception {
        product.database = PostgresServer.shared()
                .createFresh(
                        "CREATE TABLE schema_migrations (version bigint, dirty boolean)",
                        "INSERT INTO schema_migrations VALUES (412, false)");
        product.service(
                "coder",
                Map.of("app.kubernetes.io/name", "coder"),
                exchange -> reply(
                        exchange, exchange.getRequestURI().getPath().equals("/healthz") ? status.get() : 404, "OK"));
        String lines =
                "product: coder\nchecks: [{ name: restarts, remove: true }, { name: migrated, deadline: 1s }, { name:"
                        + " dashboard, deadline: 1s }]\n";

        assertThat(result(lines, "dashboard").seen()).isEqualTo("status 200");
        assertThat(result(lines, "migrated").outcome()).isEqualTo(Outcome.PASSED);
        product.database = PostgresServer.shared()
                .createFresh(
                        "CREATE TABLE schema_migrations (version bigint, dirty boolean)",
                        "INSERT INTO schema_migrations VALUES (413, true)");
        assertThat(result(lines, "migrated").cause()).isEqualTo(CheckCause.SQL_ANSWER);
    }

    @Test
    void carto_answers_at_its_router() throws Exception {
        product.service(
                "shop-router",
                Map.of("app.kubernetes.io/instance", "shop", "app.kubernetes.io/component", "router"),
                exchange -> reply(exchange, status.get(), "<html>"));
        String lines = "product: carto\nchecks: [" + QUIET + ", { name: platform, deadline: 1s }]\n";

        assertThat(result(lines, "platform").outcome()).isEqualTo(Outcome.PASSED);
        status.set(503);
        assertThat(result(lines, "platform").seen()).startsWith("status 503");
        product.cluster
                .client()
                .pods()
                .inNamespace(CheckedProduct.NAMESPACE)
                .withName("shop-router-1")
                .delete();
        CheckResult gone = result(lines, "platform");
        assertThat(gone.cause()).isEqualTo(CheckCause.UNREACHABLE);
        assertThat(gone.seen()).contains("no pod behind Service shop-router is ready");
        assertThat(List.of(result(lines, "login").outcome())).containsExactly(Outcome.MANUAL);
    }
}
