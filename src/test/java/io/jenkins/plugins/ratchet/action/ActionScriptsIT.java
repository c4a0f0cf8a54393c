package io.jenkins.plugins.ratchet.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.jenkins.plugins.ratchet.digest.Sha256;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The action's scripts, started as a runner starts them. */
class ActionScriptsIT {
    private static final byte[] JAR = "not really a jar".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    private final AtomicInteger downloads = new AtomicInteger();
    private HttpServer releases;

    private record Ended(int exit, String output, String outputs) {}

    @BeforeEach
    void release() throws IOException {
        releases = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        releases.createContext("/v1.2.3/ratchet.jar", exchange -> {
            downloads.incrementAndGet();
            exchange.sendResponseHeaders(200, JAR.length);
            exchange.getResponseBody().write(JAR);
            exchange.close();
        });
        releases.start();
    }

    @AfterEach
    void close() {
        releases.stop(0);
    }

    @Test
    void a_pinned_jar_is_downloaded_once_and_kept_by_its_digest() throws Exception {
        Map<String, String> pinned = Map.of("INPUT_VERSION", "1.2.3", "INPUT_SHA256", Sha256.of(JAR));

        Ended first = jar(pinned);
        Ended second = jar(pinned);

        assertThat(first.exit()).as(first.output()).isZero();
        Path path = Path.of(first.outputs().strip().substring("path=".length()));
        assertThat(path).hasBinaryContent(JAR);
        assertThat(second.exit()).isZero();
        assertThat(downloads).hasValue(1);
        Files.writeString(path, "spoiled");
        assertThat(jar(pinned).exit()).isZero();
        assertThat(path).hasBinaryContent(JAR);
    }

    @Test
    void a_jar_that_is_not_the_pinned_one_is_refused_and_not_kept() throws Exception {
        String other = Sha256.of("another".getBytes(StandardCharsets.UTF_8));
        Ended ended = jar(Map.of("INPUT_VERSION", "1.2.3", "INPUT_SHA256", other));

        assertThat(ended.exit()).isEqualTo(69);
        assertThat(ended.output()).contains("::error title=ratchet::", Sha256.of(JAR), other);
        assertThat(ended.outputs()).isEmpty();
        assertThat(directory.resolve("tools/ratchet/" + other)).isEmptyDirectory();
    }

    @Test
    void what_cannot_be_downloaded_is_named() throws Exception {
        Ended ended = jar(Map.of("INPUT_VERSION", "9.9.9", "INPUT_SHA256", Sha256.of(JAR)));
        assertThat(ended.exit()).isEqualTo(69);
        assertThat(ended.output()).contains("Ratchet 9.9.9 cannot be downloaded from", "/v9.9.9/ratchet.jar");
    }

    @Test
    void a_version_without_its_digest_is_refused() throws Exception {
        assertThat(jar(Map.of("INPUT_VERSION", "1.2.3")).output()).contains("version and sha256 belong together");
        assertThat(jar(Map.of("INPUT_VERSION", "../x", "INPUT_SHA256", Sha256.of(JAR)))
                        .exit())
                .isEqualTo(64);
        assertThat(jar(Map.of("INPUT_VERSION", "1.2.3", "INPUT_SHA256", "abc")).exit())
                .isEqualTo(64);
        assertThat(downloads).hasValue(0);
    }

    @Test
    void a_given_jar_needs_no_network() throws Exception {
        Path given = Files.write(directory.resolve("given.jar"), JAR);
        assertThat(jar(Map.of("INPUT_JAR", given.toString())).outputs()).isEqualTo("path=" + given + "\n");
        Ended missing = jar(Map.of("INPUT_JAR", "/nowhere/ratchet.jar"));
        assertThat(missing.exit()).isEqualTo(64);
        assertThat(missing.output()).contains("there is no file /nowhere/ratchet.jar");
    }

