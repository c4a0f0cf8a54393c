package io.jenkins.plugins.ratchet.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** fabric8 and plain HTTP against the small API, with pods that run. */
class KubeApiIT {
    @TempDir
    Path directory;

    private DemoCluster cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = new DemoCluster(directory);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private static ConfigMap map(String name, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .addToData("x", value)
                .build();
    }

    private void load(String yaml) throws Exception {
        String json = KubeJson.YAML.readTree(yaml).toString();
        cluster.client.resource(json).inNamespace("default").create();
    }

    private static String pod(String name, String policy, String... command) {
        return """
                {apiVersion: v1, kind: Pod, metadata: {name: %s, annotations: {ratchet.demo/run: local}},
                 spec: {restartPolicy: %s, terminationGracePeriodSeconds: 1, containers: [{name: c, image: none,
                  env: [{name: GREETING, value: hello}], command: [%s]}]}}
                """.formatted(name, policy, String.join(", ", command));
    }

    private Pod pod(String name) {
        return cluster.client.pods().inNamespace("default").withName(name).get();
    }

    private String phase(String name) {
        Pod pod = pod(name);
        return pod == null || pod.getStatus() == null ? "" : pod.getStatus().getPhase();
    }

    @Test
    void of_two_writers_with_the_same_version_one_wins() {
        ConfigMap seen = cluster.client.resource(map("a", "0")).create();
        ConfigMap first = new ConfigMapBuilder(seen).addToData("x", "1").build();
        ConfigMap second = new ConfigMapBuilder(seen).addToData("x", "2").build();
        cluster.client.resource(first).lockResourceVersion().update();
        assertThatThrownBy(() ->
                        cluster.client.resource(second).lockResourceVersion().update())
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(409));
    }

    @Test
    void a_watch_survives_a_restart_of_the_server_and_misses_nothing() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        try (var watch = cluster.client.configMaps().inNamespace("default").watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, ConfigMap map) {
                seen.add(action + " " + map.getMetadata().getName());
            }

            @Override
            public void onClose(WatcherException cause) {
                seen.add("closed " + cause);
            }
        })) {
            assertThat(watch).isNotNull();
            cluster.client.resource(map("before", "1")).create();
            DemoCluster.await("the first event", () -> seen.contains("ADDED before"));
            URI address = cluster.api.uri();
            cluster.api.stop();
            Thread.sleep(500);
            assertThat(cluster.api.start()).isEqualTo(address);
            cluster.client.resource(map("after", "1")).create();
            DemoCluster.await("the event after the restart", () -> seen.contains("ADDED after"));
        }
    }

    @Test
    void a_watch_from_a_forgotten_revision_is_told_that_it_is_gone() throws Exception {
        cluster.client.resource(map("a", "1")).create();
        cluster.api.store().compact();
        String answer = get("/api/v1/configmaps?watch=true&resourceVersion=2&timeoutSeconds=1", "application/json");
        assertThat(answer).contains("\"type\":\"ERROR\"").contains("\"code\":410");
    }

    @Test
    void a_streaming_list_ends_with_the_bookmark_that_go_clients_wait_for() throws Exception {
        String answer = get(
                "/api/v1/namespaces?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&timeoutSeconds=1",
                "application/json");
        assertThat(answer).contains("ADDED").contains("\"k8s.io/initial-events-end\":\"true\"");
    }

    @Test
    void metadata_alone_is_given_to_who_asks_for_it() throws Exception {
        cluster.client.resource(map("a", "confidential")).create();
        String answer = get(
                "/api/v1/namespaces/default/configmaps",
                "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1");
        assertThat(answer).contains("PartialObjectMetadataList").doesNotContain("confidential");
    }

    @Test
    void who_does_not_know_the_secret_path_gets_nothing() throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + cluster.api.uri().getPort() + "/api/v1/secrets");
        var response = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(404);
    }

    @Test
    void a_lease_is_taken_and_renewed() {
        var leases = cluster.client.leases().inNamespace("default");
        leases.resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName("l")
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity("a")
                        .endSpec()
                        .build())
                .create();
        leases.withName("l").edit(lease -> {
            lease.getSpec().setHolderIdentity("b");
            return lease;
        });
        assertThat(leases.withName("l").get().getSpec().getHolderIdentity()).isEqualTo("b");
    }

    @Test
    void a_local_pod_runs_its_command_with_its_environment_and_leaves_a_log() throws Exception {
        load("{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {password: pw}}");
        load("""
                {apiVersion: batch/v1, kind: Job, metadata: {name: mig}, spec: {template: {
                  metadata: {annotations: {ratchet.demo/run: local}},
                  spec: {restartPolicy: Never, volumes: [{name: sql-files, secret: {secretName: s}}],
                   containers: [{name: c, image: none, args: ["$(WHO)"],
                    env: [{name: WHO, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}},
                     {name: PW, valueFrom: {secretKeyRef: {name: s, key: password}}}],
                    command: [sh, -c, 'echo "$0 $PW $(cat $MOUNT_SQL_FILES/password)"']}]}}}}
                """);
        var jobs = cluster.client.batch().v1().jobs().inNamespace("default");
        Job job = jobs.withName("mig")
                .waitUntilCondition(
                        done -> done != null
                                && done.getStatus() != null
                                && done.getStatus().getCompletionTime() != null,
                        20,
                        TimeUnit.SECONDS);
        assertThat(job.getStatus().getSucceeded()).isEqualTo(1);
        assertThat(jobs.withName("mig").getLog()).isEqualTo("default pw pw\n");
    }

    @Test
    void a_failing_container_is_restarted_and_its_restarts_are_counted() throws Exception {
        load(pod(
                "flaky",
                "OnFailure",
                "sh",
                "-c",
                "'test -e $HOME/none || test -e ../flag || { touch ../flag; exit 3; }'"));
        DemoCluster.await("the pod to succeed", () -> phase("flaky").equals("Succeeded"));
        var status = pod("flaky").getStatus().getContainerStatuses().get(0);
        assertThat(status.getRestartCount()).isEqualTo(1);
        assertThat(status.getState().getTerminated().getExitCode()).isZero();
    }

    @Test
    void a_deleted_pod_takes_its_process_along_even_one_that_ignores_sigterm() throws Exception {
        load(pod("deaf", "Never", "sh", "-c", "'trap \"\" TERM; echo $$$$; while true; do sleep 0.2; done'"));
        var pods = cluster.client.pods().inNamespace("default");
        DemoCluster.await(
                "the pod to run",
                () -> phase("deaf").equals("Running")
                        && !pods.withName("deaf").getLog().isBlank());
        long pid = Long.parseLong(pods.withName("deaf").getLog().trim());
        assertThat(ProcessHandle.of(pid)).isPresent();
        pods.withName("deaf").delete();
        DemoCluster.await("the pod to be gone", () -> pod("deaf") == null);
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
    }

    @Test
    void the_log_of_a_running_pod_can_be_followed_to_its_end() throws Exception {
        load(pod("talker", "Never", "sh", "-c", "'for i in 1 2 3; do echo $i; sleep 0.2; done'"));
        DemoCluster.await("the pod to run", () -> !List.of("", "Pending").contains(phase("talker")));
        assertThat(get("/api/v1/namespaces/default/pods/talker/log?follow=true", "*/*"))
                .isEqualTo("1\n2\n3\n");
    }

    @Test
    void a_command_that_does_not_exist_fails_with_the_code_of_a_container_runtime() throws Exception {
        load(pod("typo", "Never", "no-such-program"));
        DemoCluster.await("the pod to fail", () -> phase("typo").equals("Failed"));
        assertThat(pod("typo")
                        .getStatus()
                        .getContainerStatuses()
                        .get(0)
                        .getState()
                        .getTerminated()
                        .getExitCode())
                .isEqualTo(128);
    }

    @Test
    void a_pod_waits_for_a_secret_that_comes_later() throws Exception {
        load(pod("early", "Never", "sh", "-c", "'echo $S'")
                .replace("value: hello", "valueFrom: {secretKeyRef: {name: late, key: k}}"));
        DemoCluster.await(
                "the pod to wait",
                () -> pod("early") != null && pod("early").toString().contains("CreateContainerConfigError"));
        load("{apiVersion: v1, kind: Secret, metadata: {name: late}, stringData: {k: v}}");
        DemoCluster.await("the pod to succeed", () -> phase("early").equals("Succeeded"));
    }

    @Test
    void pods_misbehave_as_their_annotations_say() throws Exception {
        for (String trouble : List.of("ready: never", "crash: 'true'")) {
            load("{apiVersion: v1, kind: Pod, metadata: {name: p" + trouble.length() + ", annotations: {ratchet.demo/"
                    + trouble + "}}, spec: {containers: [{name: c, image: i}]}}");
        }
        DemoCluster.await("the unready one to run", () -> phase("p12").equals("Running"));
        assertThat(pod("p12").getStatus().getContainerStatuses().get(0).getReady())
                .isFalse();
        DemoCluster.await(
                "the other to crash twice",
                () -> phase("p13").equals("Running")
                        && pod("p13").getStatus().getContainerStatuses().get(0).getRestartCount() > 1);
        assertThat(pod("p13").toString()).contains("CrashLoopBackOff");
    }

    @Test
    void a_pod_that_runs_while_the_server_is_away_is_reported_afterwards() throws Exception {
        load(pod("patient", "Never", "sh", "-c", "'sleep 1.5; exit 4'"));
        DemoCluster.await("the pod to run", () -> phase("patient").equals("Running"));
        cluster.api.stop();
        Thread.sleep(2000);
        cluster.api.start();
        DemoCluster.await("the pod to fail", () -> phase("patient").equals("Failed"));
    }

    @Test
    void the_pod_runner_refuses_an_api_server_elsewhere() {
        var config = new ConfigBuilder().withMasterUrl("https://192.0.2.1/").build();
        try (var client = new KubernetesClientBuilder().withConfig(config).build()) {
            assertThatThrownBy(() -> new PodRunner(client, directory, true))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("loopback");
        }
    }

    @Test
    void custom_resources_are_served_once_they_are_defined() throws Exception {
        load("""
                {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition,
                 metadata: {name: things.example.com},
                 spec: {group: example.com, scope: Namespaced, names: {plural: things, kind: Thing, singular: thing},
                  versions: [{name: v1, served: true, storage: true,
                   schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}}
                """);
        load("{apiVersion: example.com/v1, kind: Thing, metadata: {name: one}, spec: {a: 1}}");
        var things = cluster.client
                .genericKubernetesResources("example.com/v1", "Thing")
                .inNamespace("default");
        things.withName("one").patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\": {\"a\": 2}}");
        Map<String, Object> properties = things.withName("one").get().getAdditionalProperties();
        assertThat(properties.toString()).contains("a=2");
    }

    private String get(String path, String accept) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cluster.api.uri() + path))
                .header("Accept", accept)
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofLines())
                .body()
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }
}
