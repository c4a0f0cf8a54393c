package io.jenkins.plugins.ratchet.helm;

import io.jenkins.plugins.ratchet.outcome.RunException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where a chart comes from, and how it gets onto this machine before anything is decided about it. */
public final class ChartSource {
    private static final String VERSION = "{version}";
    private static final Duration PULL_TIMEOUT = Duration.ofMinutes(5);

    private final String reference;
    private final String repository;
    private final Path base;

    /**
     * @param reference {@code repo/name}, {@code oci://…}, {@code git+https://…//path?ref=…}, a directory, a {@code .tgz}
     *     or a {@code .zip} file; {@code {version}} in it stands for the wanted version
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
        return repository == null
                && !reference.contains("://")
                && !reference.contains(VERSION)
                && Files.exists(base.resolve(file(reference)));
    }

    /**
     * The chart in the wanted version, pulled into a directory where it is remote, so that what was judged is to the
     * byte what is installed.
     *
     * @param version chart version; for a local chart it must be the chart's version or its appVersion; null accepts
     *     what is there, for a local chart only
     */
    public ChartInfo fetch(Helm helm, String version, Path into) {
        if (GitChart.names(reference)) {
            return checked(ChartInfo.read(GitChart.parse(withVersion(version)).fetch(version, into)), version);
        }
        if (repository == null && !reference.startsWith("oci://")) {
            String named = withVersion(version);
            Path file = base.resolve(file(named));
            if (Files.exists(file)) {
                return onThisMachine(file, inside(named), version, into);
            }
        }
        if (looksLocal()) {
            throw RunException.usage("chart " + reference + " does not exist under " + base.toAbsolutePath()
                    + "; name a directory, a .tgz or .zip file, repo/name, oci://… or git+https://…");
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

    /** The zip on this machine that {@link #fetch} takes the chart of a version from; empty where it is none. */
    public Optional<Path> zip(String version) {
        if (GitChart.names(reference) || repository != null || reference.startsWith("oci://")) {
            return Optional.empty();
        }
        Path file = base.resolve(file(withVersion(version)));
        Path chosen = version == null ? file : ChartFiles.beside(file, version).orElse(file);
        return Optional.of(chosen).filter(ChartFiles::isZip).filter(Files::exists);
    }

    /** Where another version is asked for, the chart of that version beside it: so a vendor's archives are kept. */
    private static ChartInfo onThisMachine(Path file, String inside, String version, Path into) {
        ChartInfo chart = ChartFiles.read(file, inside, into);
        if (version == null || chart.is(version)) {
            return chart;
        }
        return checked(
                ChartFiles.beside(file, version)
                        .map(other -> ChartFiles.read(other, inside, into))
                        .orElse(chart),
                version);
    }

    private String withVersion(String version) {
        if (!reference.contains(VERSION)) {
            return reference;
        }
        if (version == null) {
            throw RunException.usage("chart " + reference + " needs a version: say which with --to");
        }
        return reference.replace(VERSION, version);
    }

    /** The archive's own name; what comes after // is the chart's place in it. */
    private static String file(String reference) {
        int at = reference.indexOf(".zip//");
        return at < 0 ? reference : reference.substring(0, at + ".zip".length());
    }

    private static String inside(String reference) {
        int at = reference.indexOf(".zip//");
        return at < 0 ? null : reference.substring(at + ".zip//".length());
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
        if (version != null && !chart.is(version)) {
            throw RunException.usage("chart " + chart.path() + " is version " + chart.version()
                    + (chart.appVersion() == null ? "" : " (app " + chart.appVersion() + ")") + ", not " + version
                    + "; name the chart of that version, or its version in --to");
        }
        return chart;
    }

    private boolean looksLocal() {
        return reference.startsWith(".")
                || reference.startsWith("/")
                || reference.endsWith(".tgz")
                || file(reference).endsWith(".zip");
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