    @Test
    void inputs_become_arguments_one_by_one_and_no_shell_reads_them() throws Exception {
        Ended ended = run(Map.of(
                "INPUT_COMMAND", "upgrade",
                "INPUT_CONFIG", "my config.yaml",
                "INPUT_TO", "1.2.3 $(touch gotcha)",
                "INPUT_PLAN", "sha256:ab",
                "INPUT_ALLOW", "rule-a=because of `this`\r\n\nrule-b=that",
                "INPUT_ARGS", "--\n--set\na=$HOME; touch gotcha",
                "INPUT_REPORT", "ratchet-report"));

        assertThat(ended.exit()).isEqualTo(7);
        assertThat(ended.output().lines())
                .containsExactly(
                        "-jar",
                        "ratchet.jar",
                        "upgrade",
                        "--github",
                        "--report",
                        "ratchet-report",
                        "--config",
                        "my config.yaml",
                        "--allow",
                        "rule-a=because of `this`",
                        "--allow",
                        "rule-b=that",
                        "--to",
                        "1.2.3 $(touch gotcha)",
                        "--plan",
                        "sha256:ab",
                        "--",
                        "--set",
                        "a=$HOME; touch gotcha");
        assertThat(directory.resolve("gotcha")).doesNotExist();
    }

    @Test
    void commands_about_kept_backups_write_no_report_and_the_lint_knows_no_release() throws Exception {
        assertThat(run(Map.of("INPUT_COMMAND", "backup list", "INPUT_REPORT", "r", "INPUT_CONFIG", "c.yaml"))
                        .output()
                        .lines())
                .containsExactly("-jar", "ratchet.jar", "backup", "list", "--config", "c.yaml");
        assertThat(run(Map.of("INPUT_COMMAND", "lint", "INPUT_CONFIG", "c.yaml", "INPUT_ARGS", "migrations"))
                        .output()
                        .lines())
                .containsExactly("-jar", "ratchet.jar", "lint", "--github", "migrations");
    }

    @Test
    void what_is_soon_over_is_compiled_once() throws Exception {
        for (String command : List.of("plan", "verify", "status")) {
            assertThat(run(Map.of("INPUT_COMMAND", command)).output().lines())
                    .startsWith("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", "ratchet.jar", command);
        }
        assertThat(run(Map.of("INPUT_COMMAND", "backup")).output()).startsWith("-jar");
    }

    /** A runner signals the process that it started, and no other. */
    @Test
    void the_engine_takes_the_place_of_the_script() throws Exception {
        Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho $$\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        String step = "exec \"" + Path.of("src/main/github/run").toAbsolutePath() + "\"";
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-c", step).directory(directory.toFile());
        builder.environment()
                .putAll(Map.of("INPUT_COMMAND", "status", "RATCHET_JAR", "x.jar", "JAVA_HOME", directory + "/jdk"));
        Process process = builder.start();
        process.getOutputStream().close();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(process.pid() + "\n");
    }

    @Test
    void without_a_command_it_says_so() throws Exception {
        Ended ended = run(Map.of("INPUT_COMMAND", " "));
        assertThat(ended.exit()).isEqualTo(64);
        assertThat(ended.output()).contains("::error title=ratchet::the input command is empty");
    }

    private Ended jar(Map<String, String> inputs) throws Exception {
        Map<String, String> all = new HashMap<>(inputs);
        all.put(
                "INPUT_DOWNLOAD_URL",
                "http://127.0.0.1:" + releases.getAddress().getPort());
        all.put("RUNNER_TOOL_CACHE", directory.resolve("tools").toString());
        return script("jar", all);
    }

    /** With a java that prints its arguments, one a line, and ends with 7. */
    private Ended run(Map<String, String> inputs) throws Exception {
        Path java = Files.createDirectories(directory.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\nprintf '%s\\n' \"$@\"\nexit 7\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Map<String, String> all = new HashMap<>(inputs);
        all.put("JAVA_HOME", java.getParent().getParent().toString());
        all.put("RATCHET_JAR", "ratchet.jar");
        return script("run", all);
    }

    private Ended script(String name, Map<String, String> environment) throws Exception {
        Path outputs = directory.resolve("outputs");
        Files.writeString(outputs, "");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of("src/main/github", name).toAbsolutePath().toString()))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("GITHUB_OUTPUT", outputs.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output, Files.readString(outputs));
    }
}
