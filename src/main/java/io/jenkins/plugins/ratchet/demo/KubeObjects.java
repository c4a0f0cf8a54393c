package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/** Creating and changing objects as an API server does: defaults, checks, compare-and-swap, subresources. */
final class KubeObjects {
    private static final String NAME_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private final KubeStore store;
    private final KubeDefaults defaults = new KubeDefaults();

    KubeObjects(KubeStore store) {
        this.store = store;
    }

    ObjectNode create(KubeKind kind, String namespace, ObjectNode body, boolean dryRun) {
        ObjectNode object = body.deepCopy();
        identify(kind, namespace, "", object);
        ObjectNode metadata = KubeJson.metadata(object);
        if (!KubeJson.text(metadata, "resourceVersion").isEmpty()) {
            throw KubeFault.badRequest("resourceVersion should not be set on objects to be created");
        }
        if (!metadata.hasNonNull("name")) {
            if (!metadata.hasNonNull("generateName")) {
                throw KubeFault.invalid(kind, "", "metadata.name: Required value: name or generateName is required");
            }
            metadata.put("name", KubeJson.text(metadata, "generateName") + suffix());
        }
        metadata.remove(List.of("uid", "creationTimestamp", "deletionTimestamp", "managedFields", "generation"));
        if (kind.hasStatus() && !kind.is("nodes")) {
            object.remove("status");
        }
        defaults.apply(kind, object);
        KubeValidation.check(kind, object);
        synchronized (store) {
            if (kind.namespaced()) {
                mustBeActive(namespace, kind, KubeJson.name(object));
            }
            if (dryRun) {
                return dryRun(kind, object);
            }
            return store.create(kind, object, kind.is("jobs") ? KubeDefaults::identifyJob : created -> {});
        }
    }

    /** A change of the whole object or, where {@code subresource} says so, of its status alone. */
    ObjectNode change(
            KubeKind kind,
            String namespace,
            String name,
            String subresource,
            UnaryOperator<ObjectNode> change,
            boolean dryRun) {
        synchronized (store) {
            KubeStore.Key key = KubeStore.key(kind, namespace, name);
            ObjectNode before = store.get(key).orElseThrow(() -> KubeFault.notFound(kind, name));
            ObjectNode wanted = change.apply(before.deepCopy());
            identify(kind, namespace, name, wanted);
            checkPreconditions(kind, before, wanted);
            ObjectNode next = subresource.equals("status") ? before.deepCopy() : wanted;
            if (subresource.equals("status")) {
                next.set("status", wanted.path("status").isMissingNode() ? KubeJson.object() : wanted.get("status"));
            } else {
                keep(kind, before, next);
                defaults.apply(kind, next);
                KubeValidation.check(kind, next);
                KubeValidation.checkUpdate(kind, before, next);
            }
            return dryRun ? next : store.replace(key, next);
        }
    }

    private void identify(KubeKind kind, String namespace, String name, ObjectNode object) {
        mustMatch("apiVersion", kind.apiVersion(), object);
        mustMatch("kind", kind.kind(), object);
        object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        ObjectNode metadata = KubeJson.metadata(object);
        String stated = KubeJson.text(metadata, "namespace");
        if (kind.namespaced()) {
            if (!stated.isEmpty() && !stated.equals(namespace)) {
                throw KubeFault.badRequest(
                        "the namespace of the provided object does not match the namespace sent on the request");
            }
            metadata.put("namespace", namespace);
        } else {
            metadata.remove("namespace");
        }
        if (!name.isEmpty()) {
            String statedName = KubeJson.text(metadata, "name");
            if (!statedName.isEmpty() && !statedName.equals(name)) {
                throw KubeFault.badRequest("the name of the object (" + statedName
                        + ") does not match the name on the URL (" + name + ")");
            }
            metadata.put("name", name);
        }
    }

    private static void mustMatch(String field, String expected, ObjectNode object) {
        String stated = KubeJson.text(object, field);
        if (!stated.isEmpty() && !stated.equals(expected)) {
            throw KubeFault.badRequest(field + " in the data (" + stated + ") does not match the expected " + field
                    + " (" + expected + ")");
        }
    }

    private void checkPreconditions(KubeKind kind, ObjectNode before, ObjectNode wanted) {
        String name = KubeJson.name(before);
        String seen = KubeJson.text(wanted, "metadata", "resourceVersion");
        if (seen.isEmpty() && kind.is("leases")) {
            throw KubeFault.invalid(
                    kind, name, "metadata.resourceVersion: Invalid value: 0: must be specified for an update");
        }
        if (!seen.isEmpty() && !seen.equals(KubeJson.text(before, "metadata", "resourceVersion"))) {
            throw KubeFault.conflict(
                    kind,
                    name,
                    "the object has been modified; please apply your changes to the latest version and try again");
        }
        String uid = KubeJson.uid(wanted);
        if (!uid.isEmpty() && !uid.equals(KubeJson.uid(before))) {
            throw KubeFault.conflict(
                    kind,
                    name,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                            + KubeJson.uid(before));
        }
    }

    /** Fields that a client cannot change come from what is stored. */
    private static void keep(KubeKind kind, ObjectNode before, ObjectNode next) {
        ObjectNode metadata = KubeJson.metadata(next);
        metadata.remove("managedFields");
        for (String field :
                List.of("uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation")) {
            JsonNode value = KubeJson.at(before, "metadata", field);
            if (value.isMissingNode()) {
                metadata.remove(field);
            } else {
                metadata.set(field, value);
            }
        }
        if (kind.hasStatus()) {
            next.remove("status");
            if (before.has("status")) {
                next.set("status", before.get("status"));
            }
        }
        if (kind.is("services") && next.get("spec") instanceof ObjectNode spec && !spec.has("clusterIP")) {
            JsonNode address = KubeJson.at(before, "spec", "clusterIP");
            if (!address.isMissingNode()) {
                spec.set("clusterIP", address);
            }
        }
    }

    private void mustBeActive(String namespace, KubeKind kind, String name) {
        ObjectNode found = store.get(KubeStore.key(KubeKinds.NAMESPACES, "", namespace))
                .orElseThrow(() -> KubeFault.notFound(KubeKinds.NAMESPACES, namespace));
        if (KubeJson.isBeingDeleted(found)) {
            throw new KubeFault(
                    403,
                    "Forbidden",
                    kind.resource() + " \"" + name + "\" is forbidden: unable to create new content in namespace "
                            + namespace + " because it is being terminated");
        }
    }

    private ObjectNode dryRun(KubeKind kind, ObjectNode object) {
        String name = KubeJson.name(object);
        if (store.get(KubeStore.key(kind, KubeJson.namespace(object), name)).isPresent()) {
            throw KubeFault.alreadyExists(kind, name);
        }
        KubeJson.metadata(object).put("uid", "dry-run").put("creationTimestamp", KubeJson.now());
        return object;
    }

    static String suffix() {
        StringBuilder suffix = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            suffix.append(NAME_LETTERS.charAt(ThreadLocalRandom.current().nextInt(NAME_LETTERS.length())));
        }
        return suffix.toString();
    }
}
