package io.jenkins.plugins.ratchet.plan.compose;

import io.jenkins.plugins.ratchet.cluster.WorkloadStatus;
import io.jenkins.plugins.ratchet.compose.ComposeCommand;
import io.jenkins.plugins.ratchet.compose.ComposeModel;
import io.jenkins.plugins.ratchet.compose.Engine;
import io.jenkins.plugins.ratchet.compose.LocalImage;
import io.jenkins.plugins.ratchet.compose.ProjectReleases;
import io.jenkins.plugins.ratchet.compose.ProjectRevision;
import io.jenkins.plugins.ratchet.compose.ServiceContainer;
import io.jenkins.plugins.ratchet.compose.ServiceReadiness;
import io.jenkins.plugins.ratchet.plan.Outlook;
import io.jenkins.plugins.ratchet.plan.OutlookReader;
import io.jenkins.plugins.ratchet.plan.Situation;
import io.jenkins.plugins.ratchet.plan.compose.ServiceChange.Place;
import io.jenkins.plugins.ratchet.plan.compose.ServiceChange.Role;
import io.jenkins.plugins.ratchet.registry.ImagePull;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Compares the project as it runs with what the files make of it in the version to go to. */
public final class ComposeReader implements OutlookReader {
    private final ComposeCommand compose;
    private final Engine engine;
    private final ProjectReleases releases;
    private final Function<String, ImagePull> registry;

    /** @param registry asked for images that are not here; null where it is not to be */
    public ComposeReader(
            ComposeCommand compose, Engine engine, ProjectReleases releases, Function<String, ImagePull> registry) {
        this.compose = compose;
        this.engine = engine;
        this.releases = releases;
        this.registry = registry;
    }

    @Override
    public Outlook read(Situation situation) {
        String version = situation.target().version();
        String migration = situation.config().compose().migration();
        ComposeModel model = compose.render(version);
        List<ServiceContainer> containers = engine.containers(compose.project());
        Set<String> needed = migration == null ? Set.of() : Set.copyOf(model.neededBy(migration));
        List<String> rolled = compose.rolled(model);
        Set<String> order = new LinkedHashSet<>();
        if (migration != null) {
            order.add(migration);
        }
        order.addAll(rolled);
        order.addAll(model.services().keySet());
        Comparison comparison = new Comparison(model, containers, compose.hashes(version), images(model));
        List<ServiceChange> changes = new ArrayList<>();
        for (String service : order) {
            Role role = service.equals(migration)
                    ? Role.MIGRATION
                    : needed.contains(service) ? Role.NEEDED : rolled.contains(service) ? Role.ROLLED : Role.LEFT;
            model.service(service).map(each -> comparison.of(each, role)).ifPresent(changes::add);
        }
        return situation
                .outlook()
                .withCompose(new ComposeOutlook(
                        compose.project(),
                        engine.version(),
                        compose.version(),
                        changes,
                        model.unset(),
                        compose.kept().orElse(null),
                        otherFiles(containers),
                        missingFiles(model, changes),
                        orphans(containers, compose.declared(version))));
    }

    /** Of the services that are started; an engine elsewhere has files of its own. */
    private List<String> missingFiles(ComposeModel model, List<ServiceChange> changes) {
        List<String> missing = new ArrayList<>();
        boolean looked =
                changes.stream().anyMatch(change -> !filesOf(model, change).isEmpty()) && engine.local();
        for (ServiceChange change : looked ? changes : List.<ServiceChange>of()) {
            filesOf(model, change).forEach((inside, file) -> {
                if (Files.notExists(file)) {
                    missing.add(file + " (" + inside + " of service " + change.service() + ")");
                }
            });
        }
        return missing;
    }

    private static Map<String, Path> filesOf(ComposeModel model, ServiceChange change) {
        return change.role() == Role.LEFT
                ? Map.of()
                : model.service(change.service())
                        .map(ComposeModel.Service::files)
                        .orElse(Map.of());
    }

    private List<String> otherFiles(List<ServiceContainer> containers) {
        return containers.stream()
                .filter(each -> !each.oneOff())
                .flatMap(each -> each.configFiles().stream())
                .filter(file -> !compose.files().contains(file))
                .distinct()
                .sorted()
                .toList();
    }

    /** What the files no longer have stays running: nobody looks for it by its service any more. */
    private static List<String> orphans(List<ServiceContainer> containers, Set<String> declared) {
        return containers.stream()
                .filter(each -> !each.oneOff() && !each.ended() && !declared.contains(each.service()))
                .map(ServiceContainer::service)
                .distinct()
                .sorted()
                .toList();
    }

    /** By name, as far as they are here. */
    private Map<String, LocalImage> images(ComposeModel model) {
        Map<String, LocalImage> images = new HashMap<>();
        model.services().values().stream()
                .map(ComposeModel.Service::image)
                .distinct()
                .forEach(name -> engine.image(name).ifPresent(image -> images.put(name, image)));
        return images;
    }

