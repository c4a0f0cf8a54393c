package io.jenkins.plugins.ratchet.scenario;

import io.jenkins.plugins.ratchet.database.DatabaseAddress;
import io.jenkins.plugins.ratchet.database.Postgres;
import io.jenkins.plugins.ratchet.database.PostgresServer;
import io.jenkins.plugins.ratchet.record.FileRecordStore;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A project laid out as Caracal's: a database server, a service that migrates it and ends, one that prepares a volume and
 * ends, and services that wait for each other. Its database is a real one outside of the project; files in its control
 * directory decide what goes wrong.
 */
final class ComposeShop implements AutoCloseable {
    private static final String FILE = """
            services:
              volumeInit:
                image: ${REGISTRY}:v${SHOP_VERSION}
                network_mode: none
                command: [sh, -c, "echo prepared"]
              postgres:
                image: ${REGISTRY}:v${SHOP_VERSION}
                network_mode: host
                stop_grace_period: 1s
                init: true
                command: [sleep, "100000"]
                environment: {POSTGRES_DB: "@DB@", POSTGRES_PORT: "@PGPORT@"}
                healthcheck: {test: [CMD, "true"], interval: 1s}
              dbMigrate:
                image: ${REGISTRY}:v${SHOP_VERSION}
                network_mode: host
                depends_on: {postgres: {condition: service_healthy}}
                volumes:
                  - ./control:/control
                  - /usr:/usr:ro
                  - /lib:/lib:ro
                  - /lib64:/lib64:ro
                environment: {PGHOST: 127.0.0.1, PGPORT: "@PGPORT@", PGUSER: postgres, PGDATABASE: "@DB@"}
                command:
                  - sh
                  - -c
                  - |
                    set -e
                    v=$$(cat /version)
                    @PSQL@ -qc "INSERT INTO runs (version) VALUES ('$$v')"
                    while test -e /control/hold-$$v; do sleep 0.1; done
                    if test -e /control/fail-$$v; then echo "cannot migrate to $$v"; exit 7; fi
                    @PSQL@ -qc "INSERT INTO schema_migrations VALUES ('$$v') ON CONFLICT DO NOTHING"
                    @PSQL@ -qc "UPDATE runs SET ended = clock_timestamp() WHERE ended IS NULL"
                    if test -e /control/fail-late-$$v; then echo "too late for $$v"; exit 8; fi
              api:
                image: ${REGISTRY}:v${SHOP_VERSION}
                network_mode: host
                stop_grace_period: 1s
                init: true
                command: [httpd, -f, -p, "127.0.0.1:@API@", -h, /www]
                volumes: [./control:/control]
                environment:
                  API_TOKEN: ${API_TOKEN:?the token that clients send}
                  MODE: ${MODE:-stable}
                  REGION: ${REGION}
                healthcheck:
                  test: [CMD-SHELL, "! test -e /control/sick-$$(cat /version) && wget -q -O /dev/null http://127.0.0.1:@API@/ready"]
                  interval: 1s
                  retries: 2
                depends_on:
                  volumeInit: {condition: service_completed_successfully}
                  dbMigrate: {condition: service_completed_successfully}
              web:
                image: ${REGISTRY}:v${SHOP_VERSION}
                network_mode: host
                stop_grace_period: 1s
                init: true
                command: [sleep, "100000"]
                depends_on: {api: {condition: service_healthy}}
            """;

    private static final String RATCHET = """
            installer: compose
            release: @NAME@
            compose:
              files: [compose.yml]
              envFiles: [shop.env]
              versionVariable: SHOP_VERSION
              migration: dbMigrate
            databases:
              - name: shop
                kind: postgres
                connection:
                  host: 127.0.0.1
                  port: {values: services.postgres.environment.POSTGRES_PORT}
                  database: {values: services.postgres.environment.POSTGRES_DB}
                  user: postgres
                  sslmode: disable
                schemaVersion: SELECT max(version) FROM schema_migrations
                proof: read
            upgrade: {timeout: 60s, readyTimeout: 20s}
            checks:
              - {name: ready-api, before: true, http: {url: "http://127.0.0.1:@API@/ready", status: 200}}
              - {name: migrations, sql: {database: shop, query: SELECT version FROM schema_migrations, versions: [VERSION]}}
              - {name: smoke, command: {run: [./smoke.sh]}}
              - {name: images, images: {}}
              - {name: restarts, restarts: {most: 0}}
            """;

