package io.jenkins.plugins.ratchet.migration.pair;

import io.jenkins.plugins.ratchet.migration.MigrationFiles;
import java.util.Set;

/** Which files of a product's tree are code that may refer to the schema, and whose. */
final class Sources {
    private static final Set<String> CODE = Set.of(
            "rb",
            "erb",
            "rake",
            "haml",
            "slim",
            "jbuilder",
            "builder",
            "rabl",
            "ru",
            "sql",
            "py",
            "js",
            "jsx",
            "mjs",
            "cjs",
            "ts",
            "tsx",
            "go",
            "java",
            "kt",
            "scala",
            "cs",
            "php",
            "rs",
            "ex",
            "exs",
            "graphql",
            "gql");

    private static final Set<String> NOT_PRODUCT = Set.of(
            ".git",
            "node_modules",
            "vendor",
            "tmp",
            "log",
            "spec",
            "test",
            "tests",
            "features",
            "coverage",
            "doc",
            "docs");

    private Sources() {}

    /** Code of the product itself; its migrations and the dump of its schema name everything, and so prove nothing. */
    static boolean isCode(String path) {
        String[] parts = path.split("/");
        String name = parts[parts.length - 1];
        for (int i = 0; i < parts.length - 1; i++) {
            if (NOT_PRODUCT.contains(parts[i])) {
                return false;
            }
        }
        boolean dump = name.equals("schema.rb") || name.equals("structure.sql");
        return !dump
                && !MigrationFiles.isRails(path)
                && !MigrationFiles.isSqlAmongCode(path)
                && !path.matches(".*\\.(down|undo)\\.sql")
                && (CODE.contains(name.substring(name.lastIndexOf('.') + 1)) || name.equals("Rakefile"));
    }

    /** Paths that only administrators run. */
    static boolean isAdmin(String path) {
        return path.endsWith(".rake")
                || path.endsWith("Rakefile")
                || path.startsWith("lib/tasks/")
                || path.contains("/lib/tasks/");
    }
}
