package io.jenkins.plugins.ratchet.plan.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.cluster.ControlPlane;
import io.jenkins.plugins.ratchet.demo.LocalApi;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.plan.Outlook;
import io.jenkins.plugins.ratchet.plan.Plan;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.registry.ImageLookup;
import io.jenkins.plugins.ratchet.registry.ImagePull;
import io.jenkins.plugins.ratchet.registry.LoopbackRegistry;
import io.jenkins.plugins.ratchet.report.Report;
import io.jenkins.plugins.ratchet.report.ReportConsole;
import io.jenkins.plugins.ratchet.report.ReportDraft;
import io.jenkins.plugins.ratchet.report.Reports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the embedded API, by the helm binary. */
final class EmbeddedChangesIT extends ChangeScenes {
    @TempDir
    static Path place;

    private static LocalApi api;
    private static Helm helm;

    @BeforeAll
    static void start() throws IOException {
        if (ControlPlane.builtHelm().isEmpty()) {
            System.err.println("SKIPPED: EmbeddedChangesIT needs the helm binary that src/test/cluster/build makes");
        }
        Assumptions.assumeTrue(ControlPlane.builtHelm().isPresent());
        api = new LocalApi(place);
        helm = Helm.find(ControlPlane.builtHelm().get().toString(), Map.of(), api.cluster);
    }

    @AfterAll
    static void stop() {
        if (api != null) {
            api.close();
        }
    }

    @Override
    Cluster cluster() {
        return api.cluster;
    }

    @Override
    Helm helm() {
        return helm;
    }

    @Test
    void the_embedded_helm_renders_the_same_upgrade_hooks_included() throws IOException {
        ChangeScene scene = new ChangeScene(api.cluster, helm, directory, "changes-by-both");
        scene.install(scene.chart("1.0.0", VALUES, TEMPLATE), "--set", "colour=blue");
        String first = "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: first, annotations: {helm.sh/hook:"
                + " 'pre-upgrade,post-upgrade', helm.sh/hook-delete-policy: hook-succeeded}}\n"
                + "data: {upgrade: '{{ .Release.IsUpgrade }}', revision: '{{ .Release.Revision }}'}\n";
        Path next = scene.chart(
                "1.1.0",
                VALUES.replace("green", "red") + "fresh: true\n",
                TEMPLATE.replace("key: password}", "key: missing}") + first);

        Files.writeString(directory.resolve("values.yaml"), "image: {tag: 1.0.0}\n");

        Changes byBinary = scene.changes(next, "values: [values.yaml]");
        Changes byEmbedded = scene.by(api.cluster, Helm.find("embedded", Map.of(), api.cluster))
                .changes(next, "values: [values.yaml]");

        assertThat(ChangeScene.rules(byBinary)).contains("reference-missing", "values-lost");
        assertThat(byBinary.objects())
                .filteredOn(each -> each.hook() != null)
                .extracting(each -> each.object().name())
                .containsExactlyInAnyOrder("first", "first", "migrate-1-1-0");
        assertSame(byEmbedded, byBinary);
    }

