package io.jenkins.plugins.ratchet.migration;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
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
 * Finds migrations, in SQL or Rails's: files, directories, globs, archives of a tree such as an extracted image, and the
 * ConfigMaps in rendered manifests. Ways back ({@code *.down.sql}, {@code *.undo.sql}) are left out.
 */
public final class MigrationFiles {
    private static final long LARGEST = 32L << 20;

    private MigrationFiles() {}

    /**
     * The migrations in the order of their names, each once.
     *
     * @param places files, directories (all {@code *.sql} below, and {@code *.rb} in {@code db/migrate} and {@code db/data}),
     *     archives, or globs such as <code>db/**&#47;*.up.sql</code>
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
                        place + " names no migration: expected a *.sql file, a Rails migration, a directory or an"
                                + " archive (.tar, .tgz, .zip) with some, a glob"
                                + " that matches some, or rendered manifests (*.yaml) with some in ConfigMaps");
            }
            here.forEach(migration -> found.put(migration.name(), migration));
        }
        return List.copyOf(found.values());
    }

    /** Whether it is a migration in SQL; ways back are none. */
    public static boolean isSql(String path) {
        return path.endsWith(".sql") && !path.endsWith(".down.sql") && !path.endsWith(".undo.sql");
    }

    /** Whether a SQL file among an application's is a migration: by its folder, or by a number before its name. */
    public static boolean isSqlAmongCode(String path) {
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        String name = path.substring(folder.length());
        return isSql(path) && (folder.contains("migrat") || name.matches("[VUvu]?[0-9].*|R__.*"));
    }

    /** Whether it is one of Rails's migrations of the schema or of data. */
    public static boolean isRails(String path) {
        return isBelow(path, "db/migrate") || isData(path);
    }

    /** Whether it is a Rails migration that changes rows. */
    public static boolean isData(String path) {
        return isBelow(path, "db/data");
    }

    private static boolean isBelow(String path, String folder) {
        return path.endsWith(".rb") && (path.startsWith(folder + "/") || path.contains("/" + folder + "/"));
    }

    private static List<Migration> read(Path file) {
        String name = file.getFileName().toString();
        if (name.matches(".*\\.(tar|tgz|tar\\.gz|zip)")) {
            SourceTree tree = SourceTree.read(Path.of(""), file.toString(), "", path -> isSql(path) || isRails(path));
            if (!tree.tooLarge().isEmpty()) {
                throw RunException.usage(file + ": " + tree.tooLarge().get(0) + " is too large to be judged");
            }
            return tree.files().entrySet().stream()
                    .map(entry -> new Migration(file + ":" + entry.getKey(), file, entry.getValue()))
                    .toList();
        }
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

    /** By its whole path: {@code db/migrate} may lie above of what was named. */
    private static boolean isMigration(Path file) {
        String path = file.toAbsolutePath().toString().replace(File.separatorChar, '/');
        return isSql(path) || isRails(path);
    }

    private static List<Path> below(Path root, PathMatcher matcher) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(MigrationFiles::isMigration)
                    .filter(matcher::matches)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw RunException.usage(root + " cannot be read: " + e);
        }
    }
}
