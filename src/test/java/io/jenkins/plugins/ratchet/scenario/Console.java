package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.jenkins.plugins.ratchet.cluster.PodGate;
import io.jenkins.plugins.ratchet.json.Json;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An admin console of KOTS for one shop, as far as its public source says what it answers (pkg/handlers, pkg/updatechecker,
 * pkg/version, pkg/store): versions come with a check for updates, one is deployed with a real helm, and its state is
 * told for the sequence that is known last.
 */
final class Console implements AutoCloseable {
    static final String PASSWORD = "console-login-4711";
    private static final String LOGIN = "Kots " + PASSWORD;

    /** How the console treats the next wish to deploy. */
    enum Wish {
        GRANTED,
        /** As where strict checks failed or configuration is missing. */
        REFUSED,
        /** As where another check for updates is under way: success, and nothing is done. */
        IGNORED,
        /** The connection breaks, and nobody knows. */
        LOST
    }

    private final Shop shop;
    private final Stage stage;
    private final String namespace;
    private final PodGate gate;
    private final HttpServer server;
    private final ExecutorService deployments = Executors.newCachedThreadPool();
    private final List<Version> upstream = new ArrayList<>();
    private final List<Version> versions = new ArrayList<>();
    private Version current;
    private Wish wish = Wish.GRANTED;
    private String state = "ready";
    private int looks;
    private int released;
    private boolean stuck;
    private boolean airgapped;

    /** A version; {@code looksUntilChecked} times its preflight checks are still running when somebody looks. */
    static final class Version {
        final Chart chart;
        long sequence = -1;
        boolean required;
        String minKots = "1.100.0";
        String preflights = "";
        int looksUntilChecked;
        String status = "pending";
        String releasedAt = "";
        String helmFlags = "[]";
        String values = "";
        int cursor;

        Version(Chart chart) {
            this.chart = chart;
        }

        Version required() {
            required = true;
            return this;
        }

        /** What the vendor has helm told, and a line that the console's values get more than the shop's. */
        Version helm(String flags, String line) {
            helmFlags = flags;
            values = line + "\n";
            return this;
        }

        /** A time as the console spells it. */
        Version releasedAt(String time) {
            releasedAt = time;
            return this;
        }

        Version minKots(String version) {
            minKots = version;
            return this;
        }

        /** Title and {@code isPass}, {@code isWarn} or {@code isFail}. */
        Version check(String title, String outcome, boolean strict) {
            String one = "{\"title\":\"%s\",\"message\":\"as the vendor says it\",\"%s\":true,\"strict\":%s}"
                    .formatted(title, outcome, strict);
            preflights = preflights.isEmpty() ? one : preflights + "," + one;
            return this;
        }

        Version checkedAfter(int looks) {
            looksUntilChecked = looks;
            return this;
        }
    }

    Console(Shop shop, Stage stage) throws IOException {
        this(shop, stage, shop.name());
    }

    /** @param namespace that of the console, which exists */
    Console(Shop shop, Stage stage, String namespace) throws IOException {
        this.shop = shop;
        this.stage = stage;
        this.namespace = namespace;
        gate = PodGate.before(URI.create(stage.client().getMasterUrl().toString()), stage.kubeconfig());
        Path kubeconfig = Files.writeString(
                shop.directory().resolve("kubeconfig"), gate.kubeconfig(Files.readString(stage.kubeconfig())));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(deployments);
        server.createContext("/api/v1/", this::answer);
        server.createContext("/fake/console", this::upgradeItself);
        server.start();
        shop.environment()
                .putAll(Map.of(
                        "KUBECONFIG",
                        kubeconfig.toString(),
                        "KOTSADM",
                        "http://127.0.0.1:" + server.getAddress().getPort(),
                        "KOTSADM_LOG",
                        shop.directory().resolve("kots.log").toString(),
                        "PATH",
                        Path.of("src/test/resources/kots").toAbsolutePath()
                                + File.pathSeparator
                                + shop.environment().get("PATH")));
        install(stage);
    }

