package io.jenkins.plugins.ratchet.plan.change;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.ConfigLoader;
import io.jenkins.plugins.ratchet.config.Overrides;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.helm.ReleaseStore;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.helm.StorageDriver;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.registry.ImageLookup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A release in a namespace of its own, installed by helm, and the chart that it shall go to. */
final class ChangeScene {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    final Cluster cluster;
    final Path directory;
    final String namespace;
    private final Helm helm;

    ChangeScene(Cluster cluster, Helm helm, Path directory, String namespace) {
        this(namespace, cluster, helm, directory);
        cluster.client()
                .namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    private ChangeScene(String namespace, Cluster cluster, Helm helm, Path directory) {
        this.cluster = cluster;
        this.helm = helm;
        this.directory = directory;
        this.namespace = namespace;
    }

    /** The same release by another helm, or as somebody else. */
    ChangeScene by(Cluster other, Helm otherHelm) {
        return new ChangeScene(namespace, other, otherHelm, directory);
    }

    /** Writes a chart with one template. */
    Path chart(String version, String values, String template) throws IOException {
        Path chart = directory.resolve("chart-" + version);
        Files.createDirectories(chart.resolve("templates"));
        Files.writeString(
                chart.resolve("Chart.yaml"),
                "{apiVersion: v2, name: shop, version: " + version + ", appVersion: '" + version + "'}");
        Files.writeString(chart.resolve("values.yaml"), values);
        Files.writeString(chart.resolve("templates/all.yaml"), template);
        return chart;
    }

    void install(Path chart, String... further) {
        List<String> arguments = new ArrayList<>(List.of("install", "shop", chart.toString(), "-n", namespace));
        arguments.addAll(List.of(further));
        cluster.kubeconfig().ifPresent(file -> arguments.addAll(List.of("--kubeconfig", file)));
        helm.run(arguments, PATIENCE);
    }

    /** The arguments of the upgrade itself; the hook Job runs nowhere here, so hooks are left out. */
    List<String> upgrade(Path chart) {
        List<String> arguments =
                new ArrayList<>(List.of("upgrade", "shop", chart.toString(), "-n", namespace, "--no-hooks"));
        cluster.kubeconfig().ifPresent(file -> arguments.addAll(List.of("--kubeconfig", file)));
        return arguments;
    }

    Changes changes(Path chart, String... settings) throws IOException {
        return changes(null, chart, settings);
    }

    /** @param registries null where none is asked */
    Changes changes(ImageLookup registries, Path chart, String... settings) throws IOException {
        Path file = Files.writeString(
                directory.resolve("ratchet.yaml"),
                "release: shop\nnamespace: " + namespace + "\nchart: " + chart + "\n" + String.join("\n", settings));
        Config config = new ConfigLoader(Set.of()).load(file, Overrides.NONE);
        ReleaseStore releases = new ReleaseStore(cluster, namespace, "shop", StorageDriver.SECRET);
        RevisionMeta deployed = releases.history().deployed().orElseThrow();
        return new ChangeInspector(cluster, () -> helm, registries)
                .inspect(new ChangeSubject(
                        config, directory, releases.raw(deployed).orElseThrow(), ChartInfo.read(chart), null, null));
    }

    static List<String> rules(Changes changes) {
        return changes.findings().stream().map(Finding::rule).distinct().toList();
    }
}
