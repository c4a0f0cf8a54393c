package io.jenkins.plugins.ratchet.demo;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the process of a pod finds around it: environment variables and the files of its volumes.
 *
 * <p>A container's absolute mount paths cannot exist on this machine, so each volume is a directory of its own, named by
 * {@code MOUNT_} and the volume's name in upper case with {@code _} for all else. Of this machine's environment only what
 * finds programs and sets the language is passed on.
 */
final class PodEnvironment {
    private static final List<String> INHERITED =
            List.of("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "JAVA_HOME");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([A-Za-z_][A-Za-z0-9_.-]*)\\)");
    private static final Pattern SUBSCRIPT = Pattern.compile("metadata\\.(labels|annotations)\\['(.+)']");

    /** Something that the pod refers to is not there (yet); as with a kubelet, the container waits for it. */
    static final class Missing extends Exception {
        private static final long serialVersionUID = 1;

        Missing(String message) {
            super(message);
        }
    }

    private final KubernetesClient client;
    private final Pod pod;
    private final String namespace;
    private final Map<String, String> variables = new LinkedHashMap<>();

    PodEnvironment(KubernetesClient client, Pod pod) {
        this.client = client;
        this.pod = pod;
        this.namespace = pod.getMetadata().getNamespace();
    }

    Map<String, String> variables(Container container, Path scratch) throws Missing, IOException {
        variables.clear();
        for (String name : INHERITED) {
            if (System.getenv(name) != null) {
                variables.put(name, System.getenv(name));
            }
        }
        variables.put("HOSTNAME", pod.getMetadata().getName());
        for (Volume volume : pod.getSpec().getVolumes()) {
            Path directory = Files.createDirectories(scratch.resolve(volume.getName()));
            write(volume, directory);
            String suffix = volume.getName().toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
            variables.put("MOUNT_" + suffix, directory.toString());
        }
        for (EnvFromSource source : container.getEnvFrom()) {
            String prefix = source.getPrefix() == null ? "" : source.getPrefix();
            if (source.getConfigMapRef() != null) {
                var reference = source.getConfigMapRef();
                configMap(reference.getName(), reference.getOptional())
                        .forEach((key, value) -> variables.put(prefix + key, text(value)));
            }
            if (source.getSecretRef() != null) {
                var reference = source.getSecretRef();
                secret(reference.getName(), reference.getOptional())
                        .forEach((key, value) -> variables.put(prefix + key, text(value)));
            }
        }
        for (EnvVar variable : container.getEnv()) {
            String value = variable.getValueFrom() == null
                    ? expand(variable.getValue() == null ? "" : variable.getValue())
                    : valueFrom(variable.getValueFrom());
            if (value != null) {
                variables.put(variable.getName(), value);
            }
        }
        return Map.copyOf(variables);
    }

    /** Replaces {@code $(NAME)} by what the variable holds; an unknown name stays as it is, {@code $$} escapes. */
    String expand(String text) {
        return REFERENCE.matcher(text).replaceAll(match -> {
            if (match.group(1) == null) {
                return Matcher.quoteReplacement("$");
            }
            return Matcher.quoteReplacement(variables.getOrDefault(match.group(1), match.group()));
        });
    }

    private String valueFrom(EnvVarSource source) throws Missing {
        if (source.getSecretKeyRef() != null) {
            var reference = source.getSecretKeyRef();
            return key(
                    secret(reference.getName(), reference.getOptional()),
                    reference.getKey(),
                    reference.getOptional(),
                    "secret \"" + reference.getName());
        }
        if (source.getConfigMapKeyRef() != null) {
            var reference = source.getConfigMapKeyRef();
            return key(
                    configMap(reference.getName(), reference.getOptional()),
                    reference.getKey(),
                    reference.getOptional(),
                    "configmap \"" + reference.getName());
        }
        if (source.getFieldRef() != null) {
            return field(source.getFieldRef().getFieldPath());
        }
        throw new Missing("only secretKeyRef, configMapKeyRef and fieldRef are known to the demo's pod runner");
    }

