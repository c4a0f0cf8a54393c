package io.jenkins.plugins.ratchet.helm;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** A vendor's zip with a chart in it. What it holds is not trusted: names, number and size of its files are checked. */
final class ChartZip {
    private static final int MOST_FILES = 20_000;
    private static final long MOST_BYTES = 512L * 1024 * 1024;

    private final Path zip;
    private final Path into;
    private long bytes;

    private ChartZip(Path zip, Path into) {
        this.zip = zip;
        this.into = into;
    }

    /**
     * Unpacks it.
     *
     * @param inside the chart's directory in the zip; null for the only one
     * @return the chart's directory
     */
    static Path unpack(Path zip, String inside, Path work) {
        try {
            Path into = Files.createTempDirectory(work, "zip");
            new ChartZip(zip, into).all();
            return inside == null ? only(zip, into) : named(zip, into, inside);
        } catch (IOException | UncheckedIOException e) {
            throw RunException.usage("chart " + zip + " cannot be unpacked: " + e.getMessage());
        }
    }

    private void all() throws IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            if (file.size() > MOST_FILES) {
                throw refused("holds " + file.size() + " files, more than " + MOST_FILES);
            }
            for (Enumeration<? extends ZipEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                Path target = target(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    try (InputStream in = file.getInputStream(entry)) {
                        copy(in, target);
                    }
                }
            }
        }
    }

    private Path target(String name) {
        try {
            Path target = into.resolve(name.replace('\\', '/')).normalize();
            if (target.startsWith(into)) {
                return target;
            }
        } catch (InvalidPathException e) {
            throw refused("names a file that cannot be: " + e.getMessage());
        }
        throw refused("names a file outside of itself: " + name);
    }

    /** Counts what comes out, whatever the zip says that it will be. */
    private void copy(InputStream in, Path target) throws IOException {
        try (OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
                if (bytes > MOST_BYTES) {
                    throw refused("unpacks to more than " + MOST_BYTES / 1024 / 1024 + " MiB");
                }
                out.write(buffer, 0, read);
            }
        }
    }

    private RunException refused(String why) {
        return RunException.usage("chart " + zip + " is refused: it " + why);
    }

    private static Path named(Path zip, Path into, String inside) {
        Path chart = into.resolve(inside).normalize();
        if (!chart.startsWith(into) || !Files.isDirectory(chart)) {
            throw RunException.usage("chart " + zip + " has no directory " + inside);
        }
        return chart;
    }

    /** Its chart nearest to the top; the charts that it depends on lie deeper. */
    private static Path only(Path zip, Path into) throws IOException {
        List<Path> charts;
        try (Stream<Path> files = Files.walk(into)) {
            charts = files.filter(file -> file.getFileName().toString().equals("Chart.yaml"))
                    .sorted(Comparator.comparingInt(Path::getNameCount).thenComparing(Path::toString))
                    .toList();
        }
        if (charts.isEmpty()) {
            throw RunException.usage("chart " + zip + " holds no Chart.yaml; is it a chart?");
        }
        List<String> top = charts.stream()
                .filter(chart -> chart.getNameCount() == charts.get(0).getNameCount())
                .map(chart -> into.relativize(chart.getParent()).toString())
                .toList();
        if (top.size() > 1) {
            throw RunException.usage("chart " + zip + " holds several charts (" + String.join(", ", top)
                    + "); name one: " + zip.getFileName() + "//" + top.get(0));
        }
        return charts.get(0).getParent();
    }
}
