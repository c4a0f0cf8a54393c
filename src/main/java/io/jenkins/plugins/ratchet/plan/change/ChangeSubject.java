package io.jenkins.plugins.ratchet.plan.change;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Which change is looked at.
 *
 * @param directory that of {@code ratchet.yaml}, from which values files are named
 * @param deployed the payload of the deployed revision as helm stored it; it holds secrets
 * @param target the chart to go to
 * @param held values of whoever else installs the product; null where the configuration names the values
 * @param refusal why nothing may be rendered; null where it may
 */
public record ChangeSubject(
        Config config, Path directory, JsonNode deployed, ChartInfo target, HeldValues held, String refusal) {

    /** What follows {@code helm upgrade}: the same as when it is done. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of(
                config.release(), target.path().toAbsolutePath().toString(), "--namespace", config.namespace()));
        if (held != null) {
            held.files()
                    .forEach(file -> arguments.addAll(
                            List.of("--values", file.toAbsolutePath().toString())));
        }
        config.values()
                .forEach(file -> arguments.addAll(
                        List.of("--values", directory.resolve(file).toString())));
        arguments.addAll(config.helmArgs());
        return arguments;
    }

    String deployedText(String field) {
        return deployed.at("/chart/metadata").path(field).asText("");
    }
}