    private String field(String path) throws Missing {
        Matcher subscript = SUBSCRIPT.matcher(path);
        if (subscript.matches()) {
            Map<String, String> map = subscript.group(1).equals("labels")
                    ? pod.getMetadata().getLabels()
                    : pod.getMetadata().getAnnotations();
            return map == null ? "" : map.getOrDefault(subscript.group(2), "");
        }
        return switch (path) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.namespace" -> namespace;
            case "metadata.uid" -> pod.getMetadata().getUid();
            case "spec.nodeName" -> pod.getSpec().getNodeName();
            case "spec.serviceAccountName" ->
                pod.getSpec().getServiceAccountName() == null
                        ? "default"
                        : pod.getSpec().getServiceAccountName();
            case "status.podIP", "status.hostIP" -> "127.0.0.1";
            default -> throw new Missing("field " + path + " is not known to the demo's pod runner");
        };
    }

    private static String key(Map<String, byte[]> data, String key, Boolean optional, String holder) throws Missing {
        byte[] value = data.get(key);
        if (value == null && !Boolean.TRUE.equals(optional)) {
            throw new Missing("couldn't find key " + key + " in " + holder + "\"");
        }
        return value == null ? null : text(value);
    }

    private void write(Volume volume, Path directory) throws Missing, IOException {
        if (volume.getConfigMap() != null) {
            var source = volume.getConfigMap();
            write(configMap(source.getName(), source.getOptional()), source.getItems(), directory);
        } else if (volume.getSecret() != null) {
            var source = volume.getSecret();
            write(secret(source.getSecretName(), source.getOptional()), source.getItems(), directory);
        }
    }

    private static void write(Map<String, byte[]> data, List<KeyToPath> items, Path directory)
            throws Missing, IOException {
        Map<String, byte[]> files = new TreeMap<>();
        if (items == null || items.isEmpty()) {
            files.putAll(data);
        } else {
            for (KeyToPath item : items) {
                files.put(item.getPath(), data.getOrDefault(item.getKey(), new byte[0]));
            }
        }
        for (var file : files.entrySet()) {
            Path target = directory.resolve(file.getKey()).normalize();
            if (!target.startsWith(directory)) {
                throw new Missing("the path " + file.getKey() + " leads out of its volume");
            }
            Files.createDirectories(target.getParent());
            Files.write(target, file.getValue());
        }
    }

    private Map<String, byte[]> configMap(String name, Boolean optional) throws Missing {
        ConfigMap found =
                client.configMaps().inNamespace(namespace).withName(name).get();
        if (found == null && !Boolean.TRUE.equals(optional)) {
            throw new Missing("configmap \"" + name + "\" not found");
        }
        Map<String, byte[]> data = new TreeMap<>();
        if (found != null && found.getData() != null) {
            found.getData().forEach((key, value) -> data.put(key, value.getBytes(StandardCharsets.UTF_8)));
        }
        if (found != null && found.getBinaryData() != null) {
            found.getBinaryData()
                    .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
        }
        return data;
    }

    private Map<String, byte[]> secret(String name, Boolean optional) throws Missing {
        Secret found = client.secrets().inNamespace(namespace).withName(name).get();
        if (found == null && !Boolean.TRUE.equals(optional)) {
            throw new Missing("secret \"" + name + "\" not found");
        }
        Map<String, byte[]> data = new TreeMap<>();
        if (found != null && found.getData() != null) {
            found.getData()
                    .forEach((key, value) -> data.put(key, Base64.getDecoder().decode(value)));
        }
        return data;
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    /** Removes a directory with all that is in it; what cannot be removed stays. */
    static void remove(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            // a directory under the system's temporary one; it is cleaned there some day
        }
    }
}
