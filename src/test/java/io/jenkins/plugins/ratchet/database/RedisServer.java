package io.jenkins.plugins.ratchet.database;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import redis.embedded.core.ExecutableProvider;

/** A real Redis server for the tests: the one on PATH, else Redis 6.2 out of a Maven artifact. */
public final class RedisServer implements AutoCloseable {
    private final Process process;
    private final int port;
    private final Path directory;

    private RedisServer(Process process, int port, Path directory) {
        this.process = process;
        this.port = port;
        this.directory = directory;
    }

    public static RedisServer start(String... options) throws IOException, InterruptedException {
        return start(program(), options);
    }

    public static RedisServer start(Path program, String... options) throws IOException, InterruptedException {
        int port = freePort();
        Path directory = Files.createTempDirectory("redis-test");
        List<String> command = new ArrayList<>(
                List.of(program.toString(), "--bind", "127.0.0.1", "--dir", directory.toString(), "--save", ""));
        if (!List.of(options).contains("--tls-port")) {
            command.addAll(List.of("--port", Integer.toString(port)));
        }
        for (String option : options) {
            command.add(option.equals("PORT") ? Integer.toString(port) : option);
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File(directory.toFile(), "server.log"))
                .start();
        RedisServer server = new RedisServer(process, port, directory);
        server.awaitPort();
        return server;
    }

    private void awaitPort() throws IOException, InterruptedException {
        for (int attempt = 0; attempt < 600; attempt++) {
            try {
                new java.net.Socket("127.0.0.1", port).close();
                return;
            } catch (IOException e) {
                if (!process.isAlive()) {
                    throw new IOException("redis-server ended: " + Files.readString(directory.resolve("server.log")));
                }
                Thread.sleep(50);
            }
        }
        throw new IOException("redis-server does not listen");
    }

    /** The newest at hand. */
    public static Path program() throws IOException {
        for (String part : System.getenv("PATH").split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(part, "redis-server"))) {
                return Path.of(part, "redis-server");
            }
        }
        return oldProgram();
    }

    /** Redis 6.2, under the name by which it is looked for. */
    public static synchronized Path oldProgram() throws IOException {
        if (old == null) {
            Path binary = ExecutableProvider.newJarResourceProvider().get().toPath();
            Path directory = Files.createTempDirectory("redis-old");
            old = Files.copy(binary, directory.resolve("redis-server"));
            old.toFile().setExecutable(true);
            old.toFile().deleteOnExit();
        }
        return old;
    }

    private static Path old;

    /** Skips a test that needs more than Redis 6.2 where no other is installed. */
    public static void requireNewer() throws IOException {
        boolean newer = !program().equals(oldProgram());
        if (!newer) {
            System.err.println("SKIPPED: tests of Redis backups that need redis-server 7.0 or newer on PATH");
        }
        Assumptions.assumeTrue(newer, "no redis-server on PATH");
    }

    public int port() {
        return port;
    }

    public RedisAddress address() {
        return new RedisAddress("streams", "127.0.0.1", port, null, null, null, null);
    }

    public RedisConnection connect() {
        return RedisConnection.open(address());
    }

    /** Runs commands, each as words separated by spaces. */
    public void run(String... commands) throws IOException {
        try (RedisConnection connection = connect()) {
            for (String command : commands) {
                connection.call(command.split(" "));
            }
        }
    }

    public ProcessHandle process() {
        return process.toHandle();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(10, TimeUnit.SECONDS).join();
        File[] files = directory.toFile().listFiles();
        for (File file : files == null ? new File[0] : files) {
            file.delete();
        }
        directory.toFile().delete();
    }
}
