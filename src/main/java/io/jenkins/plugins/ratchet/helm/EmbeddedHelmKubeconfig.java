package io.jenkins.plugins.ratchet.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.jenkins.plugins.ratchet.helm.EmbeddedHelmArguments.Unusable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Which cluster is meant.
 *
 * <p>helm-java has no {@code --kube-context}; it takes the text of a kubeconfig instead, and that is given to it with
 * another current context.
 *
 * @param file null for helm's own default
 * @param contents null unless a context was asked for
 * @param namespace null for helm's own default
 */
record EmbeddedHelmKubeconfig(String file, String contents, String namespace) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final List<String> PATHS =
            List.of("certificate-authority", "client-certificate", "client-key", "tokenFile");

    static EmbeddedHelmKubeconfig of(EmbeddedHelmArguments arguments) throws IOException {
        String file = arguments.value("--kubeconfig");
        String namespace = arguments.value("--namespace");
        String context = arguments.value("--kube-context");
        if (file != null) {
            file = Path.of(file).toAbsolutePath().toString();
        }
        return context == null
                ? new EmbeddedHelmKubeconfig(file, null, namespace)
                : withContext(file == null ? defaultFile() : file, context, namespace);
    }

    private static EmbeddedHelmKubeconfig withContext(String file, String context, String namespace)
            throws IOException {
        JsonNode read = YAML.readTree(new File(file));
        if (!(read instanceof ObjectNode kubeconfig)) {
            throw new IOException(file + " is no kubeconfig");
        }
        JsonNode chosen = null;
        for (JsonNode candidate : kubeconfig.path("contexts")) {
            if (context.equals(candidate.path("name").asText())) {
                chosen = candidate.path("context");
            }
        }
        if (chosen == null) {
            throw new IOException("context \"" + context + "\" does not exist in " + file);
        }
        kubeconfig.put("current-context", context);
        Path directory = Path.of(file).toAbsolutePath().getParent();
        makeAbsolute(kubeconfig.path("clusters"), "cluster", directory);
        makeAbsolute(kubeconfig.path("users"), "user", directory);
        String own = chosen.path("namespace").asText("default");
        return new EmbeddedHelmKubeconfig(
                file, YAML.writeValueAsString(kubeconfig), namespace == null ? own : namespace);
    }

    /** Text has no directory that relative paths could start from. */
    private static void makeAbsolute(JsonNode entries, String field, Path directory) {
        for (JsonNode entry : entries) {
            if (entry.get(field) instanceof ObjectNode object) {
                for (String path : PATHS) {
                    if (object.path(path).isTextual()) {
                        object.put(
                                path,
                                directory.resolve(object.get(path).asText()).toString());
                    }
                }
            }
        }
    }

    private static String defaultFile() {
        String named = System.getenv("KUBECONFIG");
        if (named == null || named.isEmpty()) {
            return Path.of(System.getProperty("user.home"), ".kube", "config").toString();
        }
        if (named.contains(File.pathSeparator)) {
            throw new Unusable("the embedded helm takes --kube-context with one kubeconfig, not with several in"
                    + " KUBECONFIG; name it by --kubeconfig");
        }
        return named;
    }
}
