package io.jenkins.plugins.ratchet.helm;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A chart in a git repository, {@code git+https://host/repository//path?ref=TAG}.
 *
 * @param url of the repository, without {@code git+}
 * @param path of the chart's directory inside
 * @param ref tag or branch; null for the tag that names the wanted version
 */
public record GitChart(String url, String path, String ref) {
    private static final Pattern FORMAT =
            Pattern.compile("git\\+(?<url>[a-z]+://.+?)(?://(?<path>[^?]*))?(?:\\?ref=(?<ref>[^&]+))?");

    public static boolean names(String reference) {
        return reference.startsWith("git+");
    }

    public static GitChart parse(String reference) {
        Matcher matcher = FORMAT.matcher(reference);
        if (!matcher.matches()) {
            throw RunException.usage("chart " + Git.shown(reference)
                    + " cannot be read; expected git+https://host/repository//path?ref=TAG");
        }
        String path = matcher.group("path");
        return new GitChart(matcher.group("url"), path == null ? "" : path, matcher.group("ref"));
    }

    /** The chart's directory, checked out below {@code into}. */
    Path fetch(String version, Path into) {
        Path clone = into.resolve("git");
        Git.checkout(url, ref == null ? tag(version) : ref, clone);
        forget(clone.resolve(".git"));
        Path chart = clone.resolve(path).normalize();
        if (!chart.startsWith(clone) || !Files.isDirectory(chart)) {
            throw RunException.usage("the repository " + Git.shown(url) + " has no directory " + path);
        }
        return chart;
    }

    /** Git's own files differ from clone to clone; the chart's digest must not. */
    private static void forget(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw RunException.unavailable("the clone's " + directory + " cannot be removed: " + e.getMessage(), e);
        }
    }

    private String tag(String version) {
        if (version == null) {
            throw RunException.usage(
                    "chart git+" + Git.shown(url) + " names no ref: say which version with --to, or add ?ref=TAG");
        }
        List<String> tags = Git.tags(url);
        return tags.stream()
                .filter(tag -> VersionInName.of(tag)
                        .filter(found -> found.equals(version) || found.equals("v" + version))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> RunException.usage("the repository " + Git.shown(url) + " has no tag for version "
                        + version + " among its " + tags.size() + " tags"));
    }
}
