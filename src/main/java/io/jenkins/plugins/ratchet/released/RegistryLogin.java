package io.jenkins.plugins.ratchet.released;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.helm.HelmFiles;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The login to a registry that {@code helm registry login}, or docker, has left on this machine. */
record RegistryLogin(HelmFiles files) {
    private static final int HELPER_SECONDS = 20;

    /** {@code user:password} for a registry; empty where nobody has logged in. */
    Optional<String> of(String host) {
        for (Path file : List.of(files.registries(), files.docker())) {
            if (Files.isReadable(file)) {
                Optional<String> login = in(read(file), host);
                if (login.isPresent()) {
                    return login;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> in(JsonNode config, String host) {
        String helper = config.path("credHelpers")
                .path(host)
                .asText(config.path("credsStore").asText(""));
        if (helper.matches("[A-Za-z0-9_.-]+")) {
            return helped(helper, host);
        }
        String auth = config.path("auths").path(host).path("auth").asText("");
        try {
            return auth.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new String(Base64.getDecoder().decode(auth), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A credential helper of docker: the host on its standard input, JSON on its output. */
    private static Optional<String> helped(String helper, String host) {
        try {
            Process process = new ProcessBuilder("docker-credential-" + helper, "get")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(host.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(HELPER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw RunException.unavailable("docker-credential-" + helper + " does not answer");
            }
            JsonNode answer = Json.mapper().readTree(process.getInputStream().readAllBytes());
            return process.exitValue() == 0 && answer.hasNonNull("Secret")
                    ? Optional.of(answer.path("Username").asText() + ":"
                            + answer.path("Secret").asText())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static JsonNode read(Path file) {
        try {
            return Json.mapper().readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw RunException.usage("the registry logins in " + file + " cannot be read: " + e.getMessage());
        }
    }
}
