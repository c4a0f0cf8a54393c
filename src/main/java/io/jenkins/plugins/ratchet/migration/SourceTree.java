package io.jenkins.plugins.ratchet.migration;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;

/**
 * Files of one version of a product: a directory, a {@code .tar}, {@code .tar.gz}, {@code .tgz} or {@code .zip} of one,
 * as an extracted image is, or a revision of the git repository around it ({@code git:REF}).
 *
 * @param name as it was given, for messages
 * @param files by their paths with slashes, those that were asked for
 * @param tooLarge paths of files that were asked for and not read
 */
public record SourceTree(String name, SortedMap<String, byte[]> files, List<String> tooLarge) {
    private static final int LARGEST = 4 << 20;
    private static final long ALL = 512L << 20;
    private static final int GIT_SECONDS = 120;

    /**
     * Reads a tree.
     *
     * @param base directory from which a relative place starts
     * @param below only what lies below this path in the tree, which then begins there; empty for all
     * @param wanted says of a path below that whether the file is read
     * @throws RunException {@code USAGE} where it is not there or cannot be read
     */
    public static SourceTree read(Path base, String place, String below, Predicate<String> wanted) {
        Reading reading = new Reading(below.isEmpty() || below.equals(".") ? "" : trimmed(below) + "/", wanted);
        try {
            if (place.startsWith("git:")) {
                git(base, place.substring("git:".length()), reading);
            } else {
                local(base.resolve(place), reading);
            }
        } catch (IOException e) {
            throw RunException.usage(place + " cannot be read: " + e);
        }
        return new SourceTree(place, Collections.unmodifiableSortedMap(reading.files), List.copyOf(reading.tooLarge));
    }

    private static String trimmed(String path) {
        return path.replaceFirst("^(\\./|/)+", "").replaceFirst("/+$", "");
    }

    private static void local(Path path, Reading reading) throws IOException {
        String name = path.getFileName() == null ? "" : path.getFileName().toString();
        if (Files.isDirectory(path)) {
            directory(path, reading);
        } else if (!Files.isRegularFile(path)) {
            throw RunException.usage(
                    path + " does not exist; name a directory, a .tar, .tar.gz, .tgz or .zip file, or" + " git:REF");
        } else if (name.endsWith(".zip")) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(path));
                    ZipArchiveInputStream zip = new ZipArchiveInputStream(in)) {
                archive(zip, reading);
            }
        } else {
            boolean zipped = name.endsWith(".gz") || name.endsWith(".tgz");
            try (InputStream in = new BufferedInputStream(Files.newInputStream(path));
                    TarArchiveInputStream tar = new TarArchiveInputStream(zipped ? new GZIPInputStream(in) : in)) {
                archive(tar, reading);
            }
        }
    }

    /** Links are not followed: in an image's tree they point anywhere. What may not be read is left out of an image. */
    private static void directory(Path root, Reading reading) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = String.valueOf(directory.getFileName());
                return name.equals(".git") || name.equals("node_modules")
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String path = root.relativize(file).toString().replace(File.separatorChar, '/');
                if (attributes.isRegularFile() && reading.wants(path)) {
                    try (InputStream in = Files.newInputStream(file)) {
                        reading.add(path, in);
                    }
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void archive(ArchiveInputStream<?> in, Reading reading) throws IOException {
        for (ArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
            String path = trimmed(entry.getName());
            if (!entry.isDirectory() && reading.wants(path)) {
                reading.add(path, in);
            }
        }
    }

    private static void git(Path base, String reference, Reading reading) throws IOException {
        if (reference.startsWith("-") || reference.isBlank()) {
            throw RunException.usage("git:" + reference + " names no revision; write git:REF, e.g. git:v1.2.0");
        }
        Process git = new ProcessBuilder("git", "archive", "--format=tar", reference)
                .directory(base.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(git.getInputStream())) {
            archive(tar, reading);
            if (!git.waitFor(GIT_SECONDS, TimeUnit.SECONDS) || git.exitValue() != 0) {
                throw RunException.usage("git:" + reference + " cannot be read in " + base
                        + ": `git archive` failed; is it a revision of that repository?");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw RunException.unavailable("reading git:" + reference + " was interrupted", e);
        } finally {
            git.destroyForcibly();
        }
    }

    /** What has been read so far, within bounds. */
    private static final class Reading {
        private final String below;
        private final Predicate<String> wanted;
        private final TreeMap<String, byte[]> files = new TreeMap<>();
        private final List<String> tooLarge = new ArrayList<>();
        private long bytes;

        Reading(String below, Predicate<String> wanted) {
            this.below = below;
            this.wanted = wanted;
        }

        boolean wants(String path) {
            return path.startsWith(below) && wanted.test(path.substring(below.length()));
        }

        void add(String path, InputStream in) throws IOException {
            byte[] content = in.readNBytes(LARGEST + 1);
            String name = path.substring(below.length());
            if (content.length > LARGEST) {
                tooLarge.add(name);
                return;
            }
            bytes += content.length;
            if (bytes > ALL) {
                throw new IOException("it holds more than 512 MiB of source files; name the application's folder");
            }
            files.put(name, content);
        }
    }
}
