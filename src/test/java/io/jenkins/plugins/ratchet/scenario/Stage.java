package io.jenkins.plugins.ratchet.scenario;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.jenkins.plugins.ratchet.cluster.ControlPlane;
import io.jenkins.plugins.ratchet.cluster.Ran;
import io.jenkins.plugins.ratchet.demo.DemoClients;
import io.jenkins.plugins.ratchet.demo.DemoPostgres;
import io.jenkins.plugins.ratchet.demo.KubeApi;
import io.jenkins.plugins.ratchet.demo.PodRunner;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.opentest4j.TestAbortedException;

/** What the scenarios need around them: an API server, something that runs pods, a PostgreSQL and a helm. */
public final class Stage implements Closeable {
    /** Names the helm binary for the embedded stage, or {@code embedded}; by default the first that is found. */
    private static final String HELM = "ratchet.scenarios.helm";

    private final Deque<Closeable> toClose = new ArrayDeque<>();
    private final Path directory;
    private final DemoClients clients;
    private final DemoPostgres postgres;
    private Optional<Path> helm = Optional.empty();
    private KubernetesClient client;
    private Path kubeconfig;
    private Runnable stopApi;
    private Runnable startApi;

    private Stage(Path directory, DemoClients clients) throws IOException {
        this.directory = directory;
        this.clients = clients;
        String password = "pw-" + UUID.randomUUID();
        postgres = DemoPostgres.start(directory.resolve("postgres"), password);
        toClose.push(postgres::close);
    }

    /** The small API and the pod runner, with a helm binary where there is one, else the embedded helm. */
    private static Stage embedded(Path directory) throws IOException, DemoClients.Missing {
        Stage stage = new Stage(directory, clients());
        stage.helm = binary();
        if (stage.helm.isEmpty()) {
            System.err.println("SKIPPED: scenarios with a helm rollback or a signal. The embedded helm can neither roll"
                    + " back nor be told to stop; install helm 3.13 or later");
        }
        KubeApi api = new KubeApi(directory.resolve("logs"));
        api.start();
        stage.toClose.push(api::close);
        stage.kubeconfig = Files.writeString(directory.resolve("kubeconfig"), api.kubeconfig());
        stage.client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(api.kubeconfig()))
                .build();
        stage.toClose.push(stage.client::close);
        stage.stopApi = api::stop;
        stage.startApi = api::start;
        stage.run(new PodRunner(stage.client, directory.resolve("logs"), true));
        return stage;
    }

    /** The embedded stage, or the calling tests are skipped, which is said. @param what they test */
    public static Stage embeddedOrSkip(String what, Path directory) throws IOException {
        try {
            return embedded(directory);
        } catch (DemoClients.Missing e) {
            System.err.println("SKIPPED: " + what + ". " + e.getMessage());
            throw new TestAbortedException(e.getMessage());
        }
    }

    /** A real control plane; its migrations are run by the pod runner on the node that is kept for it. */
    static Stage on(ControlPlane plane, int helm, Path directory) throws IOException, DemoClients.Missing {
        Stage stage = new Stage(directory, clients());
        stage.helm = Optional.of(plane.helm(helm));
        stage.kubeconfig = plane.kubeconfig();
        stage.client = plane.client();
        stage.stopApi = plane::stopApiServer;
        stage.startApi = plane::startApiServer;
        stage.run(new PodRunner(plane.client(), plane.podLogs(), false, ControlPlane.LOCAL_NODE));
        return stage;
    }

    private void run(PodRunner pods) throws IOException {
        pods.start();
        toClose.push(pods::close);
        Files.writeString(directory.resolve("ratchet.yaml"), "{ release: none, namespace: none, chart: chart }");
        Files.createDirectories(directory.resolve("chart"));
        Files.writeString(directory.resolve("chart/Chart.yaml"), "{ apiVersion: v2, name: none, version: 1.0.0 }");
        RatchetProcess.learn(directory, environment(), List.of("plan", "-o", "json", "--helm", helmOption()));
    }

    private static DemoClients clients() throws DemoClients.Missing {
        return DemoClients.find(DemoPostgres.MAJOR, Path.of("target/postgresql-clients"));
    }

    private static Optional<Path> binary() {
        String wanted = System.getProperty(HELM);
        if (wanted != null) {
            return wanted.equals("embedded") ? Optional.empty() : Optional.of(Path.of(wanted));
        }
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            Path candidate = Path.of(folder, "helm");
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return ControlPlane.builtHelm();
    }

    KubernetesClient client() {
        return client;
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    DemoPostgres postgres() {
        return postgres;
    }

    Path directory() {
        return directory;
    }

    Path psql() {
        return clients.bin().resolve("psql");
    }

    /** Whether there is a helm binary: the embedded helm can neither roll back nor be told to stop. */
    public boolean hasHelmBinary() {
        return helm.isPresent();
    }

    /** The value of {@code --helm} for Ratchet. */
    public String helmOption() {
        return helm.map(Path::toString).orElse("embedded");
    }

    void stopApiServer() {
        stopApi.run();
    }

    void startApiServer() {
        startApi.run();
    }

    /** The environment of a user who works on this stage. */
    public Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("KUBECONFIG", kubeconfig.toString());
        environment.put("PATH", clients.bin() + File.pathSeparator + System.getenv("PATH"));
        environment.put("HELM_CACHE_HOME", directory.resolve("helm/cache").toString());
        environment.put("HELM_CONFIG_HOME", directory.resolve("helm/config").toString());
        environment.put("HELM_DATA_HOME", directory.resolve("helm/data").toString());
        return environment;
    }

    /** Starts helm as somebody who does not use Ratchet. */
    Process startHelm(Path in, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (helm.isPresent()) {
            command.add(helm.get().toString());
        } else {
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", RatchetProcess.JAR.toString()));
            command.add("io.jenkins.plugins.ratchet.helm.EmbeddedHelm");
        }
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs helm to its end. */
    Ran helm(Path in, Map<String, String> environment, List<String> arguments) {
        return ended(startHelm(in, environment, arguments));
    }

    static Ran ended(Process process) {
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ran(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        while (!toClose.isEmpty()) {
            toClose.pop().close();
        }
    }
}
