package io.jenkins.plugins.ratchet.compose;

import io.jenkins.plugins.ratchet.compose.ProjectRevision.Rolled;
import io.jenkins.plugins.ratchet.config.ComposeSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A project in a version that it had before: as its files of today describe it, beside what is remembered of what ran.
 *
 * @param ran what ran for each service then; empty where nobody remembers
 * @param model the project in that version, as the files are today
 * @param images of the services that are rolled, in the order of rolling
 * @param changed services that the files of today configure otherwise than what ran
 */
public record FormerProject(
        String version, Map<String, Rolled> ran, ComposeModel model, List<FormerImage> images, Set<String> changed) {

    public FormerProject {
        ran = Map.copyOf(ran);
        images = List.copyOf(images);
        changed = new TreeSet<>(changed);
    }

    /** @throws MissingVariables where a variable is missing that the files require */
    public static FormerProject read(
            ComposeCommand compose, Engine engine, ComposeSettings settings, String version, Map<String, Rolled> ran) {
        ComposeModel model = compose.render(version);
        boolean mayPull = settings.images() != ComposeSettings.Images.staged;
        List<FormerImage> images = new ArrayList<>();
        for (String name : compose.rolled(model)) {
            ComposeModel.Service service = model.services().get(name);
            Rolled then = ran.get(name);
            images.add(FormerImage.of(
                    service,
                    then,
                    engine.image(service.image()),
                    then != null && engine.image(then.imageId()).isPresent(),
                    mayPull));
        }
        Map<String, String> hashes = compose.hashes(version);
        Set<String> changed = new TreeSet<>();
        ran.forEach((service, then) -> {
            if (images.stream().anyMatch(image -> image.service().equals(service))
                    && !then.hash().equals(hashes.get(service))) {
                changed.add(service);
            }
        });
        return new FormerProject(version, ran, model, images, changed);
    }

    /** Services that ran, and that the files of today do not have. */
    public Set<String> dropped() {
        Set<String> dropped = new TreeSet<>(ran.keySet());
        dropped.removeAll(model.services().keySet());
        return dropped;
    }

    /** Services that the files of today have, and that did not run. */
    public Set<String> added() {
        Set<String> added = new TreeSet<>();
        if (!ran.isEmpty()) {
            images.forEach(image -> added.add(image.service()));
            added.removeAll(ran.keySet());
        }
        return added;
    }
}