    private final DockerEngine engine;
    private final Path directory;
    private final String name;
    private final DatabaseAddress database;
    private final int apiPort = freePort();
    private final List<RatchetProcess> runs = new ArrayList<>();

    /** Installs version 1.0.0 by hand, as the product's page says. */
    ComposeShop(DockerEngine engine, ImageServer images, Path directory) throws IOException {
        this.engine = engine;
        this.directory = directory;
        this.name = directory.getFileName().toString();
        this.database = PostgresServer.shared()
                .createFresh(
                        "CREATE TABLE schema_migrations (version text PRIMARY KEY)",
                        "CREATE TABLE runs (version text, began timestamptz DEFAULT clock_timestamp(), ended timestamptz)");
        Files.createDirectories(directory.resolve("control"));
        write("compose.yml", FILE);
        write("ratchet.yaml", RATCHET.replace("VERSION]", "1.0.0]"));
        write("shop.env", "REGISTRY=" + images.repository() + "\nAPI_TOKEN=a-token-1\nREGION=eu\n");
        write("smoke.sh", "#!/bin/sh\nwget -q -O /dev/null http://127.0.0.1:@API@/ready && echo smoke ok\n");
        directory.resolve("smoke.sh").toFile().setExecutable(true);
        up("1.0.0");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(
                directory.resolve(file),
                text.replace("@NAME@", name)
                        .replace("@DB@", database.database())
                        .replace("@API@", Integer.toString(apiPort))
                        .replace("@PGPORT@", Integer.toString(database.port()))
                        .replace("@PSQL@", psql()));
    }

