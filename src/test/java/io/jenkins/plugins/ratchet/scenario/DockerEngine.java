package io.jenkins.plugins.ratchet.scenario;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Docker engine of the test's own, with its own socket and directories, and the real Compose beside it. It leaves
 * the machine's network alone, so containers have the host's or none. Needs root.
 */
final class DockerEngine implements AutoCloseable {
    private static final Path PLUGIN = binaries().resolve("docker-compose");
    private static final long PATIENCE_MILLIS = 30_000;

    private final Path directory;
    private final Process daemon;
    private final Path log;

    private DockerEngine(Path directory, Process daemon, Path log) {
        this.directory = directory;
        this.daemon = daemon;
        this.log = log;
    }

    private static Path binaries() {
        String cache = System.getenv("RATCHET_CONTROL_PLANE");
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg);
        return (cache == null ? base.resolve("ratchet/control-plane") : Path.of(cache)).resolve("bin");
    }

    /** @throws RunException says what this machine lacks */
    static DockerEngine start() {
        for (String program : List.of("dockerd", "docker", "busybox")) {
            if (onPath(program) == null) {
                throw RunException.unavailable(program + " is not on PATH (Debian: docker.io, busybox-static)");
            }
        }
        if (!Files.isExecutable(PLUGIN)) {
            throw RunException.unavailable("docker compose is not built; run src/test/cluster/build docker-compose");
        }
        try {
            // Short: the engine's sockets have the directory in their names.
            Path directory = Files.createTempDirectory("rdk");
            Files.createDirectories(directory.resolve("cli/cli-plugins"));
            Files.createSymbolicLink(directory.resolve("cli/cli-plugins/docker-compose"), PLUGIN);
            Path log = directory.resolve("dockerd.log");
            Process daemon = new ProcessBuilder(
                            "dockerd",
                            "--iptables=false",
                            "--ip6tables=false",
                            "--bridge=none",
                            "--storage-driver=vfs",
                            "--data-root=" + directory.resolve("data"),
                            "--exec-root=" + directory.resolve("exec"),
                            "--pidfile=" + directory.resolve("pid"),
                            "--host=unix://" + directory.resolve("sock"),
                            "--exec-opt=native.cgroupdriver=cgroupfs")
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            DockerEngine engine = new DockerEngine(directory, daemon, log);
            Runtime.getRuntime().addShutdownHook(new Thread(engine::end));
            engine.awaitReady();
            return engine;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(part -> Path.of(part, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    private void awaitReady() throws IOException {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        while (!Files.exists(directory.resolve("sock")) || run(List.of("info")).status() != 0) {
            if (!daemon.isAlive() || System.currentTimeMillis() > end) {
                String told = Files.readString(log).strip();
                close();
                throw RunException.unavailable(
                        "dockerd does not start here: " + told.substring(told.lastIndexOf('\n') + 1));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** What programs need to reach it. */
    Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("DOCKER_HOST", "unix://" + directory.resolve("sock"));
        environment.put("DOCKER_CONFIG", directory.resolve("cli").toString());
        return environment;
    }

    /** What a docker command printed. */
    record Said(int status, String text) {}

    /** Runs docker with these arguments. */
    Said run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(arguments);
        try {
            Path out = Files.createTempFile(directory, "docker", ".out");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
            builder.environment().putAll(environment());
            Process process = builder.start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end");
            }
            String text = Files.readString(out);
            Files.delete(out);
            return new Said(process.exitValue(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** As {@link #run}; what it printed, where it succeeded. */
    String docker(String... arguments) {
        Said said = run(List.of(arguments));
        if (said.status() != 0) {
            throw new AssertionError("docker " + String.join(" ", arguments) + ": " + said.text());
        }
        return said.text().strip();
    }

    /** Removes all containers, and ends. */
    @Override
    public void close() {
        if (daemon.isAlive()) {
            String all = run(List.of("ps", "--all", "--quiet")).text().strip();
            if (!all.isEmpty()) {
                List<String> remove = new ArrayList<>(List.of("rm", "--force"));
                remove.addAll(all.lines().toList());
                run(remove);
            }
        }
        end();
        unmount(directory.resolve("exec/netns/default"));
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("the directory of a test's engine stays: " + e.getMessage());
        }
    }

    /** The engine leaves the namespace of its host network mounted. */
    private static void unmount(Path place) {
        try {
            new ProcessBuilder("umount", "--lazy", place.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            // Then it stays, and its directory with it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        daemon.destroy();
        try {
            if (!daemon.waitFor(20, TimeUnit.SECONDS)) {
                daemon.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
