package io.jenkins.plugins.ratchet.compose;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.ratchet.json.Json;

/** Containers as `docker inspect` describes them. */
final class Containers {
    private Containers() {}

    /** @param state what stands in State, e.g. {@code "Status": "running"} */
    static ServiceContainer of(String service, String image, String state) {
        String json = """
                {"Id": "id-%1$s", "Name": "/shop-%1$s-1", "Image": "sha256:of-%2$s", "RestartCount": 2,
                 "Created": "2026-11-27T10:00:00.123Z",
                 "State": {%3$s, "StartedAt": "2026-11-27T10:00:01Z", "FinishedAt": "0001-01-01T00:00:00Z"},
                 "Config": {"Image": "%2$s", "Env": ["PATH=/bin", "A=b=c", "odd"], "Labels": {
                   "com.docker.compose.project": "shop", "com.docker.compose.service": "%1$s",
                   "com.docker.compose.config-hash": "hash-%1$s", "com.docker.compose.oneoff": "False",
                   "com.docker.compose.project.config_files": "/a/compose.yml,/b/more.yml"}}}
                """.formatted(service, image, state);
        try {
            return ServiceContainer.of(Json.mapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    static ServiceContainer running(String service, String image) {
        return of(service, image, "\"Status\": \"running\"");
    }
}
