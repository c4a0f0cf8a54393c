package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.helm.ChartFiles;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A vendor's zip, unpacked beside itself for the provider to find: one directory for each version, so that those before
 * stay as they were. What is there already is never written over.
 */
final class UnpackedChart {
    private UnpackedChart() {}

    /**
     * @param zip the vendor's archive
     * @param chart in it, unpacked elsewhere
     * @param top of what was unpacked
     * @return the chart in its new place
     */
    static ChartInfo beside(Path zip, ChartInfo chart, Path top) {
        Path home = zip.toAbsolutePath().normalize().resolveSibling(ChartFiles.withoutEnding(zip));
        Path place = home.resolve(top.relativize(chart.path()).toString()).normalize();
        try {
            if (!Files.exists(home)) {
                move(copy(top, home), home);
            }
        } catch (IOException | UncheckedIOException e) {
            throw RunException.unavailable("chart " + zip + " cannot be unpacked to " + home + ": " + e, e);
        }
        if (!Files.isRegularFile(place.resolve("Chart.yaml"))
                || !ChartInfo.read(place).sha256().equals(chart.sha256())) {
            throw RunException.usage(home + " is there already, with other content than " + zip.getFileName()
                    + "; it is not written over: move it away, or give the archive its own name");
        }
        return new ChartInfo(
                place,
                chart.name(),
                chart.version(),
                chart.appVersion(),
                chart.label(),
                chart.metadata(),
                chart.sha256());
    }

    /** Whole before it has its name: whoever dies in between leaves nothing that looks like a chart of a version. */
    private static Path copy(Path top, Path home) throws IOException {
        Path partial = Files.createTempDirectory(home.getParent(), "." + home.getFileName() + ".");
        List<Path> files;
        try (Stream<Path> walk = Files.walk(top)) {
            files = walk.filter(file -> !file.equals(top)).toList();
        }
        for (Path file : files) {
            Files.copy(file, partial.resolve(top.relativize(file).toString()));
        }
        // A temporary directory lets nobody else in; whoever runs Terraform otherwise has to read the chart.
        partial.toFile().setReadable(true, false);
        partial.toFile().setExecutable(true, false);
        return partial;
    }

    private static void move(Path partial, Path home) throws IOException {
        try {
            Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            try (Stream<Path> walk = Files.walk(partial)) {
                walk.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
            if (!Files.isDirectory(home)) {
                throw e;
            }
        }
    }
}
