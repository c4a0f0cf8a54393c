package io.jenkins.plugins.ratchet.config;

import java.util.List;

/**
 * What the command line says in place of {@code ratchet.yaml}; null or empty where it is silent.
 *
 * @param values files that replace those of the configuration
 * @param helmArgs further arguments for helm, after those of the configuration
 */
public record Overrides(
        String release,
        String namespace,
        String chart,
        List<String> values,
        String kubeContext,
        List<String> helmArgs) {

    public static final Overrides NONE = new Overrides(null, null, null, null, null, null);

    public Overrides {
        values = Config.copy(values);
        helmArgs = Config.copy(helmArgs);
    }
}
