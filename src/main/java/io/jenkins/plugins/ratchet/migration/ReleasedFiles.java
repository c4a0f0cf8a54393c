package io.jenkins.plugins.ratchet.migration;

import io.jenkins.plugins.ratchet.digest.Sha256;
import io.jenkins.plugins.ratchet.migration.LintFinding.Severity;
import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Migrations that a release has shipped, by the checksums in a file that sha256sum writes. Databases have run them, so
 * they never change again.
 */
public final class ReleasedFiles {
    /** How the file is called beside the migrations. */
    public static final String NAME = "released.sha256";

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64}) [ *](.+)");

    private final Path file;
    private final Map<String, String> checksums;

    private ReleasedFiles(Path file, Map<String, String> checksums) {
        this.file = file;
        this.checksums = checksums;
    }

    /** @throws RunException {@code USAGE} where it cannot be read or a line is none of sha256sum's */
    public static ReleasedFiles read(Path file) {
        Map<String, String> checksums = new LinkedHashMap<>();
        try {
            int number = 0;
            for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\r?\n")) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                Matcher matcher = LINE.matcher(line);
                if (!matcher.matches()) {
                    throw RunException.usage(file + ":" + number
                            + ": expected a SHA-256, two spaces and a file name, as sha256sum writes them");
                }
                checksums.put(matcher.group(2).replaceFirst("^\\./", ""), matcher.group(1));
            }
        } catch (IOException e) {
            throw RunException.usage(file + " cannot be read: " + e);
        }
        return new ReleasedFiles(file, checksums);
    }

    public boolean has(Path migration) {
        Path directory = file.toAbsolutePath().normalize().getParent();
        Path absolute = migration.toAbsolutePath().normalize();
        return absolute.startsWith(directory)
                && checksums.containsKey(directory.relativize(absolute).toString());
    }

    /** What of the released migrations is no longer as it was released. */
    public List<LintFinding> check() {
        List<LintFinding> findings = new ArrayList<>();
        checksums.forEach((name, checksum) -> {
            Path migration = file.resolveSibling(name);
            try {
                if (!Sha256.of(Files.readAllBytes(migration)).equals(checksum)) {
                    findings.add(finding(migration, "released-file-changed", "its SHA-256 is not the one in " + file));
                }
            } catch (NoSuchFileException e) {
                findings.add(finding(migration, "released-file-missing", "it is named in " + file + " and not there"));
            } catch (IOException e) {
                throw RunException.usage(migration + " cannot be read: " + e);
            }
        });
        return findings;
    }

    private static LintFinding finding(Path migration, String rule, String seen) {
        return new LintFinding(
                migration.toString(),
                1,
                rule,
                Severity.ERROR,
                seen,
                "Databases that ran it keep what it was; new ones would get something else.",
                "Take the released content back, and write a new migration for the change.");
    }
}
