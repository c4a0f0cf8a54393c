package io.jenkins.plugins.ratchet.restore;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.ratchet.compose.DatabaseServices;
import io.jenkins.plugins.ratchet.compose.FormerImage;
import io.jenkins.plugins.ratchet.compose.FormerProject;
import io.jenkins.plugins.ratchet.compose.LocalImage;
import io.jenkins.plugins.ratchet.compose.ServiceContainer;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.record.ReleaseVersion;
import io.jenkins.plugins.ratchet.registry.ImagePull;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A project in the version that the backups belong to: its services with the images that ran then, told by their digests,
 * and with the configuration that its files give them today. Ratchet keeps no configuration, as secrets are in it; it
 * knows whether it is the same by Compose's hash of it.
 */
final class MatchingProject implements VersionOfThen {
    private static final String POSSIBLE = "restore-possible";

    private final RestoreContext context;
    private final ProjectMeans project;
    private final ReleaseVersion version;
    private final FormerProject former;
    private final DatabaseServices databases;

    MatchingProject(RestoreContext context, ReleaseVersion version, FormerProject former, DatabaseServices databases) {
        this.context = context;
        this.project = context.project();
        this.version = version;
        this.former = former;
        this.databases = databases;
    }

    ReleaseVersion version() {
        return version;
    }

    FormerProject former() {
        return former;
    }

    /** Services that are never stopped, only rolled where they were. */
    Set<String> databaseServices() {
        return databases.services();
    }

    /** Of what was stopped, what comes back as it was: it is rolled by nobody, and belongs to the version of then. */
    Set<String> notRolled(Collection<String> writers) {
        Set<String> started = new TreeSet<>(writers);
        former.images().forEach(image -> started.remove("service/" + image.service()));
        started.removeAll(strangers(writers));
        return started;
    }

    /** What was stopped and is of no version but the one that is left: nobody starts it on the restored databases. */
    private Set<String> strangers(Collection<String> writers) {
        Set<String> strangers = new TreeSet<>();
        for (String writer : writers) {
            String service = writer.substring(writer.indexOf('/') + 1);
            if (former.model().service(service).isEmpty() && !former.ran().containsKey(service)) {
                strangers.add(writer);
            }
        }
        return strangers;
    }

    @Override
    public Optional<JsonNode> values() {
        return Optional.of(former.model().json());
    }

    @Override
    public String description() {
        return version.chartVersion() + " of project " + version.chart()
                + ", its services rolled once more; its migration is not run";
    }

    @Override
    public List<String> images() {
        Map<String, ServiceContainer> now = new HashMap<>();
        project.engine().containers(project.compose().project()).stream()
                .filter(each -> !each.oneOff())
                .forEach(each -> now.putIfAbsent(each.service(), each));
        Map<String, List<String>> services = new LinkedHashMap<>();
        for (FormerImage image : former.images()) {
            services.computeIfAbsent(
                            image.described() + "; " + runs(image, now.get(image.service())), line -> new ArrayList<>())
                    .add(image.service());
        }
        return services.entrySet().stream()
                .map(entry -> String.join(", ", entry.getValue()) + ": " + entry.getKey())
                .toList();
    }

    private static String runs(FormerImage image, ServiceContainer now) {
        if (now == null) {
            return "no container now";
        }
        return now.imageId().equals(image.id()) ? "used now" : now.image() + " is used now";
    }

    @Override
    public List<String> pinned() {
        List<String> pinned = new ArrayList<>();
        former.images().forEach(image -> pinned.add(image.pinned()));
        former.changed().forEach(service -> pinned.add("changed " + service));
        former.dropped().forEach(service -> pinned.add("dropped " + service));
        former.added().forEach(service -> pinned.add("added " + service));
        databases.services().stream().sorted().forEach(service -> pinned.add("kept " + service));
        return pinned;
    }

