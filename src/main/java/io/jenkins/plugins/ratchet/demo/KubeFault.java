package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A refusal of the API server, with the HTTP code and reason that Kubernetes gives for it. */
final class KubeFault extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int code;
    private final String reason;

    KubeFault(int code, String reason, String message) {
        super(message);
        this.code = code;
        this.reason = reason;
    }

    static KubeFault badRequest(String message) {
        return new KubeFault(400, "BadRequest", message);
    }

    static KubeFault noSuchPath() {
        return new KubeFault(404, "NotFound", "the server could not find the requested resource");
    }

    static KubeFault notFound(KubeKind kind, String name) {
        return new KubeFault(404, "NotFound", kind.resource() + " \"" + name + "\" not found");
    }

    static KubeFault alreadyExists(KubeKind kind, String name) {
        return new KubeFault(409, "AlreadyExists", kind.resource() + " \"" + name + "\" already exists");
    }

    static KubeFault conflict(KubeKind kind, String name, String why) {
        return new KubeFault(
                409, "Conflict", "Operation cannot be fulfilled on " + kind.resource() + " \"" + name + "\": " + why);
    }

    static KubeFault invalid(KubeKind kind, String name, String why) {
        String dotted = kind.group().isEmpty() ? kind.kind() : kind.kind() + "." + kind.group();
        return new KubeFault(422, "Invalid", dotted + " \"" + name + "\" is invalid: " + why);
    }

    static KubeFault unsupportedMedia(String type) {
        return new KubeFault(415, "UnsupportedMediaType", "the body of the request was in an unknown format: " + type);
    }

    static KubeFault expired(long revision, long oldest) {
        return new KubeFault(410, "Expired", "too old resource version: " + revision + " (" + oldest + ")");
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        ObjectNode status = KubeJson.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Failure")
                .put("message", getMessage())
                .put("reason", reason)
                .put("code", code);
    }
}
