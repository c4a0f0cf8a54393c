package io.jenkins.plugins.ratchet.helm;

import java.nio.file.Path;
import java.util.Map;

/** Where helm keeps what it knows of repositories and registries, by its own variables and defaults. */
public record HelmFiles(Map<String, String> environment) {

    /** The index of a repository of {@code helm repo list}, as {@code helm repo update} left it. */
    public Path index(String repository) {
        return place("HELM_REPOSITORY_CACHE", cache().resolve("repository")).resolve(repository + "-index.yaml");
    }

    /** Logins to registries, as {@code helm registry login} left them. */
    public Path registries() {
        return place("HELM_REGISTRY_CONFIG", config().resolve("registry").resolve("config.json"));
    }

    /** Logins of docker, which helm uses too. */
    public Path docker() {
        return place("DOCKER_CONFIG", home().resolve(".docker")).resolve("config.json");
    }

    private Path cache() {
        return place(
                "HELM_CACHE_HOME",
                place("XDG_CACHE_HOME", home().resolve(mac() ? "Library/Caches" : ".cache"))
                        .resolve("helm"));
    }

    private Path config() {
        return place(
                "HELM_CONFIG_HOME",
                place("XDG_CONFIG_HOME", home().resolve(mac() ? "Library/Preferences" : ".config"))
                        .resolve("helm"));
    }

    private Path home() {
        return place("HOME", Path.of(System.getProperty("user.home")));
    }

    private Path place(String variable, Path otherwise) {
        String named = environment.get(variable);
        return named == null || named.isBlank() ? otherwise : Path.of(named);
    }

    private static boolean mac() {
        return System.getProperty("os.name").startsWith("Mac");
    }
}
