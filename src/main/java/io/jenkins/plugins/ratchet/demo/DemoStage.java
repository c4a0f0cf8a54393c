package io.jenkins.plugins.ratchet.demo;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.jenkins.plugins.ratchet.cluster.Cluster;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;

/**
 * What the story is told with: PostgreSQL, the small Kubernetes API with its pods, and the sample product installed in
 * its first version, all in one temporary directory.
 */
final class DemoStage implements AutoCloseable {
    /** Where the engine looks for client programs that are neither on PATH nor where distributions put them. */
    static final String CLIENTS_PROPERTY = "ratchet.postgresqlClients";

    private static final Duration INSTALL = Duration.ofMinutes(3);

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final PrintStream out;
    private final Path directory;
    private final String password = UUID.randomUUID().toString().replace("-", "");
    private final DemoClients clients;
    private DemoPostgres postgres;
    private int apiPort;

    private DemoStage(DemoClients clients, PrintStream out) throws IOException {
        this.clients = clients;
        this.out = out;
        this.directory = Files.createTempDirectory("ratchet-demo").toRealPath();
        open.push(() -> PodEnvironment.remove(directory));
    }

    /**
     * Sets everything up.
     *
     * @param helm as {@link DemoRequest#helm()}
     * @throws DemoClients.Missing before anything is started, where PostgreSQL's client programs cannot be had
     */
    static DemoStage prepare(String helm, PrintStream out) throws DemoClients.Missing, IOException {
        DemoClients clients = DemoHome.clients();
        DemoStage stage = new DemoStage(clients, out);
        try {
            stage.prepare(helm);
            return stage;
        } catch (IOException | RuntimeException e) {
            stage.close();
            throw e;
        }
    }

    Path directory() {
        return directory;
    }

    Path kubeconfig() {
        return directory.resolve("kubeconfig");
    }

    Path config() {
        return directory.resolve("ratchet.yaml");
    }

    DemoClients clients() {
        return clients;
    }

    DemoPostgres postgres() {
        return postgres;
    }

    int apiPort() {
        return apiPort;
    }

    private void prepare(String option) throws IOException {
        CompletableFuture<DemoPostgres> database = CompletableFuture.supplyAsync(this::startPostgres);
        try {
            KubeApi api = new KubeApi(directory.resolve("logs"));
            open.push(api);
            api.start();
            secret(kubeconfig(), api.kubeconfig());
            Cluster cluster = Cluster.connect(kubeconfig(), null);
            open.push(cluster);
            PodRunner pods = new PodRunner(cluster.client(), directory.resolve("logs"), true);
            open.push(pods);
            pods.start();
            say(
                    "kubernetes",
                    "a small API on 127.0.0.1:" + api.uri().getPort() + ", pods as processes of this machine");
            Helm helm = Helm.find(option, System.getenv(), cluster);
            say("helm", helm.name() + " " + helm.version());
            postgres = database.join();
            open.push(postgres);
            say(
                    "postgresql",
                    DemoPostgres.MAJOR + " on 127.0.0.1:" + postgres.port() + ", client programs " + clients.major()
                            + " in " + clients.bin());
            createDatabases();
            writeFiles();
            install(cluster, helm);
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException io ? io.getCause() : new IOException(e.getCause());
        } catch (SQLException e) {
            throw new IOException("The databases cannot be made: " + e.getMessage(), e);
        } finally {
            if (postgres == null) {
                database.whenComplete((started, failure) -> {
                    if (started != null) {
                        close(started);
                    }
                });
            }
        }
    }

    private DemoPostgres startPostgres() {
        // else zonky makes an empty directory for all and leaves it behind
        System.setProperty("ot.epg.working-dir", directory.resolve("zonky").toString());
        try {
            return DemoPostgres.start(directory.resolve("postgresql"), DemoHome.postgresql(), password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As an operator's databases are: owned by a user of the product's own, who may make more for the proof. */
    private void createDatabases() throws SQLException {
        try (Connection connection = postgres.connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + DemoProduct.USER + " LOGIN CREATEDB PASSWORD '" + password + "'");
            statement.execute("CREATE DATABASE " + DemoProduct.METADATA + " OWNER " + DemoProduct.USER);
            statement.execute("CREATE DATABASE " + DemoProduct.AIPROXY + " OWNER " + DemoProduct.USER);
        }
    }

    private void writeFiles() throws IOException {
        apiPort = freePort();
        DemoProduct.writeCharts(directory);
        Map<String, String> facts = Map.of(
                "databasePort",
                Integer.toString(postgres.port()),
                "apiPort",
                Integer.toString(apiPort),
                "psql",
                clients.bin().resolve("psql").toAbsolutePath().toString(),
                "java",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "classPath",
                classPath());
        DemoProduct.write(directory.resolve("values.yaml"), DemoProduct.filled("values.yaml", facts));
        DemoProduct.write(config(), DemoProduct.filled("ratchet.yaml", facts));
        secret(directory.resolve("pgpass"), "127.0.0.1:" + postgres.port() + ":*:*:" + password + "\n");
    }

    private void install(Cluster cluster, Helm helm) {
        cluster.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(DemoProduct.NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        cluster.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(DemoProduct.SECRET)
                        .withNamespace(DemoProduct.NAMESPACE)
                        .endMetadata()
                        .addToStringData(DemoProduct.SECRET_KEY, password)
                        .build())
                .create();
        helm.run(
                List.of(
                        "install",
                        DemoProduct.NAME,
                        directory.resolve(DemoProduct.FIRST.directory()).toString(),
                        "--namespace",
                        DemoProduct.NAMESPACE,
                        "--values",
                        directory.resolve("values.yaml").toString(),
                        "--kubeconfig",
                        kubeconfig().toString(),
                        "--wait",
                        "--timeout",
                        "2m"),
                INSTALL);
        say(
                "product",
                DemoProduct.NAME + " " + DemoProduct.FIRST.chart() + " (app " + DemoProduct.FIRST.app()
                        + ") installed, databases " + DemoProduct.METADATA + " and " + DemoProduct.AIPROXY);
    }

    private void say(String what, String fact) {
        out.println(String.format(Locale.ROOT, "%-11s", what) + fact);
    }

    /** The pods' processes start in directories of their own, so relative entries would lead nowhere. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static void secret(Path file, String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    /** Ends everything, the last that was started first. */
    @Override
    public void close() {
        while (!open.isEmpty()) {
            close(open.pop());
        }
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            throw RunException.failed("the demo could not clean up: " + e.getMessage());
        }
    }
}
