package io.jenkins.plugins.ratchet.migration.pair;

import io.jenkins.plugins.ratchet.config.MigrationPolicy.Tool;
import io.jenkins.plugins.ratchet.migration.Lint;
import io.jenkins.plugins.ratchet.migration.LintFinding;
import io.jenkins.plugins.ratchet.migration.Loss;
import io.jenkins.plugins.ratchet.migration.Migration;
import io.jenkins.plugins.ratchet.migration.MigrationFiles;
import io.jenkins.plugins.ratchet.migration.SourceTree;
import io.jenkins.plugins.ratchet.migration.rails.RailsLint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The migrations that one version has and the one before it has not, by their file names, and what they do.
 *
 * @param files those that are new, in the order of their names
 * @param changed those that both have with different content
 * @param gone those that only the old version has
 * @param findings what the lint says of the new ones, and of the changed ones as they are now
 * @param losses what they take away from the old version
 * @param unread files that are too large to be read
 */
public record NewMigrations(
        List<String> files,
        List<String> changed,
        List<String> gone,
        List<LintFinding> findings,
        List<Loss> losses,
        List<String> unread) {

    /**
     * Compares two trees; paths in them need not be the same, names of files are.
     *
     * @param tag as in {@link Lint}
     */
    public static NewMigrations between(SourceTree old, SourceTree now, Tool tool, Pattern tag) {
        Map<String, byte[]> before = new TreeMap<>();
        old.files().forEach((path, content) -> {
            if (isMigration(tool, path)) {
                before.put(key(path), content);
            }
        });
        List<String> files = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        Set<String> gone = new TreeSet<>(before.keySet());
        Reading reading = new Reading(tool, tag);
        now.files().forEach((path, content) -> {
            if (!isMigration(tool, path)) {
                return;
            }
            gone.remove(key(path));
            byte[] then = before.get(key(path));
            if (then == null || !Arrays.equals(then, content)) {
                (then == null ? files : changed).add(path);
                reading.read(path, content);
            }
        });
        return new NewMigrations(
                List.copyOf(files),
                List.copyOf(changed),
                List.copyOf(gone),
                List.copyOf(reading.findings),
                List.copyOf(reading.losses),
                now.tooLarge().stream().filter(path -> isMigration(tool, path)).toList());
    }

    static boolean isMigration(Tool tool, String path) {
        return tool == Tool.rails ? MigrationFiles.isRails(path) : MigrationFiles.isSqlAmongCode(path);
    }

    /** The file's name, with the kind of folder for Rails: a schema and a data migration may share a name. */
    private static String key(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return MigrationFiles.isData(path) ? "data/" + name : name;
    }

    /** What the lint and the search for losses say. */
    private static final class Reading {
        private final Tool tool;
        private final Lint sql;
        private final RailsLint rails;
        private final List<LintFinding> findings = new ArrayList<>();
        private final List<Loss> losses = new ArrayList<>();

        Reading(Tool tool, Pattern tag) {
            this.tool = tool;
            this.sql = new Lint(tag, Set.of());
            this.rails = new RailsLint(tag, Set.of());
        }

        void read(String path, byte[] content) {
            Migration migration = new Migration(path, Path.of(path), content);
            if (tool == Tool.rails) {
                RailsLint.Reading read = rails.read(migration, MigrationFiles.isData(path));
                findings.addAll(read.findings());
                losses.addAll(read.losses());
            } else {
                findings.addAll(sql.check(migration));
                losses.addAll(Lint.losses(migration));
            }
        }
    }
}
