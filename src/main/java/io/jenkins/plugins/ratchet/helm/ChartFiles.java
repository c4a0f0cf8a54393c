package io.jenkins.plugins.ratchet.helm;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Charts that lie on this machine, as directories or archives, several versions side by side. */
public final class ChartFiles {
    private ChartFiles() {}

    /**
     * Charts in a directory by the version in their name.
     *
     * @param stem how their names start; null for any
     */
    public static Map<String, Path> versions(Path directory, String stem) {
        Map<String, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            // An archive before the directory that it was unpacked to.
            for (Path file : files.sorted(Comparator.comparing((Path each) -> Files.isDirectory(each))
                            .thenComparing(Comparator.naturalOrder()))
                    .toList()) {
                String name = withoutEnding(file);
                Optional<String> version = VersionInName.of(name);
                boolean ours = stem == null
                        || VersionInName.stem(name).filter(stem::equals).isPresent();
                if (version.isPresent() && ours && (isArchive(file) || Files.isDirectory(file))) {
                    found.putIfAbsent(version.get(), file);
                }
            }
        } catch (IOException e) {
            throw RunException.usage("the charts in " + directory + " cannot be listed: " + e.getMessage());
        }
        return found;
    }

    /** The chart of another version that lies beside this one. */
    static Optional<Path> beside(Path chart, String version) {
        String name = withoutEnding(chart);
        if (VersionInName.of(name).isEmpty() || chart.toAbsolutePath().getParent() == null) {
            return Optional.empty();
        }
        return versions(
                        chart.toAbsolutePath().getParent(),
                        VersionInName.stem(name).orElse(null))
                .entrySet()
                .stream()
                .filter(entry -> withoutV(entry.getKey()).equals(withoutV(version)))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /**
     * The chart in a directory or archive.
     *
     * @param inside the chart's directory inside of a zip; null for the only one
     * @param work where a zip is unpacked
     */
    public static ChartInfo read(Path file, String inside, Path work) {
        return isZip(file)
                ? ChartInfo.read(ChartZip.unpack(file, inside, work))
                        .named(VersionInName.of(withoutEnding(file)).orElse(null))
                : ChartInfo.read(file);
    }

    static boolean isZip(Path file) {
        return file.toString().endsWith(".zip") && !Files.isDirectory(file);
    }

    private static boolean isArchive(Path file) {
        return file.toString().matches(".*\\.(zip|tgz|tar\\.gz)") && Files.isRegularFile(file);
    }

    public static String withoutEnding(Path file) {
        return file.getFileName().toString().replaceFirst("\\.(zip|tgz|tar\\.gz)$", "");
    }

    private static String withoutV(String version) {
        return version.matches("[vV][0-9].*") ? version.substring(1) : version;
    }
}
