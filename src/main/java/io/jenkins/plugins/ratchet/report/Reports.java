package io.jenkins.plugins.ratchet.report;

import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.outcome.ExitCode;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes a report in the formats that other programs read. */
public final class Reports {
    private Reports() {}

    /**
     * Writes {@code report.json}, {@code report.md}, {@code report.xml} and {@code report.html}, each at once or not at all.
     *
     * @param dir made where it does not exist
     * @return the files, in that order
     * @throws RunException where the directory cannot be written to
     */
    public static List<Path> write(Report report, Path dir) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put("report.json", ReportJson.render(report));
        files.put("report.md", ReportMarkdown.render(report));
        files.put("report.xml", ReportJunit.render(report));
        files.put("report.html", ReportHtml.render(report));
        List<Path> written = new ArrayList<>();
        try {
            Files.createDirectories(dir);
            for (Map.Entry<String, String> file : files.entrySet()) {
                written.add(replace(dir.resolve(file.getKey()), file.getValue()));
            }
            sync(dir);
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.UNAVAILABLE, "the report cannot be written to " + dir + ": " + e.getMessage(), e);
        }
        return written;
    }

    /** As {@link #write(Report, Path)}, with every known secret masked. */
    public static List<Path> write(Report report, Path dir, Redaction redaction) {
        return write(ReportJson.redacted(report, redaction), dir);
    }

    private static Path replace(Path file, String content) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            return Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** So that the new names survive a power failure too; not every file system can. */
    private static void sync(Path dir) {
        try (FileChannel channel = FileChannel.open(dir, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            return;
        }
    }
}
