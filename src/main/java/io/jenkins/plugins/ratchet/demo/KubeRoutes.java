package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Says what each path and method means, and gives the answer that is a single document. */
final class KubeRoutes {
    /** An answer: the HTTP code and the document. */
    record Answer(int code, ObjectNode body) {}

    /** What a path below /api or /apis names; {@code namespace} is null for all of them, {@code name} may be empty. */
    record Target(KubeKind kind, String namespace, String name, String subresource) {
        KubeStore.Key key() {
            return KubeStore.key(kind, namespace == null ? "" : namespace, name);
        }

        String requiredNamespace() {
            if (kind.namespaced() && namespace == null) {
                throw new KubeFault(
                        405, "MethodNotAllowed", "the server does not allow this method without a namespace");
            }
            return namespace == null ? "" : namespace;
        }
    }

    private final KubeStore store;
    private final KubeKinds kinds;
    private final KubeDiscovery discovery;
    private final KubeObjects objects;
    private final KubeDeletion deletion;
    private final KubeSubresources subresources;
    private final KubeApply apply = new KubeApply();

    KubeRoutes(KubeStore store) {
        this.store = store;
        this.kinds = new KubeKinds(store);
        this.discovery = new KubeDiscovery(kinds);
        this.objects = new KubeObjects(store);
        this.deletion = new KubeDeletion(store);
        this.subresources = new KubeSubresources(store, objects, deletion);
    }

    /** The document at a path that names no object: versions, groups, kinds. */
    Answer discover(KubeRequest request) {
        List<String> path = request.path();
        String first = path.isEmpty() ? "" : path.get(0);
        if (first.equals("version")) {
            return new Answer(200, KubeDiscovery.version());
        }
        if (first.equals("openapi") && path.contains("v3")) {
            ObjectNode empty = KubeJson.object();
            empty.putObject("paths");
            return new Answer(200, empty);
        }
        return new Answer(
                200,
                switch (first + path.size()) {
                    case "api1" -> KubeDiscovery.coreVersions();
                    case "api2" -> discovery.resources("", path.get(1));
                    case "apis1" -> discovery.groups();
                    case "apis2" -> discovery.group(path.get(1));
                    case "apis3" -> discovery.resources(path.get(1), path.get(2));
                    default -> throw KubeFault.noSuchPath();
                });
    }

    static boolean namesObjects(List<String> path) {
        return path.size() > 2 && path.get(0).equals("api")
                || path.size() > 3 && path.get(0).equals("apis");
    }

    Target target(List<String> path) {
        boolean core = path.get(0).equals("api");
        String group = core ? "" : path.get(1);
        String version = path.get(core ? 1 : 2);
        List<String> rest = path.subList(core ? 2 : 3, path.size());
        String namespace = null;
        // namespaces/x/pods is a place, namespaces/x and namespaces/x/status are the namespace itself
        if (rest.get(0).equals("namespaces")
                && rest.size() > 2
                && !Set.of("status", "finalize").contains(rest.get(2))) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        KubeKind kind = kinds.find(group, version, rest.get(0)).orElseThrow(KubeFault::noSuchPath);
        if (kind.namespaced() != (namespace != null) && (rest.size() > 1 || namespace != null)) {
            throw KubeFault.noSuchPath();
        }
        String subresource = rest.size() > 2 ? rest.get(2) : "";
        if (rest.size() > 3 || !subresource.isEmpty() && !kind.subresources().contains(subresource)) {
            throw KubeFault.noSuchPath();
        }
        return new Target(kind, namespace, rest.size() > 1 ? rest.get(1) : "", subresource);
    }

    Predicate<JsonNode> selector(KubeKind kind, KubeRequest request) {
        return KubeSelectors.labels(request.query("labelSelector"))
                .and(KubeSelectors.fields(kind, request.query("fieldSelector")));
    }

