package io.jenkins.plugins.ratchet.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.jenkins.plugins.ratchet.cluster.WorkloadRef;
import io.jenkins.plugins.ratchet.verify.CheckResult.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images, warnings and restarts as the statuses of pods tell them. */
class PodChecksIT {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    @TempDir
    private Path directory;

    private CheckedProduct product;

    @BeforeEach
    void open() throws IOException {
        product = new CheckedProduct(directory);
        product.since = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
    }

    @AfterEach
    void close() throws IOException {
        product.close();
    }

    /** A pod of the chart, and what the node says that it runs. */
    private void pod(String chartImage, String asked, String image, String imageId, int restarts) {
        product.manifest += """
                ---
                apiVersion: v1
                kind: Pod
                metadata: { name: api }
                spec: { containers: [{ name: app, image: "%s" }] }
                """.formatted(chartImage);
        product.workloads.add(new WorkloadRef(WorkloadRef.Kind.POD, CheckedProduct.NAMESPACE, "api"));
        product.cluster
                .client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("api")
                        .withNamespace(CheckedProduct.NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("app")
                        .withImage(asked)
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        status(image, imageId, restarts);
    }

    private void status(String image, String imageId, int restarts) {
        product.cluster
                .client()
                .pods()
                .inNamespace(CheckedProduct.NAMESPACE)
                .withName("api")
                .editStatus(pod -> withStatus(pod, image, imageId, restarts));
    }

    private static Pod withStatus(Pod pod, String image, String imageId, int restarts) {
        return new PodBuilder(pod)
                .withNewStatus()
                .withPhase("Running")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .addNewContainerStatus()
                .withName("app")
                .withReady(true)
                .withImage(image)
                .withImageID(imageId)
                .withRestartCount(restarts)
                .withNewLastState()
                .withNewTerminated()
                .withExitCode(137)
                .withReason("OOMKilled")
                .withFinishedAt(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .endTerminated()
                .endLastState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    @Test
    void the_charts_image_is_recognised_as_nodes_spell_it() throws Exception {
        pod("nginx:1", "nginx:1", "docker.io/library/nginx:1", "docker.io/library/nginx@" + DIGEST, 0);

        CheckResult result = product.check("images: {}");

        assertThat(result.outcome()).as(result.toString()).isEqualTo(Outcome.PASSED);
        assertThat(result.seen()).isEqualTo("1 containers run the images of the release: nginx:1");
    }

    @Test
    void another_tag_and_another_digest_are_named() throws Exception {
        pod("shop/api:2@" + DIGEST, "shop/api:2@" + DIGEST, "shop/api:2", "shop/api@" + DIGEST, 0);
        assertThat(product.check("images: {}").outcome()).isEqualTo(Outcome.PASSED);

        status("shop/api:2", "shop/api@sha256:" + "cd".repeat(32), 0);
        CheckResult digest = product.check("images: {}");
        assertThat(digest.cause()).isEqualTo(CheckCause.IMAGE_DIFFERS);
        assertThat(digest.seen()).contains("pod api, container app: it runs shop/api@sha256:cdcd");

        product.manifest = product.manifest.replace("shop/api:2@" + DIGEST, "shop/api:3");
        assertThat(product.check("images: {}").seen()).contains("the chart names shop/api:3");
    }

    @Test
    void warnings_of_given_reasons_count_from_when_the_upgrade_began() throws Exception {
        pod("a:1", "a:1", "a:1", "", 0);
        event("old", "api", "BackOff", product.since.minusSeconds(5));
        event("foreign", "billing-7", "BackOff", Instant.now());
        event("other", "api", "Unhealthy", Instant.now());
        assertThat(product.check("events: { reasons: [BackOff] }").outcome()).isEqualTo(Outcome.PASSED);

        event("new", "api", "BackOff", Instant.now());
        CheckResult result = product.check("events: { reasons: [BackOff] }");

        assertThat(result.cause()).isEqualTo(CheckCause.WARNING_EVENTS);
        assertThat(result.seen()).startsWith("1 since ").contains("pod/api BackOff: of new");
    }

    private void event(String name, String pod, String reason, Instant at) {
        product.cluster
                .client()
                .resource(new EventBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(CheckedProduct.NAMESPACE)
                        .endMetadata()
                        .withType("Warning")
                        .withReason(reason)
                        .withMessage("of " + name)
                        .withLastTimestamp(at.truncatedTo(ChronoUnit.SECONDS).toString())
                        .withInvolvedObject(new ObjectReferenceBuilder()
                                .withKind("Pod")
                                .withName(pod)
                                .withNamespace(CheckedProduct.NAMESPACE)
                                .build())
                        .build())
                .create();
    }

    @Test
    void more_restarts_than_allowed_name_container_and_exit_code() throws Exception {
        pod("a:1", "a:1", "a:1", "", 2);
        assertThat(product.check("restarts: {}").seen()).startsWith("2 restarts: pod api, container app 2 times");

        CheckResult result = product.check("restarts: { most: 1 }");

        assertThat(result.cause()).isEqualTo(CheckCause.RESTARTING);
        assertThat(result.seen()).contains("last with exit code 137 OOMKilled");
    }

    @Test
    void a_soak_ends_with_the_first_new_restart_and_passes_without_one() throws Exception {
        pod("a:1", "a:1", "a:1", "", 0);
        CheckResult calm = product.check("restarts: {}\nsteady: PT0.3S");
        assertThat(calm.outcome()).as(calm.toString()).isEqualTo(Outcome.PASSED);
        assertThat(calm.seen()).contains("steady for");

        AtomicBoolean over = new AtomicBoolean();
        Thread crashing = new Thread(() -> {
            for (int i = 1; !over.get(); i++) {
                status("a:1", "", i);
            }
        });
        crashing.start();
        CheckResult shaken = product.check("restarts: {}\nsteady: 30s\ndeadline: PT0.2S");
        over.set(true);
        crashing.join(Duration.ofSeconds(10).toMillis());

        assertThat(shaken.cause()).as(shaken.toString()).isEqualTo(CheckCause.RESTARTING);
        assertThat(shaken.seen()).contains("but not for 30s: after");
    }
}
