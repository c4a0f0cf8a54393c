package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import io.jenkins.plugins.ratchet.helm.StorageDriver;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.Severity;
import io.jenkins.plugins.ratchet.plan.change.ObjectChange.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What real helm and an API server say of charts that change. */
abstract class ChangeScenes {
    private static final AtomicInteger SCENES = new AtomicInteger();

    static final String VALUES = """
            replicas: 2
            password: first-secret
            colour: green
            image: {repository: shop/api, tag: 1.0.0}
            """;

    static final String TEMPLATE = """
            apiVersion: v1
            kind: Secret
            metadata: {name: shop}
            stringData: {password: "{{ .Values.password }}"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: shop}
            data: {colour: "{{ .Values.colour }}", url: "redis://:{{ .Values.password }}@redis:6379"}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: api}
            spec:
              replicas: {{ .Values.replicas }}
              selector: {matchLabels: {app: api}}
              template:
                metadata: {labels: {app: api}}
                spec:
                  containers:
                    - name: api
                      image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
                      env:
                        - {name: PASSWORD, valueFrom: {secretKeyRef: {name: shop, key: password}}}
            ---
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: migrate-{{ .Chart.Version | replace "." "-" }}
              annotations: {"helm.sh/hook": "pre-upgrade", "helm.sh/hook-weight": "-5"}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: migrate, image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"}]
            """;

    @TempDir
    Path directory;

    abstract Cluster cluster();

    abstract Helm helm();

    /** What does not rest on the bytes of the stored release, which no two helms write alike. */
    static void assertSame(Changes one, Changes other) {
        assertThat(one.findings()).isEqualTo(other.findings());
        assertThat(one.objects()).isEqualTo(other.objects());
        assertThat(one.unchanged()).isEqualTo(other.unchanged());
        assertThat(one.images()).isEqualTo(other.images());
        assertThat(one.defaults()).isEqualTo(other.defaults());
        assertThat(one.values()).isEqualTo(other.values());
    }

    private ChangeScene scene() {
        return new ChangeScene(cluster(), helm(), directory, "changes-" + SCENES.incrementAndGet());
    }

    @Test
    void an_upgrade_to_the_same_changes_nothing() throws IOException {
        ChangeScene scene = scene();
        Path chart = scene.chart("1.0.0", VALUES, TEMPLATE);
        scene.install(chart);

        Changes changes = scene.changes(chart);

        assertThat(changes.objects())
                .allSatisfy(each -> assertThat(each.action()).isEqualTo(Action.HOOK));
        assertThat(changes.unchanged()).isEqualTo(3);
        assertThat(changes.defaults()).isEmpty();
        assertThat(changes.values()).isEmpty();
        assertThat(changes.findings()).isEmpty();
    }

    @Test
    void render_the_new_configuration_and_see_each_change_with_its_secrets_masked() throws IOException {
        ChangeScene scene = scene();
        scene.install(scene.chart("1.0.0", VALUES, TEMPLATE), "--set", "colour=blue");
        Path next = scene.chart(
                "1.1.0",
                VALUES.replace("1.0.0", "1.1.0").replace("first-secret", "second-secret") + "fresh: true\n",
                TEMPLATE + "---\napiVersion: v1\nkind: Service\nmetadata: {name: api}\nspec: {ports: [{port: 80}]}\n");
        Files.writeString(directory.resolve("values.yaml"), "image: {tag: 1.0.0}\n");

        Changes changes = scene.changes(next, "values: [values.yaml]");

        assertThat(changes.objects().stream().map(each -> each.action() + " " + each.object()))
                .containsExactly(
                        "CREATE Service api", "CHANGE ConfigMap shop", "CHANGE Secret shop", "HOOK Job migrate-1-1-0");
        assertThat(ChangeScene.rules(changes))
                .containsExactlyInAnyOrder("values-lost", "old-version-in-values", "default-changed");
        assertThat(changes.values().get(0).key()).isEqualTo("colour");
        assertThat(changes.images())
                .singleElement()
                .satisfies(image -> assertThat(image.changed()).isFalse());
        assertThat(changes.notes().get(0)).startsWith("3 of 3 changed objects were tried");
        assertThat(Json.mapper().writeValueAsString(changes))
                .contains("****")
                .doesNotContain("first-secret", "second-secret", "Zmlyc3Qtc2VjcmV0", "c2Vjb25kLXNlY3JldA==");
    }

