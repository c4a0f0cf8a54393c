package io.jenkins.plugins.ratchet.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.ratchet.cluster.JobOutcome;
import io.jenkins.plugins.ratchet.compose.ProjectHistory.Entry;
import io.jenkins.plugins.ratchet.compose.ProjectHistory.Live;
import io.jenkins.plugins.ratchet.compose.ProjectRevision.Rolled;
import io.jenkins.plugins.ratchet.compose.ProjectRevision.State;
import io.jenkins.plugins.ratchet.config.Config;
import io.jenkins.plugins.ratchet.helm.Hook;
import io.jenkins.plugins.ratchet.helm.Release;
import io.jenkins.plugins.ratchet.helm.ReleaseHistory;
import io.jenkins.plugins.ratchet.helm.Releases;
import io.jenkins.plugins.ratchet.helm.RevisionMeta;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.version.VersionScheme;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A project as a release with revisions: those that Ratchet made stand in its file, what runs tells the rest. Whatever
 * was started by hand counts as a revision of its own.
 */
public final class ProjectReleases implements Releases {
    private final ComposeCommand compose;
    private final Engine engine;
    private final Config config;
    private final RevisionFile file;
    private final String markLabel;
    private final Map<String, JsonNode> models = new HashMap<>();
    private final Map<Integer, JobOutcome> migrations = new HashMap<>();
    private List<Entry> last = List.of();
    private ComposeModel pattern;
    private String engineId;

    /**
     * @param directory where the record is kept
     * @param markLabel under which a revision carries the mark of its upgrade
     */
    public ProjectReleases(ComposeCommand compose, Engine engine, Config config, Path directory, String markLabel) {
        this.compose = compose;
        this.engine = engine;
        this.config = config;
        this.file = new RevisionFile(directory.resolve(config.release() + ".revisions.json"));
        this.markLabel = markLabel;
    }

    @Override
    public ReleaseHistory history() {
        last = entries();
        return new ReleaseHistory(last.stream().map(this::meta).toList());
    }

    private List<Entry> entries() {
        List<ProjectRevision> kept = file.read();
        List<ServiceContainer> containers = engine.containers(compose.project());
        ProjectRevision newest = kept.isEmpty() ? null : kept.get(kept.size() - 1);
        Comparator<String> order = VersionScheme.of(config.versions()).comparator();
        return ProjectHistory.of(
                kept,
                new Live(
                        containers.isEmpty()
                                ? null
                                : RunningVersions.of(pattern(), serving(containers))
                                        .highest(order)
                                        .orElse(null),
                        newest != null && runs(newest, containers),
                        newest != null
                                && newest.run() != null
                                && newest.run().life("").isThere(),
                        containers.stream()
                                .filter(each -> !each.oneOff())
                                .map(ServiceContainer::created)
                                .filter(Objects::nonNull)
                                .max(Comparator.naturalOrder())
                                .orElse(Instant.EPOCH)));
    }

    /** A migration's container stays as it ended when services go elsewhere: it says nothing of what runs. */
    private List<ServiceContainer> serving(List<ServiceContainer> containers) {
        return containers.stream()
                .filter(each -> !each.service().equals(config.compose().migration()))
                .toList();
    }

    private ComposeModel pattern() {
        if (pattern == null) {
            pattern = compose.render(RunningVersions.PLACEHOLDER);
        }
        return pattern;
    }

    /** Whether every service has containers, all of them made from that configuration and that image. */
    private static boolean runs(ProjectRevision revision, List<ServiceContainer> containers) {
        return !revision.services().isEmpty()
                && revision.services().entrySet().stream().allMatch(rolled -> {
                    List<ServiceContainer> own = containers.stream()
                            .filter(each -> !each.oneOff() && each.service().equals(rolled.getKey()))
                            .toList();
                    return !own.isEmpty()
                            && own.stream()
                                    .allMatch(each -> each.configHash()
                                                    .equals(rolled.getValue().hash())
                                            && each.imageId()
                                                    .equals(rolled.getValue().imageId()));
                });
    }

    private RevisionMeta meta(Entry entry) {
        ProjectRevision revision = entry.revision();
        if (engineId == null) {
            engineId = engine.id();
        }
        return new RevisionMeta(
                compose.project() + "/" + revision.number(),
                revision.number(),
                entry.status(),
                revision.mark() == null ? Map.of() : Map.of(markLabel, revision.mark()),
                revision.at(),
                engineId + "/" + compose.project() + "/" + revision.number(),
                null);
    }

    /** As it was when the history was read that names it. */
    @Override
    public Optional<Release> load(RevisionMeta meta) {
        return last.stream()
                .filter(entry -> entry.revision().number() == meta.revision())
                .findFirst()
                .map(this::release);
    }

