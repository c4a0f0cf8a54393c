package io.jenkins.plugins.ratchet.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.jenkins.plugins.ratchet.outcome.Advice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What surrounds a run: where helm keeps its releases, what others may read, workloads that do not come up. */
interface EnvironmentScenarios extends OnStage {

    @Scenario
    default void releases_kept_in_config_maps_go_the_whole_way(Shop shop) {
        shop.environment().put("HELM_DRIVER", "configmap");
        shop.installed();
        assertThat(shop.revisions()).isEmpty(); // no Secret
        assertThat(shop.backUp().exit()).isZero();
        RatchetProcess.Ended upgrade = shop.upgradeStrictly(Chart.of("1.1.0"));
        assertThat(upgrade.exit()).as(upgrade.output()).isZero();
        assertThat(shop.ratchet("verify").exit()).isZero();
        assertThat(shop.migrations()).containsExactly("1.0.0", "1.1.0");
        assertThat(shop.plan(Chart.of("1.0.5")).blocks()).contains("version-not-older");

        shop.environment().remove("HELM_DRIVER");
        RatchetProcess.Ended blind = shop.plan(Chart.of("1.2.0"));
        assertThat(blind.exit()).isEqualTo(2);
        assertThat(blind.blocks()).contains("release-deployed");
        shop.environment().put("HELM_DRIVER", "sql");
        RatchetProcess.Ended sql = shop.plan(Chart.of("1.2.0"));
        assertThat(sql.exit()).isEqualTo(64);
        assertThat(sql.report().outcome()).contains("HELM_DRIVER is sql");
        shop.environment().remove("HELM_DRIVER");
    }

    @Scenario
    default void the_password_is_seen_nowhere(Shop shop) throws IOException {
        String password = stage().postgres().password();
        shop.installed();
        RatchetProcess backup = shop.start("backup", "--to", "backups");
        Set<String> commands = commandsDuring(backup);
        assertThat(backup.await().exit()).isZero();
        // Even a migration that prints it.
        RatchetProcess upgrade = shop.start(
                "upgrade",
                "--chart",
                shop.chart(Chart.of("1.1.0").before("echo the password is $PGPASSWORD; sleep 1")));
        commands.addAll(commandsDuring(upgrade));
        RatchetProcess.Ended ended = upgrade.await();
        assertThat(ended.exit()).as(ended.output()).isZero();
        assertThat(ended.errors()).contains("the password is ");
        assertThat(shop.ratchet("verify").exit()).isZero();
        shop.ratchet("status");

        assertThat(commands)
                .anyMatch(command -> command.contains("pg_dump"))
                .noneMatch(command -> command.contains(password));
        assertThat(shop.recordText()).doesNotContain(password);
        try (Stream<Path> files = Files.walk(shop.directory())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(password);
            }
        }
    }

    @Scenario
    default void workloads_that_never_become_ready_fail_the_upgrade_by_name(Shop shop) {
        shop.installed();
        shop.configure("readyTimeout: 20s", "readyTimeout: 3s");
        assertThat(shop.backUp().exit()).isZero();

        RatchetProcess.Ended ended = shop.upgradeStrictly(Chart.of("1.1.0").unready());
        assertThat(ended.exit()).as(ended.output()).isEqualTo(3);
        assertThat(ended.report().outcome()).contains("not ready", shop.name() + "-api");
        assertThat(ended.report().advice().direction()).isEqualTo(Advice.Direction.ROLL_FORWARD);
        assertThat(shop.revisions()).containsExactly("1 superseded", "2 deployed");
        assertThat(shop.plan(Chart.of("1.0.5")).blocks()).contains("version-not-older");

        shop.configure("readyTimeout: 3s", "readyTimeout: 20s");
        RatchetProcess.Ended mended = shop.upgradeStrictly(Chart.of("1.1.1"));
        assertThat(mended.exit()).as(mended.output()).isZero();
        assertThat(shop.ratchet("verify").exit()).isZero();
    }

    @Scenario
    default void a_database_that_cannot_be_reached_is_told_in_one_line(Shop shop) {
        shop.installed();
        shop.configure("port: { values: database.port }", "port: 1");

        RatchetProcess.Ended backup = shop.backUp();

        assertThat(backup.exit()).as(backup.output()).isEqualTo(69);
        assertThat(backup.report().outcome()).contains("metadata", "127.0.0.1").doesNotContain("\n");
        assertThat(shop.lockHolder()).isEmpty();
        assumeThat(shop.upgradeStrictly(Chart.of("1.1.0")).exit()).isEqualTo(2);
    }

    /** Command lines of every process of this machine, seen while a run lived. */
    private static Set<String> commandsDuring(RatchetProcess run) {
        Set<String> seen = new TreeSet<>();
        Eventually.until("the run has ended", () -> {
            List<ProcessHandle> processes = ProcessHandle.allProcesses().toList();
            processes.forEach(process -> seen.add(commandLine(process.pid())));
            return !run.alive();
        });
        return seen;
    }

    private static String commandLine(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }
}