    /** The console itself, as `kubectl kots install` leaves it. */
    private void install(Stage stage) {
        Map<String, String> labels = Map.of("app", "kotsadm");
        stage.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("kotsadm-authstring")
                        .withNamespace(namespace)
                        .endMetadata()
                        .addToStringData("kotsadm-authstring", LOGIN)
                        .build())
                .create();
        stage.client()
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("kotsadm")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withSelector(labels)
                        .addNewPort()
                        .withPort(3000)
                        .withTargetPort(new IntOrString(server.getAddress().getPort()))
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        stage.client()
                .resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName("kotsadm")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(1)
                        .withNewSelector()
                        .withMatchLabels(labels)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("kotsadm")
                        .withImage("kotsadm/kotsadm:v1.117.3")
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
    }

    /** The shop as it is once its first version was installed from the console. */
    Console installed() {
        return installed(Chart.of("1.0.0"));
    }

    Console installed(Chart chart) {
        shop.installed(chart);
        ShopFiles.edit(
                shop.directory().resolve("ratchet.yaml"), "chart: charts/1.0.0\nvalues: [values.yaml]", """
                installer: kots
                kots: { app: shop, namespace: %s }""".formatted(
                                namespace));
        versions.add(new Version(chart));
        current = versions.get(0);
        current.sequence = 0;
        current.status = "deployed";
        return this;
    }

    /** The vendor releases a version; the console has it after the next check for updates. */
    synchronized Version release(Chart chart) {
        Version version = new Version(chart);
        version.cursor = ++released;
        upstream.add(version);
        return version;
    }

    /** It has no way to the vendor: what it is to have comes in bundles. */
    synchronized Console airgapped() {
        airgapped = true;
        return this;
    }

    /** The vendor's bundle of a version, as far as its manifest goes; {@code required} as in YAML. */
    void bundle(String label, int cursor, String required) throws IOException {
        Path directory = Files.createTempDirectory(shop.directory(), "bundle");
        Files.writeString(directory.resolve("airgap.yaml"), """
                apiVersion: kots.io/v1beta1
                kind: Airgap
                spec:
                  appSlug: shop
                  channelID: stable
                  updateCursor: "%d"
                  versionLabel: %s
                  requiredReleases: %s
                """.formatted(cursor, label, required));
        Files.writeString(directory.resolve("app.tar.gz"), "the vendor's files");
        Process tar = new ProcessBuilder(
                        "tar",
                        "czf",
                        shop.directory().resolve("shop-" + label + ".airgap").toString(),
                        "-C",
                        directory.toString(),
                        "airgap.yaml",
                        "app.tar.gz")
                .redirectErrorStream(true)
                .start();
        assertThat(Stage.ended(tar).exit()).isZero();
    }

    synchronized void next(Wish how) {
        wish = how;
    }

    /** What the console says of the application's objects. */
    synchronized void state(String now) {
        state = now;
    }

    /** Whether the console deploys its current version once more. */
    synchronized void busy(boolean deploys) {
        current.status = deploys ? "deploying" : "deployed";
    }

    /** Whether the console's own upgrade fails from now on. */
    synchronized void stuck(boolean fails) {
        stuck = fails;
    }

    /** What {@code kubectl kots admin-console upgrade} does in the cluster. */
    private void upgradeItself(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean fails;
            synchronized (this) {
                fails = stuck;
            }
            if (!fails) {
                String version = exchange.getRequestURI().getQuery().replaceAll(".*version=", "");
                stage.client()
                        .apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName("kotsadm")
                        .edit(deployment -> {
                            deployment
                                    .getSpec()
                                    .getTemplate()
                                    .getSpec()
                                    .getContainers()
                                    .get(0)
                                    .setImage("kotsadm/kotsadm:" + version);
                            return deployment;
                        });
            }
            send(exchange, fails ? 500 : 200, new byte[0]);
        }
    }

    synchronized String status(String label) {
        return named(label).status;
    }

    List<String> commands() {
        return ShopFiles.lines(shop.directory().resolve("kots.log"));
    }

    /** Somebody presses Deploy. */
    synchronized void deploy(String label) {
        Version version = named(label);
        current = version;
        version.status = "deploying";
        deployments.execute(() -> upgrade(version));
    }

    private void upgrade(Version version) {
        boolean done = shop.helm(
                                "upgrade",
                                shop.name(),
                                shop.chart(version.chart),
                                "--values",
                                "values.yaml",
                                "--timeout",
                                "60s")
                        .exit()
                == 0;
        synchronized (this) {
            version.status = done ? "deployed" : "failed";
        }
    }

    private Version named(String label) {
        return versions.stream()
                .filter(version -> version.chart.version().equals(label))
                .reduce((older, newer) -> newer)
                .orElseThrow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean deploy = path.matches("/api/v1/app/shop/sequence/\\d+/deploy");
            boolean read = exchange.getRequestMethod().equals("GET") && !path.endsWith("/download");
            if ((read || deploy) && !LOGIN.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                send(exchange, 401, new byte[0]);
                return;
            }
            if (deploy) {
                deploy(exchange, Integer.parseInt(path.replaceAll("\\D+1\\D+(\\d+)\\D+", "$1")));
                return;
            }
            switch (path) {
                case "/api/v1/app/shop" -> send(exchange, 200, app());
                case "/api/v1/app/shop/versions" -> send(exchange, 200, history());
                case "/api/v1/app/shop/status" -> send(exchange, 200, status());
                case "/api/v1/app/shop/updatecheck" ->
                    check(
                            exchange,
                            exchange.getRequestURI().getQuery().replaceAll(".*deployVersionLabel=([^&]*).*", "$1"));
                case "/api/v1/download" ->
                    send(
                            exchange,
                            200,
                            archive(exchange.getRequestURI().getQuery().replaceAll(".*sequence=", "")));
                default -> send(exchange, 404, new byte[0]);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /** The button; without a way to the vendor the only way to deploy what was uploaded before. */
    private synchronized void deploy(HttpExchange exchange, int sequence) throws IOException {
        if (wish == Wish.REFUSED) {
            send(exchange, 500, "{\"success\":false,\"error\":\"strict\"}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        deploy(versions.get(sequence).chart.version());
        send(exchange, 200, "{\"success\":true}".getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void upload(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
        Version version = upstream.stream()
                .filter(each -> body.contains("versionLabel: " + each.chart.version() + "\n"))
                .findFirst()
                .orElseThrow();
        upstream.remove(version);
        version.sequence = versions.size();
        version.status = version.looksUntilChecked > 0 ? "pending_preflight" : version.status;
        versions.add(version);
        send(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
    }

    private synchronized void check(HttpExchange exchange, String label) throws IOException {
        if (exchange.getRequestHeaders().getFirst("Content-Type").startsWith("multipart/form-data")) {
            upload(exchange);
            return;
        }
        if (airgapped) {
            send(exchange, 500, new byte[0]); // the licence cannot be synced
            return;
        }
        for (Version version : upstream) {
            version.sequence = versions.size();
            version.status = version.looksUntilChecked > 0 ? "pending_preflight" : version.status;
            versions.add(version);
        }
        upstream.clear();
        if (!label.isEmpty() && wish == Wish.REFUSED) {
            send(exchange, 500, "Version cannot be deployed".getBytes(StandardCharsets.UTF_8));
            return;
        }
        if (!label.isEmpty() && wish == Wish.LOST) {
            throw new IOException("the connection breaks");
        }
        if (!label.isEmpty() && wish == Wish.GRANTED && named(label) != current) {
            deploy(label);
        }
        send(exchange, 200, Json.mapper().writeValueAsBytes(Map.of("availableUpdates", 0)));
    }

    private synchronized byte[] app() throws IOException {
        ObjectNode app = Json.mapper().createObjectNode();
        app.putObject("downstream").set("currentVersion", json(current));
        return Json.mapper().writeValueAsBytes(app);
    }

    private synchronized byte[] history() throws IOException {
        for (Version version : versions) {
            if (version.status.equals("pending_preflight") && --version.looksUntilChecked <= 0) {
                version.status = "pending";
            }
        }
        ObjectNode answer = Json.mapper().createObjectNode();
        ArrayNode history = answer.putArray("versionHistory");
        for (int i = versions.size() - 1; i >= 0; i--) {
            history.add(json(versions.get(i)));
        }
        answer.put("totalCount", versions.size());
        return Json.mapper().writeValueAsBytes(answer);
    }

    private static ObjectNode json(Version version) {
        ObjectNode json = Json.mapper()
                .createObjectNode()
                .put("versionLabel", version.chart.version())
                .put("sequence", version.sequence)
                .put("isRequired", version.required)
                .put("channelId", "stable")
                .put("updateCursor", String.valueOf(version.cursor))
                .put("upstreamReleasedAt", version.releasedAt)
                .put("status", version.status);
        boolean checked = !version.preflights.isEmpty() && !version.status.equals("pending_preflight");
        return checked ? json.put("preflightResult", "{\"results\":[" + version.preflights + "]}") : json;
    }

    /** The first time after a deployment it is still about the version before. */
    private synchronized byte[] status() throws IOException {
        ObjectNode answer = Json.mapper().createObjectNode();
        boolean late = looks++ == 0;
        ObjectNode status = answer.putObject("appstatus")
                .put("sequence", late ? current.sequence - 1 : current.sequence)
                .put("state", state);
        if (!state.equals("ready")) {
            status.putArray("resourceStates")
                    .addObject()
                    .put("kind", "deployment")
                    .put("name", shop.name() + "-api")
                    .put("state", state);
        }
        return Json.mapper().writeValueAsBytes(answer);
    }

    private byte[] archive(String sequence) throws IOException {
        Version version;
        synchronized (this) {
            version = versions.get(Integer.parseInt(sequence));
        }
        Path directory = Files.createTempDirectory(shop.directory(), "archive");
        Path upstreamFiles = Files.createDirectories(directory.resolve("upstream"));
        Files.writeString(upstreamFiles.resolve("kots-app.yaml"), """
                ---
                apiVersion: kots.io/v1beta1
                kind: Application
                metadata: { name: shop }
                spec: { title: Shop, allowRollback: false, minKotsVersion: %s }
                """.formatted(version.minKots));
        Path chart = shop.directory().resolve(shop.chart(version.chart));
        String name = version.chart.name() + "-" + version.chart.version() + ".tgz";
        Path upstreamChart = upstreamFiles.resolve(name);
        tar(
                upstreamChart,
                chart.getParent(),
                "s,^[^/]*,shop,",
                chart.getFileName().toString());
        Files.writeString(
                upstreamFiles.resolve("shop-chart.yaml"), """
                apiVersion: kots.io/v1beta2
                kind: HelmChart
                metadata: { name: shop }
                spec:
                  chart: { name: shop, chartVersion: %s }
                  helmUpgradeFlags: %s
                """.formatted(version.chart.version(), version.helmFlags));
        Path helm = Files.createDirectories(directory.resolve("helm/shop"));
        Files.copy(upstreamChart, helm.resolve(name));
        Files.writeString(
                helm.resolve("values.yaml"),
                Files.readString(shop.directory().resolve("values.yaml")) + version.values);
        tar(directory.resolve("archive.tgz"), directory, "s,^,,", "upstream", "helm");
        return Files.readAllBytes(directory.resolve("archive.tgz"));
    }

    private static void tar(Path archive, Path in, String rename, String... what) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "tar",
                "--sort=name",
                "--mtime=@0",
                "--owner=0",
                "--group=0",
                "--numeric-owner",
                "--transform",
                rename,
                "-I",
                "gzip -n",
                "-cf",
                archive.toString(),
                "-C",
                in.toString()));
        command.addAll(List.of(what));
        Process tar = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertThat(Stage.ended(tar).exit()).isZero();
    }

    @Override
    public void close() {
        server.stop(0);
        deployments.shutdownNow();
        gate.close();
    }
}