    @Test
    void registries_are_asked_for_the_new_images_with_what_the_chart_brings_and_only_where_that_is_wished()
            throws IOException {
        String pulling =
                TEMPLATE.replace("      containers:\n", "      imagePullSecrets: [{name: pull}]\n      containers:\n")
                        + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: pull}\ntype: kubernetes.io/dockerconfigjson\n"
                        + "data: {.dockerconfigjson: '{{ .Values.pull }}'}\n";
        ChangeScene scene = new ChangeScene(api.cluster, helm, directory, "changes-images");
        scene.install(scene.chart("1.0.0", VALUES, TEMPLATE));
        try (LoopbackRegistry registry = new LoopbackRegistry()) {
            Path next = scene.chart(
                    "1.1.0",
                    VALUES.replace("shop/api, tag: 1.0.0", registry.host() + "/basic/api, tag: 1") + "pull: "
                            + LoopbackRegistry.base64(registry.config(LoopbackRegistry.LOGIN)) + "\n",
                    pulling);

            assertThat(scene.changes(next).images()).allMatch(each -> each.pull() == null);
            assertThat(registry.asked()).isEmpty();

            Changes changes = scene.changes(new ImageLookup(), next);

            // The hook Job has no pull secret: for its pod the same image is denied.
            assertThat(changes.images().get(0).pull().state()).isEqualTo(ImagePull.State.DENIED);
            assertThat(changes.findings())
                    .filteredOn(finding -> finding.rule().equals("image-denied"))
                    .singleElement()
                    .satisfies(finding ->
                            assertThat(finding.seen()).contains("without a login", "used by Job migrate-1-1-0"));
            assertThat(registry.asked()).anyMatch(each -> each.contains("Basic "));
        }
    }

    private static final String SECRETIVE = """
            apiVersion: v1
            kind: Secret
            metadata: {name: shop, annotations: {note: "{{ .Values.auth.password }}"}}
            stringData: {pw: "{{ .Values.auth.password }}", pin: "{{ .Values.pin }}", quoted: {{ .Values.quoted | quote }}}
            data: {stored: "{{ .Values.stored | b64enc }}"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: shop}
            data:
              colour: "{{ .Values.colour }}"
              copy: "x {{ .Values.auth.password }} y"
              coded: "{{ .Values.stored | b64enc }}"
              quoted: {{ dict "any" .Values.quoted | toJson | quote }}
              escaped: "https://shop/?t={{ .Values.quoted | urlquery }}"
              outside: "{{ .Values.plainly }}"
              app.yaml: |
                apiKey: {{ .Values.block }}
                password: {{ .Values.unheard }}
            {{- if .Values.gone }}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: gone}
            stringData: {pw: "{{ .Values.gone }}"}
            {{- end }}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: api}
            spec:
              selector: {matchLabels: {app: api}}
              template:
                metadata: {labels: {app: api}}
                spec:
                  containers:
                    - name: api
                      image: shop/api:1
                      args: [--password, "{{ .Values.argument }}", --colour, "{{ .Values.colour }}"]
                      env:
                        - {name: API_TOKEN, value: "{{ .Values.variable }}"}
                        - {name: FROM, valueFrom: {secretKeyRef: {name: outside, key: pw}}}
            """;

    /** Every secret is {@code hidden-} and something, so that a piece of one is found too. */
    private static String secretive(String turn) {
        return """
                colour: %1$s
                auth: {password: hidden-%1$s-password}
                pin: "hidden-%1$s-pin"
                stored: hidden-%1$s-stored
                quoted: 'hidden-%1$s "quoted" & more'
                block: hidden-%1$s-block
                unheard: hidden-%1$s-unheard
                argument: hidden-%1$s-argument
                variable: hidden-%1$s-variable
                plainly: hidden-outside
                """.formatted(turn);
    }

    @Test
    void no_secret_reaches_any_form_of_the_report(@TempDir Path reports) throws IOException {
        ChangeScene scene = new ChangeScene(api.cluster, helm, directory, "changes-secretive");
        secret(scene, "outside", "hidden-outside");
        scene.install(
                scene.chart("1.0.0", secretive("first") + "gone: hidden-gone\n", SECRETIVE),
                "--set",
                "auth.password=hidden-given,gone=hidden-gone");
        // By hand, so that only the live object has it.
        secret(scene, "gone", "hidden-live");
        Files.writeString(
                directory.resolve("values.yaml"),
                "colour: hidden-live\nextra: 'x hidden-outside y'\nauth: {password: hidden-next}\ngone: ''\n");

        Changes changes = scene.changes(
                scene.chart("1.1.0", secretive("second") + "word: hidden-live\n", SECRETIVE), "values: [values.yaml]");

        assertThat(changes.objects())
                .extracting(each -> each.object().toString())
                .contains("Secret gone");
        Report report = new ReportDraft("test", "plan")
                .about(null, "shop", scene.namespace)
                .plan(new Plan(
                        new ReleaseVersion("shop", "1.0.0", "1.0.0", 1),
                        new ReleaseVersion("shop", "1.1.0", "1.1.0", 2),
                        "sha256:0",
                        changes.findings(),
                        List.of(),
                        Outlook.NONE.withChanges(changes)))
                .end(ExitCode.DONE, "done");
        List<String> pages = new ArrayList<>(List.of(ReportConsole.render(report, true)));
        for (Path file : Reports.write(report, reports)) {
            pages.add(Files.readString(file));
        }
        assertThat(pages)
                .hasSize(5)
                .allSatisfy(page -> assertThat(page)
                        .doesNotContain("hidden-", "aGlkZGVu", "hidden+", "hidden%", "& more", "amp; more", "0026 more")
                        .contains("colour"));
        assertThat(pages.get(0)).contains("****");
    }

    private static void secret(ChangeScene scene, String name, String value) {
        Secret secret = new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(scene.namespace)
                .endMetadata()
                .addToStringData("pw", value)
                .build();
        if (scene.cluster.client().resource(secret).get() == null) {
            scene.cluster.client().resource(secret).create();
            return;
        }
        scene.cluster
                .client()
                .secrets()
                .inNamespace(scene.namespace)
                .withName(name)
                .edit(live -> {
                    live.getData()
                            .put("pw", Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
                    return live;
                });
    }
}