    @Test
    void what_cannot_be_changed_is_refused_before_and_not_in_the_middle_of_the_upgrade() throws IOException {
        ChangeScene scene = scene();
        scene.install(scene.chart("1.0.0", VALUES, TEMPLATE));

        Changes changes = scene.changes(scene.chart("2.0.0", VALUES, TEMPLATE.replace("app: api}", "app: web}")));

        assertThat(changes.findings())
                .filteredOn(finding -> finding.rule().equals("immutable-field"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
                    assertThat(finding.seen()).contains("Deployment api", "spec.selector");
                });
    }

    @Test
    void a_missing_secret_and_a_deleted_claim_are_found_in_the_rendering() throws IOException {
        ChangeScene scene = scene();
        String claim = "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {accessModes:"
                + " [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n";
        scene.install(scene.chart("1.0.0", VALUES, TEMPLATE + claim));

        Changes changes = scene.changes(
                scene.chart("2.0.0", VALUES, TEMPLATE.replace("{name: shop, key: password}", "{name: db, key: pw}")));

        assertThat(ChangeScene.rules(changes)).contains("data-deleted", "reference-missing");
        assertThat(changes.objects().get(0)).satisfies(each -> {
            assertThat(each.action()).isEqualTo(Action.DELETE);
            assertThat(each.object().toString()).isEqualTo("PersistentVolumeClaim data");
        });
    }

    @Test
    void what_was_changed_by_hand_is_told_since_the_upgrade_sets_it_back() throws IOException {
        ChangeScene scene = scene();
        Path chart = scene.chart("1.0.0", VALUES, TEMPLATE);
        scene.install(chart);
        scene.cluster
                .client()
                .configMaps()
                .inNamespace(scene.namespace)
                .withName("shop")
                .edit(map -> {
                    map.setData(Map.of("colour", "red", "url", map.getData().get("url"), "own", "stays"));
                    return map;
                });

        Changes changes = scene.changes(chart);

        assertThat(changes.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo("drift");
            assertThat(finding.seen()).contains("ConfigMap shop (data.colour)");
        });
    }

    @Test
    void a_chart_that_does_not_render_is_refused_with_helm_s_own_words() throws IOException {
        ChangeScene scene = scene();
        scene.install(scene.chart("1.0.0", VALUES, TEMPLATE));

        Changes changes =
                scene.changes(scene.chart("2.0.0", VALUES, "{{ fail \"externalPostgres.host must be set\" }}"));

        assertThat(changes.findings())
                .filteredOn(finding -> finding.rule().equals("renders"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.BLOCK);
                    assertThat(finding.seen()).contains("externalPostgres.host must be set");
                });
        assertThat(changes.defaults()).isEmpty();
    }

    @Test
    void the_size_that_helm_would_store_is_told_as_it_is() throws IOException {
        ChangeScene scene = scene();
        Path chart = scene.chart("1.0.0", VALUES, TEMPLATE + "---\n# " + "padding ".repeat(4000) + "\n");
        scene.install(chart);
        int told = scene.changes(chart).encodedBytes();

        helm().run(scene.upgrade(chart), Duration.ofMinutes(2));

        int stored = stored(scene);
        assertThat(told).isBetween(stored - 200, stored + 200);
    }

    private static int stored(ChangeScene scene) {
        ReleaseStore releases = new ReleaseStore(scene.cluster, scene.namespace, "shop", StorageDriver.SECRET);
        String name = releases.history().newest().orElseThrow().object();
        String data = scene.cluster
                .client()
                .secrets()
                .inNamespace(scene.namespace)
                .withName(name)
                .get()
                .getData()
                .get("release");
        return Base64.getDecoder().decode(data).length;
    }

    @Test
    void a_dry_run_leaves_the_cluster_as_it_was() throws IOException {
        ChangeScene scene = scene();
        scene.install(scene.chart("1.0.0", VALUES, TEMPLATE));
        String before = state(scene);

        scene.changes(scene.chart("1.1.0", VALUES.replace("green", "yellow"), TEMPLATE));

        assertThat(state(scene)).isEqualTo(before);
    }

    private static String state(ChangeScene scene) {
        StringBuilder state = new StringBuilder();
        scene.cluster
                .client()
                .secrets()
                .inNamespace(scene.namespace)
                .list()
                .getItems()
                .forEach(each -> state.append(each.getMetadata().getName())
                        .append(each.getMetadata().getResourceVersion()));
        scene.cluster
                .client()
                .configMaps()
                .inNamespace(scene.namespace)
                .list()
                .getItems()
                .forEach(each -> state.append(each.getMetadata().getName())
                        .append(each.getMetadata().getResourceVersion()));
        scene.cluster
                .client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(scene.namespace)
                .list()
                .getItems()
                .forEach(each -> state.append(each.getMetadata().getName()));
        return state.toString();
    }
}
