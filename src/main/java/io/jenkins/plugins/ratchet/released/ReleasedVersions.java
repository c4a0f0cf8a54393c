package io.jenkins.plugins.ratchet.released;

import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.config.ReleasedAt;
import io.jenkins.plugins.ratchet.helm.ChartFiles;
import io.jenkins.plugins.ratchet.helm.GitChart;
import io.jenkins.plugins.ratchet.helm.Helm;
import io.jenkins.plugins.ratchet.helm.HelmFiles;
import io.jenkins.plugins.ratchet.helm.VersionInName;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.registry.Download;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks the places that know which versions were released, each once for a run: the chart's own, and those configured. */
public final class ReleasedVersions {
    private static final Duration UPDATE_TIMEOUT = Duration.ofMinutes(5);

    private final Config config;
    private final Path directory;
    private final Path work;
    private final Supplier<Helm> helm;
    private final HelmFiles files;
    private final Download http = new Download();
    private List<Answer> answers;

    /**
     * @param directory that of {@code ratchet.yaml}
     * @param work where archives may be unpacked
     * @param helm asked for where the chart is in a repository that helm knows
     */
    public ReleasedVersions(
            Config config, Path directory, Path work, Supplier<Helm> helm, Map<String, String> environment) {
        this.config = config;
        this.directory = directory;
        this.work = work;
        this.helm = helm;
        this.files = new HelmFiles(environment);
    }

    /**
     * What one source said.
     *
     * @param required whether the target must be there
     * @param versions empty where it did not answer
     * @param problem why it did not; null where it did
     */
    public record Answer(VersionSource source, boolean required, List<Released> versions, String problem) {
        /** The version that a person means by this. */
        public Optional<Released> find(String wanted) {
            return versions.stream().filter(each -> each.is(wanted)).findFirst();
        }
    }

    /** The chart's own source first, where it has one. */
    public synchronized List<Answer> ask() {
        if (answers == null) {
            List<Answer> asked = new ArrayList<>();
            own().ifPresent(source -> asked.add(ask(source, !source.partial())));
            config.versions().sources().forEach(place -> asked.add(ask(source(place), place.required())));
            answers = List.copyOf(asked);
        }
        return answers;
    }

    private static Answer ask(VersionSource source, boolean required) {
        try {
            return new Answer(source, required, List.copyOf(source.versions()), null);
        } catch (RunException e) {
            return new Answer(source, required, List.of(), e.getMessage());
        }
    }

    /** The source that {@code chart} names; a single directory knows nothing of other versions. */
    private Optional<VersionSource> own() {
        String chart = config.chart();
        if (GitChart.names(chart)) {
            return Optional.of(new GitTags(GitChart.parse(chart).url()));
        }
        if (chart.startsWith("oci://")) {
            return Optional.of(new OciTags(chart, new RegistryLogin(files), http));
        }
        String name = chart.substring(chart.lastIndexOf('/') + 1);
        if (config.repository() != null) {
            return Optional.of(
                    config.repository().startsWith("oci://")
                            ? new OciTags(config.repository() + "/" + name, new RegistryLogin(files), http)
                            : repository(config.repository(), name));
        }
        Path place = directory.resolve(chart.replaceFirst("\\.zip//.*", ".zip"));
        String file = ChartFiles.withoutEnding(place).replace("{version}", "0.0");
        boolean local =
                chart.contains("{version}") || chart.startsWith(".") || chart.startsWith("/") || Files.exists(place);
        if (local) {
            return VersionInName.of(file).isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ChartArchives(
                            place.toAbsolutePath().normalize().getParent(),
                            VersionInName.stem(file).orElse(null),
                            work));
        }
        return chart.indexOf('/') > 0
                ? Optional.of(known(chart.substring(0, chart.indexOf('/')), name))
                : Optional.empty();
    }

    private VersionSource source(ReleasedAt place) {
        String name = place.chart() != null
                ? place.chart()
                : config.chart().substring(config.chart().lastIndexOf('/') + 1);
        if (place.repo() != null) {
            return repository(place.repo(), name);
        }
        if (place.oci() != null) {
            return new OciTags(place.oci(), new RegistryLogin(files), http);
        }
        if (place.git() != null) {
            return new GitTags(place.git());
        }
        if (place.directory() != null) {
            return new ChartArchives(directory.resolve(place.directory()), null, work);
        }
        return new VersionList("list " + place.list(), directory.resolve(place.list()));
    }

    private ChartIndex repository(String url, String chart) {
        URI index = URI.create(url.replaceFirst("/+$", "") + "/index.yaml");
        return new ChartIndex(
                "repository " + Download.shown(index).replaceFirst("/index\\.yaml$", ""),
                chart,
                () -> http.file(index, ChartIndex.MAX_BYTES));
    }

    /** One of {@code helm repo list}: helm fetches the index, with the login that it has. */
    private ChartIndex known(String repository, String chart) {
        return new ChartIndex("repository " + repository, chart, () -> {
            helm.get().run(List.of("repo", "update", repository), UPDATE_TIMEOUT);
            try {
                return Files.readAllBytes(files.index(repository));
            } catch (IOException e) {
                throw RunException.unavailable(
                        "helm keeps no index of repository " + repository + " where it should: " + e.getMessage(), e);
            }
        });
    }
}
