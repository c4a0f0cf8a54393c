package io.jenkins.plugins.ratchet.backup;

import io.jenkins.plugins.ratchet.cluster.BuiltTools;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A real object store on loopback, {@code rclone serve s3}, and a real rclone that knows it as remote {@code store}:
 * through its environment, so that nothing of the user's own rclone is touched.
 */
public final class ObjectStore implements AutoCloseable {
    private static final String KEY = "RATCHETTESTKEYID";
    public static final String SECRET = "ratchet-test-secret-access-key";

    private final Path directory;
    private final Path rclone;
    private final Process server;
    private final int port;

    private ObjectStore(Path directory, Path rclone, Process server, int port) {
        this.directory = directory;
        this.rclone = rclone;
        this.server = server;
        this.port = port;
    }

    /** Starts one, or skips the test, loudly. */
    public static ObjectStore start(Path directory) throws IOException, InterruptedException {
        Optional<Path> rclone = BuiltTools.find("rclone");
        if (rclone.isEmpty()) {
            System.err.println("SKIPPED: backups to object storage. rclone is missing; install it, or run"
                    + " src/test/cluster/build rclone where go is installed");
            Assumptions.abort("rclone is missing");
        }
        Files.createDirectories(directory.resolve("served"));
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        Process server = new ProcessBuilder(
                        rclone.get().toString(),
                        "serve",
                        "s3",
                        "--config=" + directory.resolve("none.conf"),
                        "--addr=127.0.0.1:" + port,
                        "--dir-cache-time=1ms", // tests change what it serves behind its back
                        "--auth-key=" + KEY + "," + SECRET,
                        directory.resolve("served").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("server.log").toFile())
                .start();
        for (int attempt = 0; attempt < 600 && server.isAlive(); attempt++) {
            try {
                new Socket("127.0.0.1", port).close();
                break;
            } catch (IOException e) {
                Thread.sleep(100);
            }
        }
        ObjectStore store = new ObjectStore(directory, rclone.get(), server, port);
        store.program("bin", "", port);
        return store;
    }

    /** The environment for Ratchet: a search path with an rclone that knows the store. */
    public Map<String, String> environment() {
        return Map.of("PATH", directory.resolve("bin").toString());
    }

    /** The rclone itself, which knows nothing. */
    public Path rclone() {
        return rclone;
    }

    /** What an rclone elsewhere must have as its configuration to know the store. */
    public String configuration() {
        return """
                [store]
                type = s3
                provider = Rclone
                endpoint = http://127.0.0.1:%d
                access_key_id = %s
                secret_access_key = %s
                """.formatted(port, KEY, SECRET);
    }

    /** The same with an rclone that first runs some shell; {@code $1} is rclone's command. */
    Map<String, String> misbehaving(String shell) throws IOException {
        Path good = directory.resolve("bin/rclone");
        Path folder = Files.createTempDirectory(directory, "bin");
        script(folder.resolve("rclone"), shell + "\nexec " + good + " \"$@\"\n");
        return Map.of("PATH", folder.toString());
    }

    /** Where a bucket's objects lie as files. */
    public Path served() {
        return directory.resolve("served");
    }

    Path staging() {
        return directory.resolve("staging");
    }

    private void program(String folder, String shell, int port) throws IOException {
        Files.createDirectories(directory.resolve(folder));
        script(directory.resolve(folder).resolve("rclone"), """
                export RCLONE_CONFIG=%s
                export RCLONE_CONFIG_STORE_TYPE=s3 RCLONE_CONFIG_STORE_PROVIDER=Rclone
                export RCLONE_CONFIG_STORE_ENDPOINT=http://127.0.0.1:%d
                export RCLONE_CONFIG_STORE_ACCESS_KEY_ID=%s RCLONE_CONFIG_STORE_SECRET_ACCESS_KEY=%s
                %s
                exec %s "$@"
                """.formatted(
                        directory.resolve("none.conf"), port, KEY, SECRET, shell, rclone));
    }

    private static void script(Path file, String shell) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + shell);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Override
    public void close() {
        server.destroyForcibly();
    }
}
