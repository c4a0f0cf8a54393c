package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.event.SecretPatterns;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes a support bundle: a directory, or a {@code .tar.gz} of one. Only its owner may read it. */
public final class SupportBundle {
    private static final String OWNER = "rwx------";

    private SupportBundle() {}

    /**
     * Writes it, in place of an earlier one.
     *
     * @param report what the first page tells
     * @param files by their path in the bundle, secrets masked
     * @param to a directory, or a file whose name ends in {@code .tar.gz} or {@code .tgz}
     * @throws RunException where it cannot be written, or the directory holds something else
     */
    public static void write(Report report, Map<String, String> files, Path to) {
        // It quotes logs too, and a bundle is handed on.
        Report handedOn = ReportJson.maskedBy(report, SecretPatterns::mask);
        Map<String, String> all = new LinkedHashMap<>();
        all.put(BundlePage.NAME, BundlePage.render(handedOn, files.keySet()));
        all.put("report.json", ReportJson.render(handedOn));
        all.putAll(files);
        try {
            if (archive(to)) {
                pack(all, to);
            } else {
                unpacked(all, to);
            }
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.UNAVAILABLE, "the support bundle cannot be written to " + to + ": " + e.getMessage(), e);
        }
    }

    private static boolean archive(Path to) {
        String name = String.valueOf(to.getFileName());
        return name.endsWith(".tar.gz") || name.endsWith(".tgz");
    }

    private static void pack(Map<String, String> files, Path to) throws IOException {
        Path directory = to.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        String folder = to.getFileName().toString().replaceFirst("\\.(tar\\.gz|tgz)$", "");
        Path temporary = Files.createTempFile(directory, ".bundle", ".part");
        try {
            try (OutputStream out = Files.newOutputStream(temporary);
                    TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(out), "UTF-8")) {
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                for (Map.Entry<String, String> file : files.entrySet()) {
                    byte[] content = file.getValue().getBytes(StandardCharsets.UTF_8);
                    TarArchiveEntry entry = new TarArchiveEntry(folder + "/" + file.getKey());
                    entry.setSize(content.length);
                    entry.setMode(0100600);
                    tar.putArchiveEntry(entry);
                    tar.write(content);
                    tar.closeArchiveEntry();
                }
            }
            Files.move(temporary, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void unpacked(Map<String, String> files, Path to) throws IOException {
        if (Files.isDirectory(to) && !Files.exists(to.resolve(BundlePage.NAME)) && !empty(to)) {
            throw RunException.usage(
                    to + " holds something else; name an empty directory, or a file ending in .tar.gz");
        }
        Files.createDirectories(to);
        if (Files.getFileStore(to).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(to, PosixFilePermissions.fromString(OWNER));
        }
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path target = to.resolve(file.getKey()).normalize();
            if (!target.startsWith(to.normalize())) {
                continue; // no object of Kubernetes has such a name
            }
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
    }

    private static boolean empty(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }
}