    @Override
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (!databases.services().isEmpty()) {
            notes.add("runs on, as databases run in it: " + String.join(", ", new TreeSet<>(databases.services())));
        }
        if (former.ran().isEmpty()) {
            notes.add("nobody remembers what ran in revision " + version.revision()
                    + ": images are taken by the names that the files have for them in version "
                    + version.chartVersion());
        }
        Set<String> strangers =
                strangers(new ProjectWriters(project, context.release().events()).running(databases.services()));
        if (!strangers.isEmpty()) {
            notes.add("stays stopped, as the version of then does not have it: " + String.join(", ", strangers));
        }
        return notes;
    }

    @Override
    public List<Finding> obstacles(List<Subject> subjects, Set<String> repoint) {
        List<Finding> findings = new ArrayList<>();
        if (!databases.untold().isEmpty()) {
            findings.add(Finding.block(
                    POSSIBLE,
                    "nobody can tell which services the databases run in, and must not be stopped: "
                            + String.join("; ", databases.untold()),
                    "services that publish these ports, or are named",
                    "name them under compose.databaseServices, [] where they run outside of the project"));
        }
        List<String> unknown = databases.services().stream()
                .filter(service -> former.model().service(service).isEmpty())
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            findings.add(Finding.block(
                    POSSIBLE,
                    "compose.databaseServices names what the Compose files do not have: " + String.join(", ", unknown),
                    "services of the project",
                    "they have " + String.join(", ", former.model().services().keySet())));
        }
        startedByHand().ifPresent(findings::add);
        images(findings);
        configuration().ifPresent(findings::add);
        if (serversAreReplaced()) {
            findings.addAll(NewerServer.findings(context, subjects));
        }
        return findings;
    }

    /** Containers of `docker compose run` belong to no service that could be stopped and started. */
    private Optional<Finding> startedByHand() {
        List<String> running = project.engine().containers(project.compose().project()).stream()
                .filter(each -> each.oneOff() && each.running())
                .map(ServiceContainer::name)
                .sorted()
                .toList();
        return running.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.block(
                        POSSIBLE,
                        "somebody runs containers of the project beside its services: " + String.join(", ", running),
                        "only services, which can be stopped and started",
                        "wait until they have ended, or end them: docker stop " + String.join(" ", running)));
    }

    private void images(List<Finding> findings) {
        List<String> gone = new ArrayList<>();
        for (FormerImage image : former.images()) {
            if (image.way() == FormerImage.Way.GONE) {
                gone.add(image.toString());
            } else if (image.way() == FormerImage.Way.PULLED) {
                ImagePull there = project.registry().apply(image.source());
                if (there.is(ImagePull.State.MISSING)) {
                    gone.add(image + ": " + there.reason());
                }
            }
        }
        if (!gone.isEmpty()) {
            findings.add(missing(String.join("; ", gone)));
        }
    }

    private static Finding missing(String seen) {
        return Finding.block(
                POSSIBLE,
                "images of then cannot be had: " + seen,
                "every image that ran then",
                "bring them to the engine's machine, e.g. by docker load, then run it again; nothing was touched");
    }

    private Optional<Finding> configuration() {
        List<String> differs = new ArrayList<>();
        if (!former.changed().isEmpty()) {
            differs.add("configured otherwise: " + String.join(", ", former.changed()));
        }
        if (!former.dropped().isEmpty()) {
            differs.add("no longer there: " + String.join(", ", former.dropped()));
        }
        if (!former.added().isEmpty()) {
            differs.add("new: " + String.join(", ", former.added()));
        }
        return differs.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.warn(
                        "restore-configuration",
                        "the project's files and variables of today do not describe what ran in version "
                                + version.chartVersion() + "; services " + String.join("; ", differs),
                        "the files and variables of then",
                        "bring them back first, e.g. by git checkout; what is rolled follows the files as they are"));
    }

    /** Whether a service that databases run in gets another image than it has. */
    private boolean serversAreReplaced() {
        return project.engine().containers(project.compose().project()).stream()
                .filter(each -> !each.oneOff() && databases.services().contains(each.service()))
                .anyMatch(each -> former.images().stream()
                        .filter(image -> image.service().equals(each.service()))
                        .anyMatch(image -> !each.imageId().equals(image.id())));
    }

    @Override
    public void fetch() {
        List<String> missing = new ArrayList<>();
        Set<String> asked = new LinkedHashSet<>();
        for (FormerImage image : former.images()) {
            if (image.way() == FormerImage.Way.GONE) {
                missing.add(image.toString());
            } else if (image.way() == FormerImage.Way.PULLED && asked.add(image.source())) {
                context.release().events().fact("images", "pulls " + image.source());
                project.engine().pull(image.source()).ifPresent(words -> missing.add(image + ": " + words));
            }
        }
        if (missing.isEmpty()) {
            former.images().stream()
                    .filter(image -> image.id() != null
                            && project.engine().image(image.id()).isEmpty())
                    .forEach(image -> missing.add(image + ": what was pulled is another one"));
        }
        if (!missing.isEmpty()) {
            throw new RefusedException(List.of(missing(String.join("; ", missing))));
        }
    }

    /** Has the names in the files mean the images of then; what runs keeps its own. */
    void name() {
        for (FormerImage image : former.images()) {
            boolean meant = project.engine()
                    .image(image.name())
                    .map(LocalImage::id)
                    .filter(id -> image.id() == null || id.equals(image.id()))
                    .isPresent();
            if (!meant && image.id() != null && !image.name().contains("@")) {
                context.release().events().fact("images", image.name() + " means " + image.identity() + " again");
                project.engine().tag(image.id(), image.name());
            }
        }
    }
}
