package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.registry.ImageLookup;
import io.jenkins.plugins.ratchet.registry.ImagePull.State;
import io.jenkins.plugins.ratchet.registry.LoopbackRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageCheckTest {
    private final Map<String, Sight> live = new HashMap<>();
    private LoopbackRegistry registry;

    @BeforeEach
    void start() throws IOException {
        registry = new LoopbackRegistry();
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private ImageCheck check(String... young) {
        List<ManifestObject> objects = new ArrayList<>();
        for (String each : young) {
            objects.addAll(Written.objects(each));
        }
        return ImageCheck.of(objects, ref -> live.getOrDefault(ref.toString(), Sight.ABSENT), new ImageLookup());
    }

    private String deployment(String image, String pod) {
        return "{apiVersion: apps/v1, kind: Deployment, metadata: {name: api}, spec: {template: {spec: {" + pod
                + "containers: [{name: main, image: '" + registry.host() + "/" + image + "'}]}}}}";
    }

    private String secret(String login) {
        return "{apiVersion: v1, kind: Secret, metadata: {name: pull}, type: kubernetes.io/dockerconfigjson, data:"
                + " {.dockerconfigjson: " + LoopbackRegistry.base64(registry.config(login)) + "}}";
    }

    private static String account(String name, String secrets) {
        return "{apiVersion: v1, kind: ServiceAccount, metadata: {name: " + name + "}" + secrets + "}";
    }

    private State state(ImageCheck check) {
        assertThat(check.pulls()).hasSize(1);
        return check.pulls().values().iterator().next().state();
    }

    @Test
    void a_secret_that_the_chart_makes_logs_in_before_it_is_in_the_cluster() {
        ImageCheck check =
                check(deployment("token/api:1", "imagePullSecrets: [{name: pull}], "), secret(LoopbackRegistry.LOGIN));

        assertThat(state(check)).isEqualTo(State.THERE);
        assertThat(check.findings()).isEmpty();
    }

    @Test
    void a_secret_of_the_cluster_counts_unless_the_chart_makes_it_anew() {
        live.put("Secret pull", new Sight(Written.yaml(secret(LoopbackRegistry.LOGIN)), null));
        String deployment = deployment("basic/api:1", "imagePullSecrets: [{name: pull}], ");

        assertThat(state(check(deployment))).isEqualTo(State.THERE);
        assertThat(state(check(deployment, secret("robot:old-secret")))).isEqualTo(State.DENIED);
    }

    @Test
    void without_secrets_of_its_own_a_pod_has_those_of_its_service_account() {
        live.put("Secret pull", new Sight(Written.yaml(secret(LoopbackRegistry.LOGIN)), null));
        String named = deployment("basic/api:1", "serviceAccountName: shop, ");
        assertThat(state(check(named, account("shop", ", imagePullSecrets: [{name: pull}]"))))
                .isEqualTo(State.THERE);

        assertThat(state(check(deployment("basic/api:1", "")))).isEqualTo(State.DENIED);
        live.put(
                "ServiceAccount default",
                new Sight(Written.yaml(account("default", ", imagePullSecrets: [{name: pull}]")), null));
        assertThat(state(check(deployment("basic/api:1", "")))).isEqualTo(State.THERE);
    }

    @Test
    void a_missing_image_blocks_and_names_who_needs_it() {
        ImageCheck check = check(deployment("open/api:2", ""));

        assertThat(check.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("image-missing");
            assertThat(finding.blocks()).isTrue();
            assertThat(finding.seen()).contains("open/api:2", "Deployment api");
        });
    }

    @Test
    void a_refused_login_and_a_silent_registry_warn_and_no_password_is_told() {
        ImageCheck check =
                check(deployment("basic/api:1", "imagePullSecrets: [{name: pull}], "), secret("robot:wrong-secret"));
        registry.close();
        ImageCheck silent = check(deployment("open/api:1", ""));

        assertThat(check.findings()).extracting(Finding::rule).containsExactly("image-denied");
        assertThat(silent.findings()).extracting(Finding::rule).containsExactly("not-looked-at");
        assertThat(check.findings().toString() + silent.findings())
                .doesNotContain("wrong-secret", LoopbackRegistry.base64("robot:wrong-secret"));
        assertThat(check.findings()).noneMatch(Finding::blocks);
    }

    @Test
    void where_a_secret_may_not_be_read_nothing_is_called_missing() {
        live.put("Secret pull", Sight.unseen("no right to get it"));
        ImageCheck check = check(deployment("open/api:2", "imagePullSecrets: [{name: pull}], "));

        assertThat(check.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("image-denied");
            assertThat(finding.seen()).contains("Secret pull: no right to get it");
        });
    }

    @Test
    void hooks_of_the_upgrade_count_and_those_of_tests_do_not() {
        String pod = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: main, image: '"
                + registry.host() + "/open/api:2'}]}}";
        assertThat(ImageCheck.of(
                                List.of(Written.hook("pre-upgrade", 0, "", pod)),
                                ref -> Sight.ABSENT,
                                new ImageLookup())
                        .findings())
                .hasSize(1);
        assertThat(ImageCheck.of(List.of(Written.hook("test", 0, "", pod)), ref -> Sight.ABSENT, new ImageLookup())
                        .findings())
                .isEmpty();
    }
}
