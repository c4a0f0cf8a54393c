package io.jenkins.plugins.ratchet.helm;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where a chart comes from, and how it gets onto this machine before anything is decided about it. */
public final class ChartSource {
    private static final Duration PULL_TIMEOUT = Duration.ofMinutes(5);

    private final String reference;
    private final String repository;
    private final Path base;

    /**
     * @param reference {@code repo/name}, {@code oci://…}, a directory or a {@code .tgz} file
     * @param repository URL of the chart repository; null where {@code repo} is among helm's own
     * @param base directory from which relative paths start
     */
    public ChartSource(String reference, String repository, Path base) {
        this.reference = reference;
        this.repository = repository;
        this.base = base;
    }

    /** Whether the chart lies on this machine already. */
    public boolean local() {
        return repository == null && !reference.startsWith("oci://") && Files.exists(base.resolve(reference));
    }

    /**
     * The chart in the wanted version, pulled into a directory where it is remote, so that what was judged is to the
     * byte what is installed.
     *
     * @param version chart version; for a local chart it must be the chart's version or its appVersion; null accepts
     *     what is there, for a local chart only
     */
    public ChartInfo fetch(Helm helm, String version, Path into) {
        if (local()) {
            return checked(ChartInfo.read(base.resolve(reference)), version);
        }
        if (looksLocal()) {
            throw RunException.usage("chart " + reference + " does not exist under " + base.toAbsolutePath()
                    + "; name a directory, a .tgz file, repo/name or oci://…");
        }
        if (version == null) {
            throw RunException.usage("chart " + reference + " is remote: say which version with --to");
        }
        if (repository == null && !reference.startsWith("oci://")) {
            helm.run(List.of("repo", "update", repositoryName()), PULL_TIMEOUT);
        }
        helm.run(pullArguments(version, into), PULL_TIMEOUT);
        return checked(ChartInfo.read(pulled(into)), version);
    }

    private List<String> pullArguments(String version, Path into) {
        List<String> arguments = new ArrayList<>(List.of("pull"));
        if (repository == null) {
            arguments.add(reference);
        } else {
            arguments.add(reference.substring(reference.lastIndexOf('/') + 1));
            arguments.addAll(List.of("--repo", repository));
        }
        arguments.addAll(List.of("--version", version, "--destination", into.toString()));
        return arguments;
    }

    private static ChartInfo checked(ChartInfo chart, String version) {
        if (version != null && !chart.target().is(version)) {
            throw RunException.usage("chart " + chart.path() + " is version " + chart.version()
                    + (chart.appVersion() == null ? "" : " (app " + chart.appVersion() + ")") + ", not " + version
                    + "; name the chart of that version, or its version in --to");
        }
        return chart;
    }

    private boolean looksLocal() {
        return reference.startsWith(".") || reference.startsWith("/") || reference.endsWith(".tgz");
    }

    private String repositoryName() {
        return reference.substring(0, Math.max(reference.indexOf('/'), 0));
    }

    private static Path pulled(Path into) {
        try (Stream<Path> files = Files.list(into)) {
            return files.filter(file -> file.toString().endsWith(".tgz"))
                    .findFirst()
                    .orElseThrow(() -> RunException.unavailable("helm pull reported success but left no chart"));
        } catch (IOException e) {
            throw RunException.unavailable("the pulled chart cannot be found: " + e.getMessage(), e);
        }
    }
}
