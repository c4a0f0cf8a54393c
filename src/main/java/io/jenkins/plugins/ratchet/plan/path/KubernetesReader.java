package io.jenkins.plugins.ratchet.plan.path;

import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.Outlook;
import io.jenkins.plugins.ratchet.plan.OutlookReader;
import io.jenkins.plugins.ratchet.plan.Situation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Asks helm itself whether a chart's {@code kubeVersion} admits this cluster, with a chart that has nothing else: so the
 * ranges mean exactly what they will mean when helm upgrades.
 */
public final class KubernetesReader implements OutlookReader {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final String REFUSAL = "incompatible with Kubernetes";

    private final Supplier<Helm> helm;
    private final Path work;

    /** @param work a directory of this run */
    public KubernetesReader(Supplier<Helm> helm, Path work) {
        this.helm = helm;
        this.work = work;
    }

    @Override
    public Outlook read(Situation situation) {
        Optional<String> wanted = situation.target().kubeVersion();
        return wanted.isEmpty()
                ? situation.outlook()
                : situation
                        .outlook()
                        .withUnfit(unfit(wanted.get(), situation.outlook().kubernetes()));
    }

    /** Null where it fits. */
    private String unfit(String wanted, String kubernetes) {
        try {
            Path chart = Files.createTempDirectory(work, "kube");
            Map<String, String> metadata =
                    Map.of("apiVersion", "v2", "name", "probe", "version", "0.0.0", "kubeVersion", wanted);
            // JSON is YAML.
            Files.write(chart.resolve("Chart.yaml"), Json.mapper().writeValueAsBytes(metadata));
            helm.get().run(List.of("template", "probe", chart.toString(), "--kube-version", kubernetes), TIMEOUT);
            return null;
        } catch (RunException e) {
            if (e.getMessage().contains(REFUSAL)) {
                return "the chart wants Kubernetes " + wanted + ", and the cluster is " + kubernetes;
            }
            throw e;
        } catch (IOException e) {
            throw RunException.unavailable("no chart can be written to " + work + ": " + e.getMessage(), e);
        }
    }
}
