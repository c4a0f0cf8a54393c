package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.UnaryOperator;

/** What follows an object's name in a path: scale, binding, eviction, finalize; and access reviews. */
final class KubeSubresources {
    private final KubeStore store;
    private final KubeObjects objects;
    private final KubeDeletion deletion;

    KubeSubresources(KubeStore store, KubeObjects objects, KubeDeletion deletion) {
        this.store = store;
        this.objects = objects;
        this.deletion = deletion;
    }

    KubeRoutes.Answer answer(KubeRoutes.Target target, KubeRequest request) {
        return switch (request.method() + " " + target.subresource()) {
            case "GET scale" -> new KubeRoutes.Answer(200, scale(present(target)));
            case "PUT scale" -> {
                ObjectNode wanted = request.object();
                yield rescale(target, scale -> wanted, request.dryRun());
            }
            case "PATCH scale" -> {
                JsonNode patch = request.document();
                boolean json = request.contentType().startsWith("application/json-patch+json");
                yield rescale(
                        target,
                        scale -> json ? KubePatch.json(scale, patch) : KubePatch.merge(scale, patch),
                        request.dryRun());
            }
            case "POST binding" -> bind(target, request.object());
            case "POST eviction" -> evict(target, request);
            case "PUT finalize" ->
                new KubeRoutes.Answer(200, present(target)); // the namespace goes by itself; see KubeGarbage
            default ->
                throw new KubeFault(
                        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
        };
    }

    /** Everything is allowed to everybody who knows the server's address; see {@link KubeApi}. */
    static ObjectNode review(ObjectNode review) {
        ObjectNode answered = review.deepCopy();
        answered.putObject("status").put("allowed", true).put("reason", "the demo's API server allows everything");
        return answered;
    }

    static KubeDeletion.Options deleteOptions(KubeRequest request) {
        ObjectNode body = request.body().length == 0 ? KubeJson.object() : request.object();
        String propagation = KubeJson.text(body, "propagationPolicy");
        if (propagation.isEmpty()) {
            propagation = request.query("propagationPolicy");
        }
        if (propagation.isEmpty()) {
            boolean orphan = body.path("orphanDependents").asBoolean() || request.flag("orphanDependents");
            propagation = orphan ? "Orphan" : "Background";
        }
        boolean dryRun = request.dryRun() || body.path("dryRun").size() > 0;
        return new KubeDeletion.Options(
                propagation,
                body.path("gracePeriodSeconds").asLong(request.number("gracePeriodSeconds", -1)),
                KubeJson.text(body, "preconditions", "uid"),
                KubeJson.text(body, "preconditions", "resourceVersion"),
                dryRun);
    }

    private ObjectNode present(KubeRoutes.Target target) {
        return store.get(target.key()).orElseThrow(() -> KubeFault.notFound(target.kind(), target.name()));
    }

    private static ObjectNode scale(ObjectNode workload) {
        ObjectNode scale = KubeJson.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : new String[] {"name", "namespace", "uid", "resourceVersion", "creationTimestamp"}) {
            metadata.set(field, KubeJson.at(workload, "metadata", field));
        }
        scale.putObject("spec")
                .put("replicas", KubeJson.at(workload, "spec", "replicas").asInt());
        StringBuilder selector = new StringBuilder();
        KubeJson.strings(KubeJson.at(workload, "spec", "selector", "matchLabels"))
                .forEach((label, value) -> selector.append(selector.isEmpty() ? "" : ",")
                        .append(label)
                        .append('=')
                        .append(value));
        scale.putObject("status")
                .put("replicas", KubeJson.at(workload, "status", "replicas").asInt())
                .put("selector", selector.toString());
        return scale;
    }

    private KubeRoutes.Answer rescale(KubeRoutes.Target target, UnaryOperator<ObjectNode> change, boolean dryRun) {
        ObjectNode changed = objects.change(
                target.kind(),
                target.requiredNamespace(),
                target.name(),
                "",
                workload -> {
                    ObjectNode wanted = change.apply(scale(workload));
                    int replicas = KubeJson.at(wanted, "spec", "replicas").asInt();
                    if (replicas < 0) {
                        throw KubeFault.invalid(
                                target.kind(),
                                target.name(),
                                "spec.replicas: Invalid value: " + replicas + ": must be greater than or equal to 0");
                    }
                    KubeJson.child(workload, "spec").put("replicas", replicas);
                    String seen = KubeJson.text(wanted, "metadata", "resourceVersion");
                    if (!seen.isEmpty()) {
                        KubeJson.metadata(workload).put("resourceVersion", seen);
                    }
                    return workload;
                },
                dryRun);
        return new KubeRoutes.Answer(200, scale(changed));
    }

    /** What a scheduler does: says on which node the pod shall run. */
    private KubeRoutes.Answer bind(KubeRoutes.Target target, ObjectNode binding) {
        synchronized (store) {
            ObjectNode pod = present(target);
            if (!KubeJson.text(pod, "spec", "nodeName").isEmpty()) {
                throw KubeFault.conflict(
                        target.kind(),
                        target.name(),
                        "pod " + target.name() + " is already assigned to node \""
                                + KubeJson.text(pod, "spec", "nodeName") + "\"");
            }
            store.update(target.key(), next -> {
                KubeJson.child(next, "spec").put("nodeName", KubeJson.text(binding, "target", "name"));
                KubeJson.condition(KubeJson.child(next, "status"), "PodScheduled", "True", "", "");
            });
        }
        return new KubeRoutes.Answer(
                201,
                KubeJson.object().put("kind", "Status").put("apiVersion", "v1").put("status", "Success"));
    }

    /** Disruption budgets are not looked at. */
    private KubeRoutes.Answer evict(KubeRoutes.Target target, KubeRequest request) {
        deletion.delete(target.kind(), target.key(), KubeDeletion.Options.BACKGROUND);
        return new KubeRoutes.Answer(
                201,
                KubeJson.object().put("kind", "Status").put("apiVersion", "v1").put("status", "Success"));
    }
}
