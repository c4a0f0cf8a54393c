package io.jenkins.plugins.ratchet.restore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.helm.ChartSource;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.helm.StoredChart;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.upgrade.UpgradeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The chart that was deployed when the backups were taken, to be installed again.
 *
 * <p>Best is what helm stored with the revision of then: the manifests that it rendered, subcharts and random values
 * included, are to the byte what ran. Where values have to change, so that it must be rendered anew, its stored templates
 * do if no other chart belongs to them. Otherwise the chart's source has to have exactly that version.
 */
final class MatchingChart implements VersionOfThen {
    private enum Source {
        RENDERED,
        TEMPLATES,
        FETCHED
    }

    private final UpgradeContext context;
    private final ReleaseVersion version;
    private final Map<String, String> repoint;
    private final Optional<StoredChart> stored;
    private final Optional<Release> release;
    private final Source source;
    private List<String> fetched;

    private MatchingChart(
            UpgradeContext context,
            ReleaseVersion version,
            Map<String, String> repoint,
            Optional<StoredChart> stored,
            Optional<Release> release,
            Source source) {
        this.context = context;
        this.version = version;
        this.repoint = repoint;
        this.stored = stored;
        this.release = release;
        this.source = source;
    }

    /** @param repoint values that change; empty where all stay */
    static MatchingChart find(UpgradeContext context, ReleaseVersion version, Map<String, String> repoint) {
        Optional<RevisionMeta> revision = version.revision() == null
                ? Optional.empty()
                : context.releases().history().revision(version.revision());
        // After a reinstallation the same number may mean something else.
        Optional<Release> release = revision.flatMap(context.releases()::load)
                .filter(found -> found.chart().equals(version.chart())
                        && found.chartVersion().equals(version.chartVersion()));
        Optional<StoredChart> stored = release.isEmpty()
                ? Optional.empty()
                : revision.flatMap(context.inCluster().releases()::chart);
        Source source;
        if (stored.isPresent() && repoint.isEmpty()) {
            source = Source.RENDERED;
        } else if (stored.isPresent() && !stored.get().hasDependencies()) {
            source = Source.TEMPLATES;
        } else {
            source = Source.FETCHED;
        }
        return new MatchingChart(context, version, repoint, stored, release, source);
    }

    /** Merged; empty where helm has forgotten the revision. */
    @Override
    public Optional<JsonNode> values() {
        return release.map(Release::values);
    }

    /** What somebody else holds can be installed as it was rendered then, and in no other way. */
    @Override
    public List<Finding> obstacles(List<Subject> subjects, Set<String> changing) {
        Optional<String> holder = context.installer().holder();
        if (holder.isEmpty() || source == Source.RENDERED) {
            return List.of();
        }
        return List.of(
                changing.isEmpty()
                        ? Finding.block(
                                "restore-possible",
                                "helm does not keep the revision of then any more, and " + holder.get()
                                        + " holds the chart",
                                "the revision of then in the release's history",
                                "restore the databases alone, into new ones: --strategy new-instance --print-only; then ask"
                                        + " the vendor how to install the version of then")
                        : Finding.block(
                                "restore-possible",
                                "the release would be led to another place by its values ("
                                        + String.join(", ", changing)
                                        + "), and " + holder.get()
                                        + " holds these and would lead it back the next time",
                                "databases that are restored where they are",
                                "use --strategy in-place, or add --print-only to restore the databases alone"));
    }

    @Override
    public String description() {
        String what = version.chart() + " " + version.chartVersion();
        String values = stored.isPresent()
                ? ", with the values of then"
                : ", with the values files of the configuration, as helm does not keep revision " + version.revision()
                        + " any more";
        return switch (source) {
            case RENDERED -> what + " as helm rendered it for revision " + version.revision();
            case TEMPLATES -> what + " from its templates in revision " + version.revision() + values;
            case FETCHED -> what + " from " + context.config().chart() + values;
        };
    }

    @Override
    public List<String> hooks() {
        return release.stream()
                .flatMap(found -> found.hooks().stream())
                .filter(hook ->
                        hook.events().contains("pre-upgrade") || hook.events().contains("post-upgrade"))
                .map(hook -> hook.kind() + " " + hook.name() + " (" + String.join(", ", hook.events()) + ")")
                .toList();
    }

    long upgradeHooks() {
        return release.map(found -> found.upgradeJobs().size()).orElse(0);
    }

    @Override
    public void fetch() {
        arguments();
    }

    /** Of the chart and its values as helm is given them. */
    List<String> arguments() {
        if (fetched == null) {
            fetched = written();
        }
        return fetched;
    }

    private List<String> written() {
        Config config = context.config();
        try {
            Path work = Files.createTempDirectory(context.work(), "matching");
            JsonNode merged = release.map(Release::values).orElse(MissingNode.getInstance());
            List<String> arguments = new ArrayList<>(List.of(chart(work).toString()));
            if (stored.isPresent()) {
                ObjectNode values = stored.get().givenValues().deepCopy();
                Repoint.apply(values, repoint, merged);
                arguments.addAll(List.of("--values", write(work.resolve("given-values.json"), values)));
            } else {
                config.values()
                        .forEach(file -> arguments.addAll(List.of(
                                "--values", context.directory().resolve(file).toString())));
                arguments.addAll(config.helmArgs());
                ObjectNode values = Json.mapper().createObjectNode();
                Repoint.apply(values, repoint, merged);
                arguments.addAll(List.of("--values", write(work.resolve("repoint.json"), values)));
            }
            return arguments;
        } catch (IOException e) {
            throw RunException.unavailable("no directory for the chart can be made: " + e.getMessage(), e);
        }
    }

    private Path chart(Path work) {
        if (source != Source.FETCHED) {
            Path directory = work.resolve(version.chart());
            return source == Source.RENDERED
                    ? stored.orElseThrow().writeRendered(directory)
                    : stored.orElseThrow().writeTemplates(directory);
        }
        Config config = context.config();
        ChartInfo found = new ChartSource(config.chart(), config.repository(), context.directory())
                .fetch(context.inCluster().helm().get(), version.chartVersion(), work);
        if (!found.name().equals(version.chart()) || !found.version().equals(version.chartVersion())) {
            throw RunException.usage("chart " + found.path() + " is " + found.name() + " " + found.version()
                    + ", but the backups belong to " + version + "; name that chart with --chart");
        }
        return found.path().toAbsolutePath();
    }

    private static String write(Path file, ObjectNode values) throws IOException {
        Files.write(file, Json.mapper().writeValueAsBytes(values));
        return file.toString();
    }
}
