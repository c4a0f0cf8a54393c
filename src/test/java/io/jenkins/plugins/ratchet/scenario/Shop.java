package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.jenkins.plugins.ratchet.cluster.Ran;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.record.Upgrade;
import io.jenkins.plugins.ratchet.record.UpgradeRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A product of its own for one scenario: namespace, release, database, directory with charts and ratchet.yaml. */
public final class Shop implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String NOT_ABOUT_BACKUPS = "backup-proven=this scenario is about something else";

    private final Stage stage;
    private final String name = "shop-" + NUMBER.incrementAndGet();
    private final Path directory;
    private final Map<String, String> environment;
    private final List<RatchetProcess> runs = new CopyOnWriteArrayList<>();
    private String backups = "backups";

    public Shop(Stage stage) {
        this.stage = stage;
        this.directory = stage.directory().resolve(name);
        this.environment = stage.environment();
        ShopFiles.write(this, stage);
        sql("postgres", "CREATE DATABASE \"" + name + "\"");
        sql(
                "CREATE TABLE schema_migrations (version text PRIMARY KEY)",
                "INSERT INTO schema_migrations VALUES ('1.0.0')",
                "CREATE TABLE orders AS SELECT i AS id, md5(i::text) AS article FROM generate_series(1, 1000) i");
        stage.client()
                .namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        stage.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("shop-db")
                        .withNamespace(name)
                        .endMetadata()
                        .addToStringData("password", stage.postgres().password())
                        .build())
                .create();
    }

    public String name() {
        return name;
    }

    public Path directory() {
        return directory;
    }

    /** Variables of every helm and Ratchet that is started from now on. */
    Map<String, String> environment() {
        return environment;
    }

    /** Installs version 1.0.0, as the vendor's page says. */
    public Shop installed() {
        return installed(Chart.of("1.0.0"));
    }

    Shop installed(Chart chart) {
        done(helm("install", name, chart(chart), "--values", "values.yaml"));
        return this;
    }

    /** Writes a chart and returns its path, relative to the directory. */
    public String chart(Chart chart) {
        return ShopFiles.chart(directory, chart);
    }

    /** Replaces the configuration's text. */
    public void configure(String part, String by) {
        ShopFiles.edit(directory.resolve("ratchet.yaml"), part, by);
    }

    /** Adds to the values file. */
    public void values(String line) {
        ShopFiles.edit(directory.resolve("values.yaml"), "psql:", line + "\npsql:");
    }

    /** What a migration calls to change the database. */
    String psql() {
        return stage.psql().toString();
    }

    void declareWriters() {
        configure("    schemaVersion:", "    writers: [deployment/" + name + "-api]\n    schemaVersion:");
    }

    /** As the user does who was told to put the values of a new instance into the values file. */
    void useDatabase(String database) {
        useDatabase(name, database);
    }

    void useDatabase(String before, String database) {
        ShopFiles.edit(directory.resolve("values.yaml"), "name: " + before, "name: " + database);
    }

    /** Databases of this shop on the server, whatever they are for. */
    List<String> databases() {
        return queryIn(
                "postgres",
                "SELECT datname FROM pg_database WHERE datname = '" + name + "' OR datname LIKE '" + name
                        + "\\_%' OR datname LIKE 'ratchet\\_copy\\_" + name + "\\_%' ORDER BY 1");
    }

    /** Databases that a restore makes and does not leave behind. */
    List<String> copies() {
        return databases().stream()
                .filter(each -> each.startsWith("ratchet_copy_"))
                .toList();
    }

    /** Owner, privileges, comment, limits and settings of a database. */
    String properties(String database) {
        return String.join(
                "\n",
                queryIn(
                        "postgres",
                        "SELECT concat_ws(' ', datdba::regrole, datacl, datconnlimit, datallowconn,"
                                + " shobj_description(d.oid, 'pg_database'), (SELECT string_agg(setrole::regrole || ' ' ||"
                                + " setconfig::text, ' ' ORDER BY setrole) FROM pg_db_role_setting s WHERE s.setdatabase"
                                + " = d.oid)) FROM pg_database d WHERE datname = '" + database + "'"));
    }

    String deployedVersion() {
        return stage.client()
                .apps()
                .deployments()
                .inNamespace(name)
                .withName(name + "-api")
                .get()
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("shop/version");
    }

    int replicas() {
        return stage.client()
                .apps()
                .deployments()
                .inNamespace(name)
                .withName(name + "-api")
                .get()
                .getSpec()
                .getReplicas();
    }

    void scale(int replicas) {
        stage.client()
                .apps()
                .deployments()
                .inNamespace(name)
                .withName(name + "-api")
                .scale(replicas);
    }

    RatchetProcess start(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        String file = (runs.size() + 1) + "-" + arguments[0];
        List<String> options = new ArrayList<>(List.of("-o", "json", "--helm", stage.helmOption()));
        if (!arguments[0].equals("status")) {
            options.addAll(List.of("--report", "reports/" + file, "--events", "events.jsonl"));
            if (!all.contains("--started-by")) {
                boolean freezes = Set.of("freeze", "thaw").contains(arguments[0]);
                options.addAll(List.of("--started-by", freezes ? "scenario" : "scenario " + file));
            }
        }
        boolean subcommand = Set.of("backup", "kots-console").contains(arguments[0])
                && arguments.length > 1
                && !arguments[1].startsWith("-");
        all.addAll(subcommand ? 2 : 1, options); // before a possible --
        RatchetProcess run = RatchetProcess.start(directory, file, environment, all);
        runs.add(run);
        return run;
    }

    RatchetProcess.Ended ratchet(String... arguments) {
        return start(arguments).await();
    }

    RatchetProcess.Ended plan(Chart chart, String... more) {
        return ratchet(arguments("plan", chart, more));
    }

    RatchetProcess.Ended backUp() {
        return ratchet("backup", "--to", backups);
    }

    /** Backups go there from now on. */
    void backUpTo(String place) {
        backups = place;
    }

    /** As {@link #upgrade}, with its exit code. */
    public int upgraded(String version) {
        return upgrade(Chart.of(version)).exit();
    }

    /** Upgrades with the rule about backups waived: making one takes seconds. */
    RatchetProcess.Ended upgrade(Chart chart, String... more) {
        return startUpgrade(chart, more).await();
    }

    RatchetProcess startUpgrade(Chart chart, String... more) {
        List<String> all = new ArrayList<>(List.of("--allow", NOT_ABOUT_BACKUPS));
        all.addAll(Arrays.asList(more));
        return start(arguments("upgrade", chart, all.toArray(String[]::new)));
    }

    /** Upgrades, and every rule holds. */
    RatchetProcess.Ended upgradeStrictly(Chart chart, String... more) {
        return ratchet(arguments("upgrade", chart, more));
    }

    private String[] arguments(String command, Chart chart, String... more) {
        List<String> all = new ArrayList<>(List.of(command, "--chart", chart(chart)));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }

    /** Helm run by somebody, in the shop's namespace. */
    Ran helm(String... arguments) {
        return Stage.ended(startHelm(arguments));
    }

    Process startHelm(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(List.of("--namespace", name));
        return stage.startHelm(directory, environment, all);
    }

    static void done(Ran ran) {
        assertThat(ran.exit()).as(ran.output()).isZero();
    }

    /** The release's revisions, as {@code 1 superseded}, {@code 2 deployed} …, oldest first. */
    public List<String> revisions() {
        return releaseSecrets().stream()
                .map(secret -> secret.getMetadata().getLabels())
                .sorted(Comparator.comparing(labels -> Integer.valueOf(labels.get("version"))))
                .map(labels -> labels.get("version") + " " + labels.get("status"))
                .toList();
    }

    List<Secret> releaseSecrets() {
        return stage.client()
                .secrets()
                .inNamespace(name)
                .withLabels(Map.of("owner", "helm", "name", name))
                .list()
                .getItems();
    }

    void delete(Secret secret) {
        stage.client().resource(secret).delete();
    }

    public UpgradeRecord record() {
        try {
            return Json.mapper().readValue(recordText(), UpgradeRecord.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String recordText() {
        return stage.client()
                .configMaps()
                .inNamespace(name)
                .withName("ratchet-" + name)
                .get()
                .getData()
                .get("record.json");
    }

    void editRecord(String text) {
        stage.client()
                .configMaps()
                .inNamespace(name)
                .withName("ratchet-" + name)
                .edit(map -> {
                    map.getData().put("record.json", text);
                    return map;
                });
    }

    void deleteRecord() {
        stage.client()
                .configMaps()
                .inNamespace(name)
                .withName("ratchet-" + name)
                .delete();
    }

    void deleteLease() {
        stage.client().leases().inNamespace(name).withName("ratchet-" + name).delete();
    }

    /** The open upgrade, or else the last one that ended. */
    public Upgrade upgrade() {
        return record().latest().orElseThrow();
    }

    /** Who holds the lock; empty where nobody does. */
    public String lockHolder() {
        String holder = stage.client()
                .leases()
                .inNamespace(name)
                .withName("ratchet-" + name)
                .get()
                .getSpec()
                .getHolderIdentity();
        return holder == null ? "" : holder;
    }

    /** Whether a helm of the open upgrade runs. */
    boolean helmRuns() {
        return helmOfUpgrade().map(ProcessHandle::isAlive).orElse(false);
    }

    /** SIGKILL. */
    void killHelm() {
        helmOfUpgrade().orElseThrow().destroyForcibly();
        Eventually.until("helm is dead", () -> !helmRuns());
    }

    private Optional<ProcessHandle> helmOfUpgrade() {
        return Optional.ofNullable(upgrade().helm()).flatMap(helm -> ProcessHandle.of(helm.pid()));
    }

    List<ProcessHandle> childrenOf(RatchetProcess run) {
        return ProcessHandle.of(run.pid())
                .map(process -> process.descendants()
                        .filter(child -> child.info().command().orElse("").endsWith("sleep"))
                        .toList())
                .orElse(List.of());
    }

    /** Databases that a proof of a backup of the open upgrade was made in. */
    List<String> scratchDatabases() {
        String id = upgrade().id().replaceAll("[^a-z0-9]", "_");
        return query("SELECT datname FROM pg_database WHERE datname LIKE 'ratchet_scratch_" + id + "%'");
    }

    /** Whether the record has an open upgrade. */
    public boolean hasUpgrade() {
        return stage.client()
                        .configMaps()
                        .inNamespace(name)
                        .withName("ratchet-" + name)
                        .get()
                != null;
    }

    Job migration() {
        return stage.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(name)
                .withName(name + "-migrate")
                .get();
    }

    void deleteMigration() {
        stage.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(name)
                .withName(name + "-migrate")
                .delete();
    }

    /** Waits until the hook Job of this version runs its command. */
    public void awaitMigrationOf(String version) {
        Eventually.until(
                "the migration to " + version + " runs", () -> Files.exists(directory.resolve("started-" + version)));
    }

    /** How often the hook Job of this version was started. */
    public int migrationsOf(String version) {
        return ShopFiles.lines(directory.resolve("started-" + version)).size();
    }

    /** A chart that is {@link Chart#waiting} need not wait any longer. */
    public void letGo(String version) {
        ShopFiles.touch(directory.resolve("go-" + version));
    }

    /** Waits until the hook Job has a condition: {@code Complete} or {@code Failed}. */
    void awaitMigrationToBe(String condition) {
        Eventually.until("the hook Job is " + condition, () -> {
            Job job = migration();
            return job != null
                    && job.getStatus().getConditions().stream()
                            .anyMatch(each -> each.getType().equals(condition)
                                    && each.getStatus().equals("True"));
        });
    }

    /** Versions that the database was migrated to. */
    public List<String> migrations() {
        return query("SELECT version FROM schema_migrations ORDER BY version");
    }

    List<String> query(String sql) {
        return queryIn(name, sql);
    }

    List<String> queryIn(String database, String sql) {
        try (Connection connection = stage.postgres().connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void sql(String... statements) {
        for (String statement : statements) {
            sql(name, statement);
        }
    }

    void sql(String database, String sql) {
        try (Connection connection = stage.postgres().connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String transcript() {
        return runs.stream().map(RatchetProcess::transcript).collect(Collectors.joining("\n"));
    }

    /** Ends what a failed scenario left running; its hook Jobs need not wait any longer. */
    @Override
    public void close() {
        ShopFiles.charts(directory).forEach(this::letGo);
        runs.stream().filter(RatchetProcess::alive).forEach(RatchetProcess::kill);
    }
}