    Answer answer(Target target, KubeRequest request) {
        KubeKind kind = target.kind();
        if (kind.kind().endsWith("Review")) {
            return new Answer(201, KubeSubresources.review(request.object()));
        }
        if (!target.subresource().isEmpty() && !target.subresource().equals("status")) {
            return subresources.answer(target, request);
        }
        boolean one = !target.name().isEmpty();
        return switch (request.method() + (one ? " one" : " all")) {
            case "GET one" ->
                new Answer(
                        200,
                        shape(
                                request,
                                store.get(target.key()).orElseThrow(() -> KubeFault.notFound(kind, target.name()))));
            case "GET all" -> new Answer(200, list(target, request));
            case "POST all" ->
                new Answer(
                        201,
                        shape(
                                request,
                                objects.create(kind, target.requiredNamespace(), request.object(), request.dryRun())));
            case "PUT one" -> {
                ObjectNode body = request.object();
                yield new Answer(200, shape(request, change(target, present -> body, request.dryRun())));
            }
            case "PATCH one" -> patch(target, request);
            case "DELETE one" -> delete(target, KubeSubresources.deleteOptions(request));
            case "DELETE all" -> deleteCollection(target, request);
            default ->
                throw new KubeFault(
                        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        };
    }

    private ObjectNode change(Target target, java.util.function.UnaryOperator<ObjectNode> change, boolean dryRun) {
        return objects.change(
                target.kind(), target.requiredNamespace(), target.name(), target.subresource(), change, dryRun);
    }

    private Answer patch(Target target, KubeRequest request) {
        String type = request.contentType().replaceFirst(";.*", "").trim();
        JsonNode patch = request.document();
        if (type.equals("application/apply-patch+yaml")) {
            return apply(target, request, patch);
        }
        boolean custom = KubeKinds.isCustom(target.kind());
        ObjectNode patched = change(
                target,
                present -> switch (type) {
                    case "application/merge-patch+json" -> KubePatch.merge(present, patch);
                    case "application/json-patch+json" -> KubePatch.json(present, patch);
                    case "application/strategic-merge-patch+json" -> {
                        if (custom) {
                            throw KubeFault.unsupportedMedia(type);
                        }
                        yield KubePatch.strategic(present, patch);
                    }
                    default -> throw KubeFault.unsupportedMedia(type);
                },
                request.dryRun());
        return new Answer(200, shape(request, patched));
    }

    private Answer apply(Target target, KubeRequest request, JsonNode patch) {
        if (!(patch instanceof ObjectNode wanted)) {
            throw KubeFault.badRequest("an apply patch must be an object");
        }
        String manager = request.query("fieldManager");
        if (manager.isEmpty()) {
            throw KubeFault.badRequest("PatchOptions.meta.k8s.io \"\" is invalid: fieldManager: Required value");
        }
        synchronized (store) {
            boolean absent = store.get(target.key()).isEmpty();
            KubeJson.metadata(wanted).put("name", target.name());
            ObjectNode applied = absent
                    ? objects.create(target.kind(), target.requiredNamespace(), wanted, request.dryRun())
                    : change(target, present -> apply.merge(present, wanted, manager), request.dryRun());
            if (!request.dryRun()) {
                apply.remember(KubeJson.uid(applied), manager, wanted);
            }
            return new Answer(absent ? 201 : 200, shape(request, applied));
        }
    }

    private Answer delete(Target target, KubeDeletion.Options options) {
        ObjectNode left = deletion.delete(target.kind(), target.key(), options);
        boolean gone = store.get(target.key())
                .filter(now -> KubeJson.uid(now).equals(KubeJson.uid(left)))
                .isEmpty();
        if (!gone) {
            return new Answer(200, left);
        }
        ObjectNode status = KubeJson.object().put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Success")
                .putObject("details")
                .put("name", target.name())
                .put("group", target.kind().group())
                .put("kind", target.kind().plural())
                .put("uid", KubeJson.uid(left));
        return new Answer(200, status);
    }

    private Answer deleteCollection(Target target, KubeRequest request) {
        KubeDeletion.Options options = KubeSubresources.deleteOptions(request);
        ObjectNode before = list(target, request);
        for (JsonNode item : before.path("items")) {
            deletion.delete(
                    target.kind(),
                    KubeStore.key(target.kind(), KubeJson.namespace(item), KubeJson.name(item)),
                    options);
        }
        return new Answer(200, before);
    }

    private ObjectNode list(Target target, KubeRequest request) {
        KubeStore.Listing listing = store.list(target.kind(), target.namespace(), selector(target.kind(), request));
        boolean metadataOnly = request.metadataOnly();
        ObjectNode list = KubeJson.object()
                .put(
                        "kind",
                        metadataOnly
                                ? "PartialObjectMetadataList"
                                : target.kind().kind() + "List")
                .put(
                        "apiVersion",
                        metadataOnly ? "meta.k8s.io/v1" : target.kind().apiVersion());
        list.putObject("metadata").put("resourceVersion", Long.toString(listing.revision()));
        ArrayNode items = list.putArray("items");
        listing.items().forEach(item -> items.add(shape(request, item)));
        return list;
    }

    static ObjectNode shape(KubeRequest request, ObjectNode object) {
        if (!request.metadataOnly()) {
            return object;
        }
        ObjectNode partial =
                KubeJson.object().put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
        partial.set("metadata", object.path("metadata"));
        return partial;
    }
}
