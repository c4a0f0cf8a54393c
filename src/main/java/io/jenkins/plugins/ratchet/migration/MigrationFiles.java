package io.jenkins.plugins.ratchet.migration;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** Finds migrations: files, directories and globs. Ways back ({@code *.down.sql}, {@code *.undo.sql}) are left out. */
public final class MigrationFiles {
    private MigrationFiles() {}

    /**
     * The migrations in the order of their paths, each once.
     *
     * @param places files, directories (all {@code *.sql} below), or globs such as {@code db/**}{@code /*.up.sql}
     * @throws RunException {@code USAGE} where a place has no migration
     */
    public static List<Path> find(List<String> places) {
        TreeSet<Path> found = new TreeSet<>();
        for (String place : places) {
            int before = found.size();
            boolean any = false;
            for (Path file : at(place)) {
                any = true;
                found.add(file);
            }
            if (!any && found.size() == before) {
                throw RunException.usage(place + " names no migration: expected a file, a directory with *.sql files,"
                        + " or a glob that matches some");
            }
        }
        return List.copyOf(found);
    }

    private static List<Path> at(String place) {
        try {
            Path path = Path.of(place);
            if (Files.isRegularFile(path)) {
                return List.of(path);
            }
            if (Files.isDirectory(path)) {
                return below(path, file -> file.getFileName().toString().endsWith(".sql"));
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
            return below(root, matcher::matches);
        } catch (PatternSyntaxException e) {
            throw RunException.usage(place + " is no glob: " + e.getDescription());
        }
    }

    private static List<Path> below(Path root, PathMatcher matcher) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(matcher::matches)
                    .filter(file -> !file.getFileName().toString().matches(".*\\.(down|undo)\\.sql"))
                    .toList();
        } catch (IOException e) {
            throw RunException.usage(root + " cannot be read: " + e);
        }
    }
}
