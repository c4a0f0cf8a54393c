package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Serves the log files that {@link PodRunner} writes; lines carry no timestamps, whatever the client asks for. */
final class KubePodLog {
    private final KubeStore store;
    private final Path logs;

    KubePodLog(KubeStore store, Path logs) {
        this.store = store;
        this.logs = logs;
    }

    /** The file of one container, or of its run before the last restart. */
    static Path file(Path logs, String namespace, String pod, String container, boolean previous) {
        return logs.resolve(namespace).resolve(pod).resolve(container + (previous ? ".previous.log" : ".log"));
    }

    /** @throws KubeFault before anything is written, where there is no such log */
    Path find(String namespace, String pod, KubeRequest request) {
        ObjectNode found = store.get(KubeStore.key(KubeKinds.PODS, namespace, pod))
                .orElseThrow(() -> KubeFault.notFound(KubeKinds.PODS, pod));
        List<String> containers = KubeJson.items(KubeJson.at(found, "spec", "containers")).stream()
                .map(container -> KubeJson.text(container, "name"))
                .toList();
        String container = request.query("container").isEmpty() ? containers.get(0) : request.query("container");
        if (!containers.contains(container)) {
            throw KubeFault.badRequest("container " + container + " is not valid for pod " + pod);
        }
        boolean previous = request.flag("previous");
        Path file = file(logs, namespace, pod, container, previous);
        if (previous && !Files.exists(file)) {
            throw KubeFault.badRequest(
                    "previous terminated container \"" + container + "\" in pod \"" + pod + "\" not found");
        }
        for (JsonNode status : KubeJson.at(found, "status", "containerStatuses")) {
            if (container.equals(KubeJson.text(status, "name"))
                    && !status.path("state").has("waiting")) {
                return file;
            }
        }
        if (previous) {
            return file;
        }
        throw KubeFault.badRequest(
                "container \"" + container + "\" in pod \"" + pod + "\" is waiting to start: ContainerCreating");
    }

    void stream(String namespace, String pod, Path file, KubeRequest request, OutputStream out, BooleanSupplier open)
            throws IOException, InterruptedException {
        if (!Files.exists(file)) {
            return; // a pod that only pretends to run has written nothing
        }
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(tailStart(file, request.number("tailLines", -1)));
            in.transferTo(out);
            out.flush();
            while (request.flag("follow") && open.getAsBoolean()) {
                // asked before the read: what was written up to the end is then read below
                boolean ended = hasEnded(namespace, pod);
                in.transferTo(out);
                out.flush();
                if (ended) {
                    return;
                }
                Thread.sleep(50);
            }
        }
    }

    private boolean hasEnded(String namespace, String pod) {
        return store.get(KubeStore.key(KubeKinds.PODS, namespace, pod))
                .map(found -> Set.of("Succeeded", "Failed").contains(KubeJson.text(found, "status", "phase")))
                .orElse(true);
    }

    private static long tailStart(Path file, long lines) throws IOException {
        if (lines < 0) {
            return 0;
        }
        byte[] text = Files.readAllBytes(file);
        int position = text.length;
        long left = lines;
        // the line feed at the very end closes the last line and begins none
        for (int i = text.length - 2; i >= 0 && left > 0; i--) {
            if (text[i] == '\n' && --left == 0) {
                position = i + 1;
            }
        }
        return left > 0 ? 0 : position;
    }
}
