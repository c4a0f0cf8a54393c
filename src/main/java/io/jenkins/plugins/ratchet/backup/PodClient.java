package io.jenkins.plugins.ratchet.backup;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A client program at work in a container, started through the Kubernetes API. It needs {@code sh} there.
 *
 * <p>Its environment is written to the shell's standard input, so that a password is among no process's arguments, not
 * in the pod and not in the API server's audit log. Only an exit status of 0 that came over the protocol's own channel
 * counts as success: a connection that ends without one does not, however complete the output looks.
 */
public final class PodClient implements RunningClient {
    private static final String SHELL =
            "while IFS= read -r line && [ -n \"$line\" ]; do export \"$line\"; done; exec \"$@\" </dev/null";
    private static final int BUFFER = 1 << 16;
    private static final int KEPT_LINES = 20;
    private static final long STATUS_SECONDS = 30;
    private static final Duration LOOK = Duration.ofSeconds(5);
    /** An API server that is away this long has cut the connection too, whether or not anybody noticed. */
    private static final Duration OUTAGE = Duration.ofMinutes(2);

    private final Place place;
    private final String name;
    private final ExecWatch watch;
    private final Thread output;
    private final Thread messages;
    private final Thread guard;
    private final Deque<String> lastLines = new ArrayDeque<>();
    private final Stop stop;
    private final Stop.Registration registration;
    private volatile IOException failure;
    private volatile String lost;
    private volatile boolean over;

    /**
     * Where programs run.
     *
     * @param uid the pod's: one of the same name that comes later is another one
     */
    public record Place(Cluster cluster, String namespace, String pod, String uid, String container) {
        /** @param container null for the one that kubectl would take */
        public static Place of(Cluster cluster, Pod pod, String container, String what) {
            List<String> names = pod.getSpec().getContainers().stream()
                    .map(each -> each.getName())
                    .toList();
            Map<String, String> annotations = pod.getMetadata().getAnnotations();
            String usual = annotations == null ? null : annotations.get("kubectl.kubernetes.io/default-container");
            String chosen = container != null ? container : usual != null ? usual : names.get(0);
            if (!names.contains(chosen)) {
                throw RunException.usage(what + ": pod " + pod.getMetadata().getName() + " has no container " + chosen
                        + ", it has " + String.join(", ", names));
            }
            return new Place(
                    cluster,
                    pod.getMetadata().getNamespace(),
                    pod.getMetadata().getName(),
                    pod.getMetadata().getUid(),
                    chosen);
        }

        @Override
        public String toString() {
            return "pod " + pod + ", container " + container;
        }
    }

    private PodClient(
            Place place, String name, ExecWatch watch, OutputStream to, Stop stop, Consumer<String> listener) {
        this.place = place;
        this.name = name;
        this.watch = watch;
        this.stop = stop;
        this.output = thread("out", () -> copy(to));
        this.messages = thread("err", () -> follow(listener));
        this.guard = thread("guard", this::look);
        this.registration = stop.whenRequested(watch::close);
    }

    private Thread thread(String suffix, Runnable task) {
        Thread thread = new Thread(task, "ratchet-" + name + "-in-pod-" + suffix);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /**
     * Starts a program.
     *
     * @param command its path or name, and its arguments; no secret
     * @param environment added to the container's; the place for secrets
     * @param to gets its output, and is closed after the last byte; not where the output broke off
     * @param listener told every line of its messages
     */
    public static PodClient start(
            Place place,
            List<String> command,
            Map<String, String> environment,
            OutputStream to,
            Stop stop,
            Consumer<String> listener) {
        stop.check();
        List<String> words = new ArrayList<>(List.of("sh", "-c", SHELL, "sh"));
        words.addAll(command);
        String name = command.get(0).substring(command.get(0).lastIndexOf('/') + 1);
        try {
            ExecWatch watch = place.cluster()
                    .client()
                    .pods()
                    .inNamespace(place.namespace())
                    .withName(place.pod())
                    .inContainer(place.container())
                    .redirectingInput()
                    .redirectingOutput()
                    .redirectingError()
                    .exec(words.toArray(String[]::new));
            try {
                OutputStream input = watch.getInput();
                input.write(lines(environment).getBytes(StandardCharsets.UTF_8));
                input.flush();
            } catch (IOException e) {
                watch.close();
                throw RunException.unavailable(name + " cannot be started in " + place + ": " + e.getMessage(), e);
            }
            return new PodClient(place, name, watch, to, stop, listener);
        } catch (KubernetesClientException e) {
            throw RunException.unavailable(
                    name + " cannot be started in " + place + ": "
                            + place.cluster().reason(e)
                            + (e.getCode() == 403 ? "; grant get and create on pods/exec" : ""),
                    e);
        }
    }

    private static String lines(Map<String, String> environment) {
        StringBuilder lines = new StringBuilder();
        environment.forEach((key, value) -> {
            if (value.indexOf('\n') >= 0) {
                throw RunException.usage(key + " holds a line break and cannot be handed to a program in a pod");
            }
            lines.append(key).append('=').append(value).append('\n');
        });
        return lines.append('\n').toString();
    }

    private void copy(OutputStream to) {
        byte[] buffer = new byte[BUFFER];
        try (InputStream from = watch.getOutput()) {
            for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
                to.write(buffer, 0, read);
            }
            to.close();
        } catch (IOException e) {
            failure = e; // the exit status says more, if it is not 0
            watch.close();
        }
    }

