package io.jenkins.plugins.ratchet.migration;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * Finds migrations: files, directories, globs, and the ConfigMaps in rendered manifests. Ways back ({@code *.down.sql},
 * {@code *.undo.sql}) are left out.
 */
public final class MigrationFiles {
    private static final long LARGEST = 32L << 20;

    private MigrationFiles() {}

    /**
     * The migrations in the order of their names, each once.
     *
     * @param places files, directories (all {@code *.sql} below), or globs such as <code>db/**&#47;*.up.sql</code>
     * @throws RunException {@code USAGE} where a place has no migration
     */
    public static List<Migration> find(List<String> places) {
        TreeMap<String, Migration> found = new TreeMap<>();
        for (String place : places) {
            List<Migration> here = new ArrayList<>();
            for (Path file : at(place)) {
                here.addAll(read(file));
            }
            if (here.isEmpty()) {
                throw RunException.usage(
                        place + " names no migration: expected a *.sql file, a directory with some, a glob"
                                + " that matches some, or rendered manifests (*.yaml) with some in ConfigMaps");
            }
            here.forEach(migration -> found.put(migration.name(), migration));
        }
        return List.copyOf(found.values());
    }

    static boolean isMigration(String name) {
        return name.endsWith(".sql") && !name.endsWith(".down.sql") && !name.endsWith(".undo.sql");
    }

    private static List<Migration> read(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            return RenderedConfigMaps.read(file);
        }
        try {
            if (Files.size(file) > LARGEST) {
                throw RunException.usage(file + " is larger than 32 MiB: that is data, not a migration");
            }
            return List.of(new Migration(file.toString(), file, Files.readAllBytes(file)));
        } catch (IOException e) {
            throw RunException.usage(file + " cannot be read: " + e);
        }
    }

    private static List<Path> at(String place) {
        try {
            Path path = Path.of(place);
            if (Files.isRegularFile(path)) {
                return List.of(path);
            }
            if (Files.isDirectory(path)) {
                return below(path, file -> true);
            }
        } catch (InvalidPathException e) {
            // Perhaps a glob.
        }
        return glob(place);
    }

    private static List<Path> glob(String place) {
        int special = 0;
        while (special < place.length() && "*?[{".indexOf(place.charAt(special)) < 0) {
            special++;
        }
        if (special == place.length()) {
            return List.of();
        }
        String fixed = place.substring(0, place.lastIndexOf('/', special) + 1);
        Path root = Path.of(fixed.isEmpty() ? "." : fixed);
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try {
            PathMatcher matcher =
                    FileSystems.getDefault().getPathMatcher("glob:" + (fixed.isEmpty() ? "./" : "") + place);
            return below(root, matcher);
        } catch (PatternSyntaxException e) {
            throw RunException.usage(place + " is no glob: " + e.getDescription());
        }
    }

    private static List<Path> below(Path root, PathMatcher matcher) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> isMigration(file.getFileName().toString()))
                    .filter(matcher::matches)
                    .toList();
        } catch (IOException e) {
            throw RunException.usage(root + " cannot be read: " + e);
        }
    }
}
