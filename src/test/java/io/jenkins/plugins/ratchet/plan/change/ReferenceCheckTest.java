package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceCheckTest {
    private static final String SECRET = "{apiVersion: v1, kind: Secret, metadata: {name: db}, data: {password: eA==}}";
    private final Map<String, Sight> live = new HashMap<>();

    private List<Finding> check(ManifestObject... young) {
        return check(Set.of(), young);
    }

    private List<Finding> check(Set<ObjectRef> removed, ManifestObject... young) {
        return ReferenceCheck.check(
                Arrays.asList(young), removed, ref -> live.getOrDefault(ref.toString(), Sight.ABSENT));
    }

    private static String pod(String kind, String spec) {
        return "{apiVersion: " + (kind.equals("Job") ? "batch/v1" : "apps/v1") + ", kind: " + kind
                + ", metadata: {name: api}, spec: {template: {spec: {" + spec + "}}}}";
    }

    private static String wants(String key) {
        return "containers: [{name: a, env: [{name: PW, valueFrom: {secretKeyRef: {name: db, key: " + key + "}}}]}]";
    }

    private static ManifestObject deployment(String spec) {
        return Written.object(pod("Deployment", spec));
    }

    @Test
    void confirm_secrets_and_required_env_vars_still_match_service_config() {
        live.put("Secret db", new Sight(Written.yaml(SECRET), null));

        assertThat(check(deployment(wants("password")))).isEmpty();
        assertThat(check(deployment(wants("passwd")))).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("reference-missing");
            assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
            assertThat(finding.seen())
                    .isEqualTo(
                            "key passwd of Secret db is missing; needed by Deployment api (environment variable PW)");
        });
    }

    @Test
    void what_the_chart_makes_itself_is_there() {
        assertThat(check(deployment(wants("password")), Written.object(SECRET))).isEmpty();
    }

    @Test
    void a_key_that_the_chart_s_own_secret_does_not_have_is_missing_though_the_live_one_has_it() {
        live.put("Secret db", new Sight(Written.yaml(SECRET.replace("password", "passwd")), null));

        assertThat(check(deployment(wants("passwd")), Written.object(SECRET))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "containers: [{name: a, envFrom: [{configMapRef: {name: it}}]}]",
                "containers: [{name: a, env: [{name: A, valueFrom: {configMapKeyRef: {name: it, key: k}}}]}]",
                "initContainers: [{name: a, envFrom: [{secretRef: {name: it}}]}]",
                "volumes: [{name: v, secret: {secretName: it}}]",
                "volumes: [{name: v, configMap: {name: it, items: [{key: k, path: p}]}}]",
                "volumes: [{name: v, projected: {sources: [{secret: {name: it}}]}}]",
                "volumes: [{name: v, persistentVolumeClaim: {claimName: it}}]",
                "serviceAccountName: it",
                "priorityClassName: it"
            })
    void every_way_to_refer_to_what_is_not_there_is_seen(String spec) {
        assertThat(check(deployment(spec)))
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.BLOCK));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "containers: [{name: a, envFrom: [{secretRef: {name: it, optional: true}}]}]",
                "containers: [{name: a, env: [{name: A, valueFrom: {secretKeyRef: {name: it, key: k, optional: true}}}]}]",
                "volumes: [{name: v, secret: {secretName: it, optional: true, items: [{key: k, path: p}]}}]",
                "serviceAccountName: default",
                "priorityClassName: system-cluster-critical"
            })
    void what_is_optional_or_always_there_may_be_missing(String spec) {
        assertThat(check(deployment(spec))).isEmpty();
    }

    @Test
    void a_pull_secret_and_an_ingress_class_that_are_missing_are_warnings() {
        assertThat(check(
                        deployment("imagePullSecrets: [{name: regcred}]"),
                        Written.object("{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: web}, spec:"
                                + " {ingressClassName: nginx}}")))
                .hasSize(2)
                .allSatisfy(finding -> assertThat(finding.severity()).isEqualTo(Severity.WARN));
    }

    @Test
    void a_storage_class_that_a_claim_names_must_exist() {
        assertThat(check(Written.object("{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: d}, spec:"
                        + " {storageClassName: fast}}")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).startsWith("StorageClass fast is missing"));
    }

    @Test
    void a_pre_upgrade_hook_cannot_use_what_the_chart_makes_only_later() {
        ManifestObject hook = Written.hook("pre-upgrade", 0, "", pod("Job", wants("password")));

        assertThat(check(hook, Written.object(SECRET)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("only after the hook has run"));
    }

    @Test
    void a_pre_upgrade_hook_uses_what_is_live_and_what_hooks_before_it_made() {
        ManifestObject hook = Written.hook("pre-upgrade", 0, "", pod("Job", wants("password")));

        assertThat(check(hook, Written.hook("pre-upgrade", -5, "", SECRET))).isEmpty();
        assertThat(check(hook, Written.hook("pre-upgrade", 5, "", SECRET))).hasSize(1);
        live.put("Secret db", new Sight(Written.yaml(SECRET), null));
        assertThat(check(hook, Written.object(SECRET))).isEmpty();
    }

    @Test
    void a_pre_upgrade_hook_sees_the_old_keys_of_what_the_chart_changes_only_later() {
        live.put("Secret db", new Sight(Written.yaml(SECRET), null));
        ManifestObject hook = Written.hook("pre-upgrade", 0, "", pod("Job", wants("dsn")));

        assertThat(check(hook, Written.object(SECRET.replace("password", "dsn"))))
                .hasSize(1);
    }

    @Test
    void what_a_hook_makes_and_its_policy_deletes_again_is_not_there_for_pods() {
        assertThat(check(deployment(wants("password")), Written.hook("pre-upgrade", 0, "hook-succeeded", SECRET)))
                .hasSize(1);
        assertThat(check(deployment(wants("password")), Written.hook("pre-upgrade", 0, "", SECRET)))
                .isEmpty();
    }

    @Test
    void what_the_upgrade_itself_deletes_is_not_there_for_pods() {
        live.put("Secret db", new Sight(Written.yaml(SECRET), null));

        assertThat(check(Set.of(new ObjectRef("", "Secret", "shop", "db")), deployment(wants("password"))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.rule()).isEqualTo("reference-missing"));
    }

    @Test
    void what_an_operator_makes_for_the_chart_may_come_later() {
        List<ManifestObject> all = new ArrayList<>(Written.objects("{apiVersion: external-secrets.io/v1, kind:"
                + " ExternalSecret, metadata: {name: x}, spec: {target: {name: db}}}"));
        all.add(deployment(wants("password")));

        assertThat(check(all.toArray(new ManifestObject[0]))).isEmpty();
    }

    @Test
    void what_nobody_may_look_at_is_said_and_not_passed() {
        live.put("Secret db", Sight.unseen("no right to get it"));

        assertThat(check(deployment(wants("password")))).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("not-looked-at");
            assertThat(finding.severity()).isEqualTo(Severity.WARN);
            assertThat(finding.seen()).contains("no right to get it");
        });
    }

    @Test
    void one_thing_that_many_miss_is_one_finding() {
        ManifestObject other = Written.object(pod("StatefulSet", "volumes: [{name: v, secret: {secretName: db}}]"));

        assertThat(check(deployment("volumes: [{name: v, secret: {secretName: db}}]"), other))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen()).contains("Deployment api", "StatefulSet api"));
    }

    @Test
    void a_variable_that_a_config_map_of_the_chart_no_longer_gives_is_told() {
        String map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: env}, data: {A: '1', B: '2'}}";
        String pod = pod("Deployment", "containers: [{name: a, envFrom: [{configMapRef: {name: env}}]}]");

        assertThat(Environment.lost(
                        List.of(Written.comparison(map, map.replace(", B: '2'", "")), Written.comparison(pod, pod))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.seen())
                        .isEqualTo("ConfigMap env loses key B, which is in the environment of Deployment api"));
    }

    @Test
    void variables_that_a_workload_gains_and_loses_are_named() {
        assertThat(Environment.changes(List.of(Written.comparison(
                        pod("Deployment", "containers: [{name: a, env: [{name: OLD, value: '1'}]}]"),
                        pod("Deployment", "containers: [{name: a, env: [{name: NEW, value: '1'}]}]")))))
                .containsExactly("Deployment api: +NEW, -OLD");
    }
}
