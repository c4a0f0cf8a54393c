package io.jenkins.plugins.ratchet.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a command said and how it ended; both streams are in {@code output}. */
public record Ran(int exit, String output) {

    /** Runs helm or kubectl against the control plane; what it caches goes into the control plane's directory. */
    public static Ran on(ControlPlane plane, Path tool, String... arguments) {
        List<String> command = new ArrayList<>(List.of(tool.toString()));
        command.addAll(List.of(arguments));
        Path home = plane.directory().resolve("home");
        Map<String, String> environment = Map.of(
                "KUBECONFIG", plane.kubeconfig().toString(),
                "HOME", home.toString(),
                "HELM_CACHE_HOME", home.resolve("helm-cache").toString(),
                "HELM_CONFIG_HOME", home.resolve("helm-config").toString(),
                "HELM_DATA_HOME", home.resolve("helm-data").toString());
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ran(process.onExit().join().exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