    private final class Comparison {
        private final ComposeModel model;
        private final List<ServiceContainer> containers;
        private final Map<String, String> hashes;
        private final Map<String, LocalImage> images;
        private final Map<String, ImagePull> asked = new HashMap<>();
        private final List<ProjectRevision> remembered = releases.remembered();

        Comparison(
                ComposeModel model,
                List<ServiceContainer> containers,
                Map<String, String> hashes,
                Map<String, LocalImage> images) {
            this.model = model;
            this.containers = containers;
            this.hashes = hashes;
            this.images = images;
        }

        ServiceChange of(ComposeModel.Service service, Role role) {
            Optional<ServiceContainer> running = containers.stream()
                    .filter(each -> !each.oneOff() && each.service().equals(service.name()))
                    .findFirst();
            Optional<LocalImage> old = running.flatMap(each -> engine.image(each.imageId()));
            LocalImage here = images.get(service.image());
            ImagePull there = here == null && !service.built() && registry != null && role != Role.LEFT
                    ? asked.computeIfAbsent(service.image(), registry)
                    : null;
            String identity = here != null ? here.identity() : there == null ? null : there.digest();
            WorkloadStatus status = ServiceReadiness.of(model, service.name(), containers, compose.project());
            return new ServiceChange(
                    service.name(),
                    role,
                    running.map(ServiceContainer::image).orElse(null),
                    running.map(engine::identity).orElse(null),
                    service.image(),
                    identity,
                    place(service, here, there),
                    there == null ? null : there.reason(),
                    olderAs(service.name(), running, identity),
                    role == Role.ROLLED && changed(service, running, here)
                            || role == Role.NEEDED && changed(service, running, here),
                    running.map(each -> variables(service, each, old)).orElse(List.of()),
                    role == Role.MIGRATION || status.ready() ? null : status.toString());
        }

        private boolean changed(ComposeModel.Service service, Optional<ServiceContainer> running, LocalImage image) {
            return running.isEmpty()
                    || !running.get().configHash().equals(hashes.get(service.name()))
                    || image != null && !image.id().equals(running.get().imageId());
        }

        /** An image that a revision before the running one had, and the running one has not. */
        private Integer olderAs(String service, Optional<ServiceContainer> running, String identity) {
            if (identity == null || running.isEmpty() || remembered.size() < 2) {
                return null;
            }
            ProjectRevision.Rolled now = null;
            Integer older = null;
            for (ProjectRevision revision : ProjectRevision.notLeft(remembered)) {
                ProjectRevision.Rolled rolled = revision.services().get(service);
                if (rolled != null && revision.state() == ProjectRevision.State.DEPLOYED) {
                    older = rolled.identity().equals(identity) ? Integer.valueOf(revision.number()) : older;
                    now = rolled;
                }
            }
            return now == null || now.identity().equals(identity) ? null : older;
        }

        /** What becomes of each variable; values are never shown. */
        private List<String> variables(
                ComposeModel.Service service, ServiceContainer running, Optional<LocalImage> image) {
            Map<String, String> changes = new TreeMap<>();
            Map<String, String> before = running.environment();
            service.environment().forEach((name, value) -> {
                if (!before.containsKey(name)) {
                    changes.put(name, name + " is new: ****");
                } else if (value != null && !Objects.equals(before.get(name), value)) {
                    changes.put(name, name + " changes: **** → ****");
                }
            });
            Set<String> own = image.map(LocalImage::variables).orElse(before.keySet());
            before.keySet().stream()
                    .filter(name ->
                            !own.contains(name) && !service.environment().containsKey(name))
                    .forEach(name -> changes.put(name, name + " goes: ****"));
            List<String> all = new ArrayList<>(changes.values());
            all.addAll(files(service.files().keySet(), running));
            return all;
        }
    }

    /** Secrets and configs are files in a container; what is in them is looked at by nobody. */
    private static List<String> files(Set<String> wanted, ServiceContainer running) {
        List<String> changes = new ArrayList<>();
        wanted.stream()
                .filter(file -> !running.mounted().contains(file))
                .sorted()
                .forEach(file -> changes.add("file " + file + " is new"));
        running.secretFiles().stream()
                .filter(file -> !wanted.contains(file))
                .sorted()
                .forEach(file -> changes.add("file " + file + " goes"));
        return changes;
    }

    private static Place place(ComposeModel.Service service, LocalImage here, ImagePull there) {
        if (here != null) {
            return Place.HERE;
        }
        if (service.built()) {
            return Place.BUILT;
        }
        if (there == null) {
            return Place.UNKNOWN;
        }
        return switch (there.state()) {
            case THERE -> Place.REGISTRY;
            case MISSING -> Place.MISSING;
            default -> Place.UNKNOWN;
        };
    }
}
