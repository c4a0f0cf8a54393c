package io.jenkins.plugins.ratchet.plan.path;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.helm.ChartSource;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.released.Released;
import io.jenkins.plugins.ratchet.released.ReleasedVersions;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Brings the chart of a version onto this machine, after its source was asked whether it has it. */
public final class TargetChart {
    private final Config config;
    private final Path directory;
    private final Path work;
    private final Supplier<Helm> helm;
    private final ReleasedVersions released;

    /**
     * @param directory that of {@code ratchet.yaml}
     * @param work a directory of this run
     */
    public TargetChart(Config config, Path directory, Path work, Supplier<Helm> helm, ReleasedVersions released) {
        this.config = config;
        this.directory = directory;
        this.work = work;
        this.helm = helm;
        this.released = released;
    }

    /**
     * The chart.
     *
     * @param version of the chart or of the application; null for what lies on this machine
     * @throws RefusedException where its source does not have it; says what it has
     */
    public ChartInfo fetch(String version) {
        ChartSource source = new ChartSource(config.chart(), config.repository(), directory);
        try {
            Path into = Files.createTempDirectory(work, "chart");
            // A local chart needs no helm, and nobody to be asked.
            return source.local()
                    ? source.fetch(null, version, into)
                    : source.fetch(helm.get(), version == null ? null : released(version), into);
        } catch (IOException e) {
            throw RunException.unavailable("no directory for the chart can be made: " + e.getMessage(), e);
        }
    }

    /** The zip on this machine that {@link #fetch} takes the chart of a version from; empty where it is none. */
    public Optional<Path> zip(String version) {
        return new ChartSource(config.chart(), config.repository(), directory).zip(version);
    }

    /** The version as its source calls it; of several charts of one application the newest. */
    private String released(String version) {
        List<ReleasedVersions.Answer> answers = released.ask();
        if (answers.isEmpty() || !answers.get(0).required() || answers.get(0).problem() != null) {
            return version; // the fetch itself says what is wrong
        }
        ReleasedVersions.Answer own = answers.get(0);
        List<Released> found =
                own.versions().stream().filter(each -> each.is(version)).toList();
        if (found.isEmpty()) {
            VersionScheme scheme = VersionScheme.of(config.versions());
            throw new RefusedException(TargetReleased.lacking(
                            version,
                            answers.stream()
                                    .map(answer -> new VersionPath.SourceAnswer(
                                            answer.source().name(),
                                            answer.versions().size(),
                                            PathReader.newest(answer.versions(), scheme)
                                                    .orElse(null),
                                            answer == own,
                                            answer.find(version).isPresent(),
                                            answer.problem()))
                                    .toList())
                    .toList());
        }
        return found.stream()
                .map(Released::version)
                .filter(each -> each.equals(version) || each.equals("v" + version))
                .findFirst()
                .orElseGet(() -> found.get(0).version());
    }
}
