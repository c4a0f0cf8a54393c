package io.jenkins.plugins.ratchet.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/**
 * A real Kubernetes control plane without containers: etcd, kube-apiserver, kube-controller-manager and kwok as processes
 * on the loopback interface, with everything they write in one temporary directory.
 *
 * <p>Pods are bound to {@value #KWOK_NODE}, where kwok pretends to run them: they become ready, those of Jobs complete.
 * Pods that carry the annotation {@code ratchet.demo/run: local} are left to a pod runner, which binds them to {@value
 * #LOCAL_NODE} and writes their output below {@link #podLogs()}; the API server's log endpoint serves it from there.
 *
 * <p>{@code -Dratchet.controlPlane.keep=true} keeps the directory, with the logs of all processes.
 */
public final class ControlPlane implements AutoCloseable {

    public static final String KWOK_NODE = "kwok-0";
    public static final String LOCAL_NODE = "local-0";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final Path logs;
    private final Guardian guardian;
    private final Commands commands;
    // Not locked: the shutdown hook must not wait for whoever waits for the API server.
    private final List<Child> children = new CopyOnWriteArrayList<>();
    private final List<Child> controllers = new ArrayList<>();
    private final Thread shutdown = new Thread(this::stopEverything, "control-plane-shutdown");

    private Child apiServer;
    private KubernetesClient client;
    private LogKubelet kubelet;
    private PodBinder binder;

    private ControlPlane() throws IOException, GeneralSecurityException {
        directory = Files.createTempDirectory("ratchet-control-plane-");
        logs = Files.createDirectories(directory.resolve("logs"));
        Files.createDirectories(podLogs());
        commands = new Commands(directory);
        guardian = new Guardian(directory);
        Runtime.getRuntime().addShutdownHook(shutdown);
    }

    /** Why no control plane can be started here, or empty. */
    public static Optional<String> missing() {
        return Tools.missing();
    }

    /** Starts everything and returns when the API server is ready and pods are bound and run. */
    public static ControlPlane start() {
        ControlPlane plane = null;
        try {
            plane = new ControlPlane();
            plane.startEverything();
            return plane;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            if (plane != null) {
                plane.close();
            }
            throw new IllegalStateException("the control plane does not start: " + e.getMessage(), e);
        }
    }

    /** A kubeconfig with all rights, for helm, kubectl and clients of any kind. */
    public Path kubeconfig() {
        return commands.kubeconfig();
    }

    /** A client with all rights; it belongs to the control plane. */
    public KubernetesClient client() {
        return client;
    }

    /** The helm binary of that major version, 3 or 4. */
    public Path helm(int major) {
        return switch (major) {
            case 3 -> Tools.binary("helm");
            case 4 -> Tools.binary("helm4");
            default -> throw new IllegalArgumentException("helm 3 or 4, not " + major);
        };
    }

    /** The helm 3 binary, where it was built, also when there is no control plane. */
    public static Optional<Path> builtHelm() {
        try {
            return Optional.of(Tools.binary("helm"));
        } catch (UncheckedIOException e) {
            return Optional.empty();
        }
    }

    /** Where the output of local pods goes: {@code NAMESPACE/POD/CONTAINER.log}. */
    public Path podLogs() {
        return directory.resolve("pods");
    }

    public Path directory() {
        return directory;
    }

    /** SIGKILL: connections break, nothing is said. */
    public synchronized void stopApiServer() {
        apiServer.kill();
        children.remove(apiServer);
    }

    /**
     * Starts the API server anew on the same port and waits until it is ready. The controllers are started anew too:
     * after an outage of 25 seconds they would wait up to 50 more before they looked again.
     */
    public synchronized void startApiServer() {
        launchApiServer();
        await("the API server", this::ready);
        stopControllers();
        launchControllers();
    }

    public synchronized void restartApiServer() {
        stopApiServer();
        startApiServer();
    }

    /** Kills what was started, and waits until it is gone. */
    @Override
    public void close() {
        try {
            if (Runtime.getRuntime().removeShutdownHook(shutdown)) {
                stopEverything();
            }
        } catch (IllegalStateException e) {
            // the JVM ends and the hook is at work already
        }
    }

    private void startEverything() throws IOException, GeneralSecurityException {
        children.add(Child.start(guardian, logs, "etcd", commands.etcd()));
        await("etcd", commands::etcdIsHealthy);
        launchApiServer();
        await("the API server's certificate", commands::apiServerCertificateIsWritten);
        client = new KubernetesClientBuilder().withConfig(config()).build();
        // Made while the API server starts: keytool is another JVM.
        kubelet = LogKubelet.start(podLogs(), directory, client);
        await("the API server", this::ready);
        Nodes.register(client, kubelet.port());
        launchControllers();
        // Without it no pod is admitted; the controller manager is up when it is there.
        await("the default service account", () -> serviceAccount() != null);
    }

    private void launchApiServer() {
        apiServer = Child.start(guardian, logs, "kube-apiserver", commands.apiServer());
        children.add(apiServer);
    }

    private void launchControllers() {
        controllers.add(Child.start(guardian, logs, "kube-controller-manager", commands.controllerManager()));
        controllers.add(Child.start(guardian, logs, "kwok", commands.kwok()));
        children.addAll(controllers);
        binder = new PodBinder(client, KWOK_NODE);
        binder.start();
    }

    private void stopControllers() {
        binder.close();
        children.removeAll(controllers);
        controllers.forEach(Child::kill);
        controllers.clear();
    }

    private Config config() throws IOException {
        Config config = Config.fromKubeconfig(kubeconfig().toFile());
        config.setRequestRetryBackoffLimit(0); // whoever waits here asks again anyway
        return config;
    }

    private boolean ready() {
        try {
            return "ok".equals(client.raw("/readyz"));
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private Object serviceAccount() {
        return client.serviceAccounts()
                .inNamespace("default")
                .withName("default")
                .get();
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            children.forEach(Child::mustBeAlive);
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(what + " was not ready within " + PATIENCE.toSeconds() + " s:\n"
                        + children.get(children.size() - 1).logTail());
            }
            try {
                Thread.sleep(25);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + what, e);
            }
        }
    }

    private void stopEverything() {
        if (binder != null) {
            binder.close();
        }
        if (client != null) {
            client.close();
        }
        if (kubelet != null) {
            kubelet.close();
        }
        children.forEach(Child::kill);
        children.clear();
        guardian.close();
        if (!Boolean.getBoolean("ratchet.controlPlane.keep")) {
            Directories.delete(directory);
        } else {
            System.err.println("kept: " + directory);
        }
    }
}
