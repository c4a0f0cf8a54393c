package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Streams the changes of one kind, one JSON document a line, until its time is over or the client goes. */
final class KubeWatch {
    private static final long LONGEST_SECONDS = 1800;

    private final KubeStore store;
    private final KubeKind kind;
    private final String namespace;
    private final Predicate<JsonNode> wanted;
    private final UnaryOperator<ObjectNode> shape;

    KubeWatch(
            KubeStore store,
            KubeKind kind,
            String namespace,
            Predicate<JsonNode> wanted,
            UnaryOperator<ObjectNode> shape) {
        this.store = store;
        this.kind = kind;
        this.namespace = namespace;
        this.wanted = wanted;
        this.shape = shape;
    }

    /** @param open tells whether the server still listens */
    void stream(KubeRequest request, OutputStream out, java.util.function.BooleanSupplier open)
            throws IOException, InterruptedException {
        long ends = System.nanoTime() + request.number("timeoutSeconds", LONGEST_SECONDS) * 1_000_000_000L;
        boolean bookmarks = request.flag("allowWatchBookmarks");
        long seen = request.number("resourceVersion", 0);
        try {
            if (request.flag("sendInitialEvents") || seen == 0) {
                seen = sendPresent(out);
            }
            if (request.flag("sendInitialEvents") && bookmarks) {
                send(out, "BOOKMARK", bookmark(seen, true));
            }
            // Clients learn of the start from the headers; without a byte, the JDK's server may keep those back.
            out.flush();
            long announced = seen;
            while (open.getAsBoolean() && System.nanoTime() < ends) {
                for (KubeStore.Change change : store.changesAfter(seen, 500)) {
                    seen = change.revision();
                    if (send(out, change)) {
                        announced = seen;
                    }
                }
                if (bookmarks && seen > announced + 500) {
                    send(out, "BOOKMARK", bookmark(seen, false));
                    announced = seen;
                }
            }
        } catch (KubeFault e) {
            send(out, "ERROR", e.status());
        }
    }

    private long sendPresent(OutputStream out) throws IOException {
        KubeStore.Listing listing = store.list(kind, namespace, wanted);
        for (ObjectNode object : listing.items()) {
            send(out, "ADDED", shape.apply(object));
        }
        return listing.revision();
    }

    /** An object that begins or ceases to match the selector appears as added or deleted. */
    private boolean send(OutputStream out, KubeStore.Change change) throws IOException {
        if (!change.resource().equals(kind.resource())
                || (namespace != null && !namespace.equals(KubeJson.namespace(change.object())))) {
            return false;
        }
        boolean was = change.before() != null && wanted.test(change.before());
        boolean is = !change.type().equals("DELETED") && wanted.test(change.object());
        if (!was && !is) {
            return false;
        }
        send(out, is ? (was ? "MODIFIED" : "ADDED") : "DELETED", shape.apply(change.object()));
        return true;
    }

    private ObjectNode bookmark(long revision, boolean endOfPresent) {
        ObjectNode object = KubeJson.object().put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
        ObjectNode metadata = object.putObject("metadata").put("resourceVersion", Long.toString(revision));
        metadata.putNull("creationTimestamp");
        if (endOfPresent) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return shape.apply(object);
    }

    private static void send(OutputStream out, String type, ObjectNode object) throws IOException {
        ObjectNode event = KubeJson.object().put("type", type);
        event.set("object", object);
        out.write(KubeJson.bytes(event));
        out.write('\n');
        out.flush();
    }
}
