package io.jenkins.plugins.ratchet.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** A pod whose first container's command runs as a process on this machine; see {@link PodRunner}. */
final class PodProcess implements PodLife {
    private static final String ADDRESS = "127.0.0.1";

    private final Pod pod;
    private final Container container;
    private final PodReporter reporter;
    private final PodEnvironment environment;
    private final Path log;
    private final Path previousLog;
    private final Path scratch;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private boolean begun;
    private Process process;
    private String since = KubeJson.now();
    private int restarts;

    PodProcess(Pod pod, KubernetesClient client, PodReporter reporter, Path logs, Path scratch) {
        this.pod = pod;
        this.container = pod.getSpec().getContainers().get(0);
        this.reporter = reporter;
        this.environment = new PodEnvironment(client, pod);
        String namespace = pod.getMetadata().getNamespace();
        String name = pod.getMetadata().getName();
        this.log = KubePodLog.file(logs, namespace, name, container.getName(), false);
        this.previousLog = KubePodLog.file(logs, namespace, name, container.getName(), true);
        this.scratch = scratch.resolve(pod.getMetadata().getUid());
    }

    @Override
    public void run() {
        synchronized (this) {
            if (stopping.getCount() == 0) {
                over.countDown();
                return;
            }
            begun = true;
        }
        try {
            if ("Running".equals(pod.getStatus().getPhase())) {
                // A runner before this one started it and is gone: how that process ended cannot be known.
                report("Failed", false, PodReporter.terminated(137, since, "the pod runner was restarted"), null);
            } else {
                live();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            PodEnvironment.remove(scratch);
            over.countDown();
        }
    }

    @Override
    public boolean stop(Duration grace) {
        Process running;
        synchronized (this) {
            stopping.countDown();
            if (!begun) {
                over.countDown();
            }
            running = process;
        }
        if (running != null) {
            end(running, grace);
        }
        try {
            over.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return stopped.compareAndSet(false, true);
    }

    private static void end(Process running, Duration grace) {
        List<ProcessHandle> family = running.descendants().toList();
        try {
            running.destroy();
            if (!running.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        // as in a container, nothing outlives the first process
        family.forEach(ProcessHandle::destroyForcibly);
    }

    private void live() throws InterruptedException {
        String policy = pod.getSpec().getRestartPolicy();
        long backoff = 1000;
        report("Pending", false, PodReporter.waiting("ContainerCreating", ""), null);
        while (true) {
            int code = runOnce();
            ObjectNode ended = PodReporter.terminated(code, since, "");
            boolean again =
                    stopping.getCount() > 0 && ("Always".equals(policy) || ("OnFailure".equals(policy) && code != 0));
            if (!again) {
                report(code == 0 ? "Succeeded" : "Failed", false, ended, null);
                return;
            }
            restarts++;
            report("Running", false, PodReporter.waiting("CrashLoopBackOff", "back-off restarting"), ended);
            if (stopping.await(backoff, TimeUnit.MILLISECONDS)) {
                report("Failed", false, ended, null);
                return;
            }
            backoff = Math.min(backoff * 2, 60_000);
        }
    }

    /** Runs the command to its end; 128 where it cannot be started, as from a container runtime. */
    private int runOnce() throws InterruptedException {
        try {
            if (restarts == 0) {
                // an earlier pod may have had this name
                Files.deleteIfExists(previousLog);
            } else if (Files.exists(log)) {
                Files.move(log, previousLog, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.createDirectories(log.getParent());
            Map<String, String> variables = variables();
            if (variables == null) {
                return 143;
            }
            ProcessBuilder builder = new ProcessBuilder(command());
            builder.environment().clear();
            builder.environment().putAll(variables);
            builder.directory(Files.createDirectories(scratch).toFile());
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
            builder.redirectInput(
                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
            Process started;
            synchronized (this) {
                if (stopping.getCount() == 0) {
                    return 143;
                }
                started = builder.start();
                process = started;
            }
            since = KubeJson.now();
            watch(started);
            return started.waitFor();
        } catch (IOException | IllegalArgumentException e) {
            try {
                Files.writeString(log, "cannot start: " + e.getMessage() + "\n");
            } catch (IOException unwritable) {
                // the exit code alone must do
            }
            return 128;
        }
    }

    private List<String> command() {
        if (container.getCommand().isEmpty()) {
            throw new IllegalArgumentException(
                    "container " + container.getName() + " names no command, and there is no image to take one from");
        }
        List<String> command = new ArrayList<>();
        container.getCommand().forEach(word -> command.add(environment.expand(word)));
        container.getArgs().forEach(word -> command.add(environment.expand(word)));
        return command;
    }

    /** Waits for Secrets and ConfigMaps that are not there yet; null when the pod is to end meanwhile. */
    private Map<String, String> variables() throws IOException, InterruptedException {
        while (true) {
            try {
                return environment.variables(container, scratch);
            } catch (PodEnvironment.Missing e) {
                report("Pending", false, PodReporter.waiting("CreateContainerConfigError", e.getMessage()), null);
            } catch (KubernetesClientException e) {
                // the API server is away
            }
            if (stopping.await(500, TimeUnit.MILLISECONDS)) {
                return null;
            }
        }
    }

    /** Reports the process as running, and as ready when it answers; returns when it has ended. */
    private void watch(Process started) throws InterruptedException {
        Probe probe = container.getReadinessProbe();
        HTTPGetAction question = probe == null ? null : probe.getHttpGet();
        boolean ready = question == null;
        report("Running", ready, PodReporter.running(since), null);
        long period = probe == null || probe.getPeriodSeconds() == null ? 1 : probe.getPeriodSeconds();
        while (question != null && !started.waitFor(ready ? period * 1000 : 200, TimeUnit.MILLISECONDS)) {
            boolean now = answers(question);
            if (now != ready) {
                ready = now;
                report("Running", ready, PodReporter.running(since), null);
            }
        }
    }

    private boolean answers(HTTPGetAction question) {
        try {
            String path = question.getPath() == null ? "/" : question.getPath();
            URI uri = new URI("http", null, "127.0.0.1", port(question), path, null, null);
            HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(java.net.Proxy.NO_PROXY);
            connection.setConnectTimeout(1000);
            connection.setReadTimeout(1000);
            int code = connection.getResponseCode();
            connection.disconnect();
            return code >= 200 && code < 400;
        } catch (IOException | java.net.URISyntaxException | IllegalArgumentException e) {
            return false;
        }
    }

    private int port(HTTPGetAction question) {
        Integer number = question.getPort().getIntVal();
        if (number != null) {
            return number;
        }
        return container.getPorts().stream()
                .filter(port -> question.getPort().getStrVal().equals(port.getName()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no port " + question.getPort()))
                .getContainerPort();
    }

    private void report(String phase, boolean ready, ObjectNode state, ObjectNode last) {
        reporter.report(pod, new PodReporter.Report(phase, ready, restarts, state, last, ADDRESS));
    }
}