    /** Debian's own is a script in Perl, which needs more than a container has. */
    private static String psql() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin/psql"))
                    .filter(Files::isExecutable)
                    .map(Path::toString)
                    .max(String::compareTo)
                    .orElse("psql");
        } catch (IOException e) {
            return "psql";
        }
    }

    /** Replaces text in one of the project's files. */
    void change(String file, String before, String after) throws IOException {
        String text = Files.readString(directory.resolve(file));
        if (!text.contains(before)) {
            throw new AssertionError(file + " has no " + before);
        }
        Files.writeString(directory.resolve(file), text.replace(before, after));
    }

    void append(String file, String text) throws IOException {
        write(file, Files.readString(directory.resolve(file)) + text);
    }

    /** Puts a file into the project's directory. */
    void place(String file, String text) throws IOException {
        Files.createDirectories(directory.resolve(file).getParent());
        write(file, text);
    }

    /** Makes something go wrong, e.g. {@code fail-1.1.0}, until {@link #mend}. */
    void spoil(String what) throws IOException {
        Files.writeString(directory.resolve("control").resolve(what), "");
    }

    void mend(String what) throws IOException {
        Files.deleteIfExists(directory.resolve("control").resolve(what));
    }

    /** What a person does by hand. */
    void up(String version, String... services) {
        up(version, true, services);
    }

    /** The same without waiting for it to be well. */
    void upUnwell(String version, String... services) {
        up(version, false, services);
    }

    private void up(String version, boolean well, String... services) {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "SHOP_VERSION=" + version,
                "CARACAL_VERSION=" + version,
                "docker",
                "compose",
                "--project-name=" + name,
                "--progress=quiet",
                "--env-file=" + directory.resolve("shop.env"),
                "--file=" + directory.resolve("compose.yml"),
                "up",
                "--detach"));
        if (well) {
            command.add("--wait");
        }
        if (services.length > 0) {
            command.add("--no-deps");
            command.addAll(List.of(services));
        }
        try {
            Path out = directory.resolve("up.out");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
            builder.environment().putAll(engine.environment());
            if (builder.start().waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + Files.readString(out));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    RatchetProcess start(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--output", "json"));
        Map<String, String> environment = new LinkedHashMap<>(engine.environment());
        RatchetProcess run = RatchetProcess.start(directory, "run" + runs.size(), environment, all);
        runs.add(run);
        return run;
    }

    RatchetProcess.Ended ratchet(String... arguments) {
        return start(arguments).await();
    }

    /** A new, proven backup, as the upgrade wants it. */
    RatchetProcess.Ended backUp() {
        return ratchet("backup", "--to", directory.resolve("backups").toString());
    }

    /** The version of the image that a service runs, by its tag. */
    String running(String service) {
        String image = engine.docker(
                "ps",
                "--all",
                "--filter",
                "label=com.docker.compose.project=" + name,
                "--filter",
                "label=com.docker.compose.oneoff=False",
                "--filter",
                "label=com.docker.compose.service=" + service,
                "--format",
                "{{.Image}}");
        return image.substring(image.lastIndexOf(":v") + 2);
    }

    /** What the health check of a service's container says. */
    String health(String service) {
        return engine.docker("inspect", "--format={{.State.Health.Status}}", name + "-" + service + "-1");
    }

    /** Whether a migration runs. */
    boolean migrates() {
        return !engine.docker(
                        "ps",
                        "--quiet",
                        "--filter",
                        "label=com.docker.compose.project=" + name,
                        "--filter",
                        "label=com.docker.compose.service=dbMigrate")
                .isEmpty();
    }

    List<String> running() {
        return Stream.of("postgres", "volumeInit", "api", "web")
                .map(this::running)
                .toList();
    }

    /** A container as a Ratchet leaves it that dies between making and starting it; @return its name */
    String leaveBehind(String service, String image) {
        String container = "ratchet-" + name + "-gone.1";
        engine.docker(
                "create",
                "--network=none",
                "--name=" + container,
                "--label=com.docker.compose.project=" + name,
                "--label=com.docker.compose.service=" + service,
                "--label=com.docker.compose.oneoff=True",
                image,
                "false");
        return container;
    }

    /** Ids of all containers of the project. */
    List<String> containers() {
        return engine.docker("ps", "--all", "--quiet", "--filter", "label=com.docker.compose.project=" + name)
                .lines()
                .sorted()
                .toList();
    }

    /** The first column of a query on the product's database. */
    List<String> query(String sql) {
        return new Postgres().firstColumn(database, sql);
    }

    /** The same on another database of its server. */
    List<String> queryIn(String name, String sql) {
        return new Postgres().firstColumn(database.withDatabase(name), sql);
    }

    /** Changes what is in the product's database. */
    void sql(String... statements) {
        PostgresServer.run(database, statements);
    }

    /** The open upgrade, else the last one, as it is recorded. */
    Upgrade upgrade() {
        return record().latest().orElseThrow();
    }

    UpgradeRecord record() {
        return new FileRecordStore(directory.resolve(".ratchet").resolve(name + ".json"), UnaryOperator.identity())
                .read()
                .record();
    }

    /** Name of the product's database. */
    String database() {
        return database.database();
    }

    /** Id of the one container of a service. */
    String containerOf(String service) {
        return engine.docker(
                "ps",
                "--all",
                "--quiet",
                "--filter",
                "label=com.docker.compose.project=" + name,
                "--filter",
                "label=com.docker.compose.service=" + service);
    }

    String file(String relative) throws IOException {
        return Files.readString(directory.resolve(relative));
    }

    Path directory() {
        return directory;
    }

    String name() {
        return name;
    }

    /** All runs, for whoever has to find out why a scenario failed. */
    String transcript() {
        StringBuilder text = new StringBuilder();
        runs.forEach(run -> text.append(run.transcript()).append('\n'));
        return text.toString();
    }

    @Override
    public void close() {
        runs.stream().filter(RatchetProcess::alive).forEach(RatchetProcess::kill);
        List<String> all = containers();
        if (!all.isEmpty()) {
            List<String> remove = new ArrayList<>(List.of("rm", "--force"));
            remove.addAll(all);
            engine.run(remove);
        }
    }
}