    private Release release(Entry entry) {
        ProjectRevision revision = entry.revision();
        Hook migration = new Hook(config.compose().migration(), "Job", List.of("pre-upgrade"), List.of());
        return new Release(
                config.release(),
                config.namespace(),
                revision.number(),
                entry.status(),
                null,
                compose.project(),
                revision.version(),
                revision.version(),
                revision.at(),
                model(revision.version()),
                "",
                config.compose().migration() == null || revision.state() == State.SEEN ? List.of() : List.of(migration),
                entry.wentBackTo());
    }

    /** The values of a revision are the project as its files and variables describe it today, in that version. */
    private JsonNode model(String version) {
        return models.computeIfAbsent(version, each -> {
            try {
                return compose.render(each).json();
            } catch (RunException e) {
                return MissingNode.getInstance(); // files of old versions need not be there any more
            }
        });
    }

    /** The project as it is, or is being made, in its newest revision. */
    public ComposeModel current() {
        List<Entry> entries = last.isEmpty() ? entries() : last;
        return compose.render(
                entries.isEmpty()
                        ? RunningVersions.PLACEHOLDER
                        : entries.get(entries.size() - 1).revision().version());
    }

    /** What is remembered of a revision; empty where Ratchet did not make it. */
    public Optional<ProjectRevision> made(int number) {
        return file.read().stream()
                .filter(each -> each.number() == number)
                .findFirst()
                .map(each -> migrations.containsKey(number) ? each.migrated(migrations.get(number)) : each);
    }

    /** Those that Ratchet remembers, oldest first. */
    public List<ProjectRevision> remembered() {
        return file.read();
    }

    /** What ran for each service in a revision; empty where that is not known any more. */
    public Map<String, Rolled> ran(int number) {
        last = entries();
        return last.stream()
                .filter(entry -> entry.revision().number() == number)
                .findFirst()
                .map(this::asItRuns)
                .map(ProjectRevision::services)
                .orElse(Map.of());
    }

    /** By service that is rolled, what it will consist of. */
    public Map<String, Rolled> toBeRun(String version) {
        ComposeModel model = compose.render(version);
        Map<String, String> hashes = compose.hashes(version);
        Map<String, Rolled> rolled = new LinkedHashMap<>();
        for (String service : compose.rolled(model)) {
            String name = model.services().get(service).image();
            LocalImage image = engine.image(name)
                    .orElseThrow(
                            () -> RunException.unavailable("image " + name + " has just gone; nothing was changed"));
            rolled.put(service, new Rolled(name, image.id(), image.identity(), hashes.get(service)));
        }
        return rolled;
    }

    /** One that was found running, with what runs; only the last one still does. */
    private ProjectRevision asItRuns(Entry entry) {
        ProjectRevision revision = entry.revision();
        boolean known = revision.state() != State.SEEN || !revision.services().isEmpty();
        return known || entry != last.get(last.size() - 1) ? revision : revision.running(running());
    }

    private Map<String, Rolled> running() {
        Map<String, Rolled> running = new LinkedHashMap<>();
        engine.containers(compose.project()).stream()
                .filter(each -> !each.oneOff())
                .forEach(each -> running.put(
                        each.service(),
                        new Rolled(each.image(), each.imageId(), engine.identity(each), each.configHash())));
        return running;
    }

    /** Writes a revision down before anything is done for it, after what was found running until then. */
    public void begin(ProjectRevision revision) {
        last = entries();
        List<ProjectRevision> all =
                new ArrayList<>(last.stream().map(this::settled).toList());
        all.add(revision);
        file.write(all);
        last = entries();
    }

    /** As it turned out: a later run need not work that out again. */
    private ProjectRevision settled(Entry entry) {
        return switch (entry.status()) {
            case DEPLOYED ->
                entry.revision().state() == State.SEEN
                        ? asItRuns(entry)
                        : entry.revision().ended(State.DEPLOYED);
            case FAILED -> entry.revision().ended(State.FAILED);
            default -> entry.revision();
        };
    }

    /** What it logged is not kept: it may hold secrets. */
    public void migrated(int number, JobOutcome outcome) {
        migrations.put(number, outcome);
        JobOutcome kept = new JobOutcome(
                outcome.name(),
                outcome.uid(),
                outcome.hook(),
                outcome.state(),
                outcome.message(),
                outcome.started(),
                outcome.finished(),
                null);
        file.change(number, revision -> revision.migrated(kept));
    }

    public void ended(int number, boolean deployed) {
        file.change(number, revision -> revision.ended(deployed ? State.DEPLOYED : State.FAILED));
    }
}
