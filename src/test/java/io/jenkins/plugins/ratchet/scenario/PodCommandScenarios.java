package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.PodGate;
import io.jenkins.plugins.ratchet.report.Report;
import io.jenkins.plugins.ratchet.verify.CheckResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Checks whose program runs in a pod; needs a place where commands run in pods. */
interface PodCommandScenarios extends OnStage {
    String TOKEN = "swordfish-in-a-pod-88";

    /** The gate serves what a kubelet would. */
    private static PodGate gate(Shop shop, Stage stage) throws IOException {
        PodGate gate = new PodGate(URI.create(stage.client().getMasterUrl().toString()));
        Path file = Files.writeString(
                shop.directory().resolve("kubeconfig"), gate.kubeconfig(Files.readString(stage.kubeconfig())));
        shop.environment().put("KUBECONFIG", file.toString());
        return gate;
    }

    private static CheckResult check(Report report, String name) {
        return report.checks().stream()
                .filter(check -> check.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Scenario
    default void programs_in_a_pod_pass_fail_and_end_as_the_pod_says(Shop shop) throws IOException {
        try (PodGate gate = gate(shop, stage())) {
            shop.installed();
            shop.environment().put("SHOP_TOKEN", TOKEN);
            gate.fail(PodGate.Fault.NO_STATUS, "its end is lost", Long.MAX_VALUE);
            shop.configure("backups:", """
                    checks:
                      - name: passes
                        command:
                          run: [sh, -c, 'echo "token $SHOP_TOKEN"; echo "42 rows"']
                          pod: app=%1$s-api
                          env: { SHOP_TOKEN: { env: SHOP_TOKEN } }
                          output: "^token [^ ]+42 rows"
                      - name: fails
                        command:
                          run: [sh, -c, 'echo "3 orders too many for $SHOP_TOKEN"; echo "asked as $SHOP_TOKEN" >&2; exit 7']
                          pod: app=%1$s-api
                          env: { SHOP_TOKEN: { env: SHOP_TOKEN } }
                      - name: mute
                        command: { run: [sh, -c, 'echo "no such table" >&2; exit 1'], pod: app=%1$s-api }
                      - name: other
                        command: { run: [echo, "41 rows"], pod: app=%1$s-api, output: 42 rows }
                      - name: absent
                        command: { run: [echo, "not in this pod"], pod: nobody-0 }
                      - name: slow
                        command: { run: [sh, -c, 'echo in the pod >> %2$s/slow; exec sleep 600'], pod: app=%1$s-api, timeout: 4s }
                      - name: slow-here
                        command: { run: [sh, -c, 'echo here >> slow-here; exec sleep 600'], timeout: 1s }
                      - name: unknown
                        command: { run: [echo, its end is lost], pod: app=%1$s-api }
                    backups:""".formatted(shop.name(), shop.directory()));

            RatchetProcess.Ended verified = shop.ratchet("verify");

            assertThat(verified.exit()).as(verified.output()).isEqualTo(4);
            Report report = verified.report();
            CheckResult passed = check(report, "passes");
            assertThat(passed.failed()).as(passed.toString()).isFalse();
            assertThat(passed.seen()).isEqualTo("sh ended with status 0: 42 rows");
            CheckResult failed = check(report, "fails");
            assertThat(failed.cause().id()).isEqualTo("command-failed");
            assertThat(failed.seen()).isEqualTo("sh ended with status 7: 3 orders too many for ****");
            assertThat(check(report, "mute").seen()).isEqualTo("sh ended with status 1: no such table");
            assertThat(check(report, "other").seen()).startsWith("echo ended with status 0 and printed \"41 rows");
            CheckResult absent = check(report, "absent");
            assertThat(absent.cause().id()).isEqualTo("configuration");
            assertThat(absent.seen())
                    .isEqualTo("check absent, pod is nobody-0: there is no such pod in namespace " + shop.name());
            CheckResult slow = check(report, "slow");
            assertThat(slow.cause().id()).isEqualTo("overdue");
            assertThat(slow.seen()).startsWith("sh did not end within 4s; ").contains("in the pod it may still run");
            CheckResult here = check(report, "slow-here");
            assertThat(here.cause().id()).isEqualTo("overdue");
            assertThat(here.seen()).isEqualTo("sh did not end within 1s and was ended");
            CheckResult unknown = check(report, "unknown");
            assertThat(unknown.cause().id()).isEqualTo("command-failed");
            assertThat(unknown.seen()).contains("ended before its exit status came");

            // Nobody but its author knows whether a program may run twice.
            assertThat(shop.directory().resolve("slow")).hasContent("in the pod");
            assertThat(shop.directory().resolve("slow-here")).hasContent("here");
            assertThat(gate.commands())
                    .hasSize(6)
                    .noneMatch(command -> command.contains(TOKEN) || command.contains("not in this pod"));

            assertThat(verified.errors()).contains("token ****", "asked as ****");
            assertThat(verified.output() + verified.errors()).doesNotContain(TOKEN);
            assertThat(written(shop.directory())).isNotEmpty().noneMatch(text -> text.contains(TOKEN));
        }
    }

    /** Everything that the run left, its events and reports among them. */
    private static Stream<String> written(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).map(PodCommandScenarios::read).toList().stream();
        }
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
