package io.jenkins.plugins.ratchet.verify;

import static io.jenkins.plugins.ratchet.verify.CheckedProduct.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.verify.CheckResult.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A token exchange, a request that needs the token, and its evidence: three servers that believe each other only so far. */
class CanaryChecksIT {
    private static final String TOKEN = "eyJ-mandate-0815";

    @TempDir
    private Path directory;

    private final List<String> forms = new CopyOnWriteArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile boolean denied;
    private volatile boolean silent;
    private CheckedProduct product;
    private String canary;

    @BeforeEach
    void open() throws IOException {
        product = new CheckedProduct(directory);
        product.environment.put("CANARY_SECRET", "s3cr3t-of-canary");
        int sts = product.serve(exchange -> {
            forms.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            boolean known = forms.get(forms.size() - 1).contains("client_secret=s3cr3t-of-canary");
            reply(
                    exchange,
                    known ? 200 : 401,
                    known ? "{\"access_token\":\"" + TOKEN + "\",\"token_type\":\"Bearer\"}" : "who are you");
        });
        int gateway = product.serve(exchange -> {
            boolean holds =
                    ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            exchange.getResponseHeaders().set("X-Request-Id", "req-42");
            reply(exchange, denied || !holds ? 403 : 200, denied ? "policy says no to " + TOKEN : "{\"pong\":true}");
        });
        int audit = product.serve(exchange -> {
            boolean there = exchange.getRequestURI().getQuery().equals("request_id=req-42")
                    && !silent
                    && asked.incrementAndGet() > 2; // evidence takes a moment
            reply(exchange, 200, there ? "[{\"decision\":\"allow\",\"request_id\":\"req-42\"}]" : "[]");
        });
        canary = """
                canary:
                  - name: exchange
                    http:
                      url: http://127.0.0.1:STS/oauth/2/token
                      method: POST
                      form:
                        grant_type: urn:ietf:params:oauth:grant-type:token-exchange
                        client_secret: { env: CANARY_SECRET }
                      json: { $.token_type: Bearer }
                    take: { token: $.access_token }
                  - name: gateway
                    http:
                      url: http://127.0.0.1:GATEWAY/ping
                      bearer: ${token}
                      json: { $.pong: "true" }
                    take: { request: header X-Request-Id }
                  - name: evidence
                    http:
                      url: http://127.0.0.1:AUDIT/audit?request_id=${request}
                      json: { "$[0].decision": allow, "$[0].request_id": "${request}" }
                    within: 20s
                deadline: 30s
                """.replace("STS", "" + sts).replace("GATEWAY", "" + gateway).replace("AUDIT", "" + audit);
    }

    @AfterEach
    void close() throws IOException {
        product.close();
    }

    @Test
    void values_are_carried_from_one_request_to_the_next_and_are_never_shown() throws Exception {
        CheckResult result = product.check(canary);

        assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.PASSED);
        assertThat(result.kind()).isEqualTo("canary");
        assertThat(result.seen()).contains("exchange status 200", "gateway status 200", "evidence status 200");
        assertThat(asked).hasValueGreaterThan(2);
        assertThat(forms).singleElement().asString().contains("grant_type=urn%3Aietf");
        assertThat(product.redaction.redact(TOKEN + " req-42 s3cr3t-of-canary")).isEqualTo("**** **** ****");
    }

    @Test
    void a_denied_canary_names_its_request_and_that_it_worked_before_the_upgrade() throws Exception {
        CheckResult well = product.checkBefore(once(canary).replace("deadline: 30s", ""));
        assertThat(well.outcome()).as(well.toString()).isEqualTo(Outcome.PASSED);
        denied = true;

        CheckResult result = product.check(once(canary).replace("30s", "1s"));

        assertThat(result.cause()).isEqualTo(CheckCause.CANARY_DENIED);
        assertThat(result.seen())
                .startsWith("request gateway: status 403, body \"policy says no to ****\"")
                .contains("(after exchange status 200")
                .contains("it worked before the upgrade, at ")
                .doesNotContain(TOKEN);
        assertThat(result.todo()).contains("keys, policies and clocks");
    }

    @Test
    void a_canary_that_nobody_tried_before_may_never_have_worked() throws Exception {
        product.environment.put("CANARY_SECRET", "wrong-one");

        CheckResult result = product.check(once(canary).replace("30s", "1s"));

        assertThat(result.cause()).isEqualTo(CheckCause.CANARY_DENIED);
        assertThat(result.seen())
                .startsWith("request exchange: status 401")
                .contains("it was not tried before the upgrade, so it may never have worked");
    }

    @Test
    void missing_evidence_is_a_failed_canary_that_names_the_request() throws Exception {
        silent = true;

        CheckResult result = product.check(once(canary).replace("30s", "1s"));

        assertThat(result.cause()).isEqualTo(CheckCause.CANARY_FAILED);
        assertThat(result.seen()).startsWith("request evidence: status 200, $[0].decision is not in the body");
    }

    private static String once(String canary) {
        return canary.replace("    within: 20s\n", "");
    }
}
