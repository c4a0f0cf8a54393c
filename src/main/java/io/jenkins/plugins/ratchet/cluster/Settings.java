package io.jenkins.plugins.ratchet.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.config.ServicePort;
import io.jenkins.plugins.ratchet.config.Setting;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Looks up what {@link Setting}s stand for: literals, environment, files, Secrets, live values. */
public final class Settings {
    private final Path directory;
    private final Map<String, String> environment;
    private final Cluster cluster;
    private final String namespace;
    private final JsonNode liveValues;
    private final Redaction redaction;

    /**
     * @param directory that of {@code ratchet.yaml}; relative files start there
     * @param cluster null where the product runs without one
     * @param liveValues the release's values as helm merged them; a missing node where there is no release
     */
    public Settings(
            Path directory,
            Map<String, String> environment,
            Cluster cluster,
            String namespace,
            JsonNode liveValues,
            Redaction redaction) {
        this.directory = directory;
        this.environment = environment;
        this.cluster = cluster;
        this.namespace = namespace;
        this.liveValues = liveValues;
        this.redaction = redaction;
    }

    /** The value of a setting; empty where its source has nothing and it names no default. */
    public Optional<String> find(Setting setting) {
        if (setting == null) {
            return Optional.empty();
        }
        return lookUp(setting).or(() -> Optional.ofNullable(setting.fallback()));
    }

    /** As {@link #find}, and remembered as a secret that no output may show. */
    public Optional<String> findSecret(Setting setting) {
        return find(setting).map(redaction::secret);
    }

    /**
     * The value of a setting that must have one.
     *
     * @param what names it in the error, e.g. {@code databases.metadata.connection.host}
     */
    public String require(Setting setting, String what) {
        return find(setting).orElseThrow(() -> RunException.usage(what + " has no value: " + source(setting)));
    }

    /**
     * A way to a port of a pod in the release's namespace.
     *
     * @param pod its name, or a label selector that only one running pod has
     * @param what names the setting in errors
     */
    public PodForwards.Forward forward(String pod, int port, String what) {
        return cluster(what).forwards().open(namespace, pod, port, what);
    }

    /**
     * A way to a port of a Service in the release's namespace, through one of its ready pods.
     *
     * @param what names the setting in errors
     */
    public PodForwards.Forward forward(ServicePort service, String what) {
        return new ServiceForward(cluster(what), namespace, what).open(service);
    }

    private Optional<String> lookUp(Setting setting) {
        if (setting.literal() != null) {
            return Optional.of(setting.literal());
        }
        if (setting.env() != null) {
            return Optional.ofNullable(environment.get(setting.env())).filter(value -> !value.isEmpty());
        }
        if (setting.file() != null) {
            return readFile(directory.resolve(setting.file()));
        }
        if (setting.secret() != null) {
            return cluster("Secret " + setting.secret())
                    .secretValue(namespace, setting.secret(), setting.key())
                    .map(redaction::secret);
        }
        JsonNode node = liveValues;
        for (String part : setting.values().split("\\.")) {
            node = node.path(part);
        }
        return node.isValueNode() && !node.isNull() && !node.asText().isEmpty()
                ? Optional.of(node.asText())
                : Optional.empty();
    }

    private Cluster cluster(String what) {
        if (cluster == null) {
            throw RunException.usage(what + " is in a cluster, and the product runs without one");
        }
        return cluster;
    }

    private static Optional<String> readFile(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(file);
            return Optional.of(text.endsWith("\n") ? text.substring(0, text.length() - 1) : text);
        } catch (IOException e) {
            throw RunException.usage("file " + file + " cannot be read: " + e.getMessage());
        }
    }

    private static String source(Setting setting) {
        if (setting == null) {
            return "it is not given";
        }
        if (setting.env() != null) {
            return "environment variable " + setting.env() + " is not set";
        }
        if (setting.file() != null) {
            return "file " + setting.file() + " does not exist";
        }
        if (setting.secret() != null) {
            return "Secret " + setting.secret() + " or its key " + setting.key() + " does not exist";
        }
        return "the live values have nothing at " + setting.values();
    }
}