    private void follow(Consumer<String> listener) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(watch.getError(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (lastLines) {
                    if (lastLines.size() == KEPT_LINES) {
                        lastLines.removeFirst();
                    }
                    lastLines.addLast(line);
                }
                listener.accept(line);
            }
        } catch (IOException e) {
            // It ended; how is told by its exit status.
        }
    }

    /**
     * A node that died sends no end of the stream, and the end of a connection that nothing is read from may go
     * unnoticed. So the pod is looked at from time to time, and a line is sent that nobody reads; it also keeps what
     * stands between from cutting a connection on which pg_dump is silent.
     */
    private void look() {
        long seen = System.nanoTime();
        try {
            while (!over && running()) {
                Thread.sleep(LOOK.toMillis());
                try {
                    watch.getInput().write('\n');
                    watch.getInput().flush();
                } catch (IOException | RuntimeException e) {
                    lost = "the connection is gone";
                }
                try {
                    Pod pod = place.cluster()
                            .client()
                            .pods()
                            .inNamespace(place.namespace())
                            .withName(place.pod())
                            .get();
                    seen = System.nanoTime();
                    if (pod == null || !pod.getMetadata().getUid().equals(place.uid())) {
                        lost = "the pod is gone";
                    } else if (!"Running".equals(pod.getStatus().getPhase())) {
                        lost = "the pod is " + pod.getStatus().getPhase();
                    }
                } catch (KubernetesClientException e) {
                    if (System.nanoTime() - seen > OUTAGE.toNanos()) {
                        lost = place.cluster().reason(e);
                    }
                }
                if (lost != null && !over) {
                    watch.exitCode().completeExceptionally(new IOException(lost));
                    watch.close();
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean running() {
        return output.isAlive();
    }

    /**
     * Waits for its end and returns its exit status.
     *
     * @throws RunException where none came, or where what it printed could not be kept
     */
    public int await(String purpose) {
        try {
            output.join();
            stop.check();
            Integer status = status();
            messages.join(TimeUnit.SECONDS.toMillis(STATUS_SECONDS));
            if (status == null || status < 0) {
                throw RunException.failed(purpose + ": the connection to " + name + " in " + place
                        + " ended before its exit status came"
                        + (lost != null ? " (" + lost + ")" : "")
                        + ": " + lastWords());
            }
            if (status == 0 && failure != null) {
                throw RunException.failed(purpose + ": what " + name + " in " + place + " printed could not be kept: "
                        + failure.getMessage());
            }
            return status;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stop.Interrupted();
        }
    }

    @Override
    public void awaitSuccess(String purpose) {
        int status = await(purpose);
        if (status != 0) {
            throw RunException.failed(
                    purpose + ": " + name + " in " + place + " ended with exit status " + status + ": " + lastWords());
        }
    }

    /** Null where none came. */
    private Integer status() throws InterruptedException {
        try {
            return watch.exitCode().get(STATUS_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            lost = lost == null && e.getCause() != null && e.getCause().getMessage() != null
                    ? e.getCause().getMessage()
                    : lost;
            return null;
        }
    }

    /** Its last messages on one line. */
    public String lastWords() {
        synchronized (lastLines) {
            return lastLines.isEmpty()
                    ? "it said nothing"
                    : lastLines.stream().map(String::strip).collect(Collectors.joining("; "));
        }
    }

    @Override
    public void close() {
        over = true;
        registration.close();
        watch.close();
        guard.interrupt();
    }
}
