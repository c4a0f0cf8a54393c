package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.compose.ComposeCommand;
import io.jenkins.plugins.ratchet.compose.ComposeModel;
import io.jenkins.plugins.ratchet.compose.Engine;
import io.jenkins.plugins.ratchet.compose.MissingVariables;
import io.jenkins.plugins.ratchet.compose.ProjectSecrets;
import io.jenkins.plugins.ratchet.config.ComposeSettings;
import io.jenkins.plugins.ratchet.event.Events;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.helm.ChartInfo;
import io.jenkins.plugins.ratchet.json.Json;
import io.jenkins.plugins.ratchet.outcome.Finding;
import io.jenkins.plugins.ratchet.outcome.RefusedException;
import io.jenkins.plugins.ratchet.outcome.RunException;
import io.jenkins.plugins.ratchet.plan.compose.ComposeImages;
import io.jenkins.plugins.ratchet.plan.compose.ComposeVariables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A project in the version to go to, up to the point where something that runs would be touched. */
final class ComposeStaging {
    private final ComposeSettings settings;
    private final Path directory;
    private final ComposeCommand compose;
    private final Engine engine;
    private final Redaction redaction;
    private final Events events;

    ComposeStaging(
            ComposeSettings settings,
            Path directory,
            ComposeCommand compose,
            Engine engine,
            Redaction redaction,
            Events events) {
        this.settings = settings;
        this.directory = directory;
        this.compose = compose;
        this.engine = engine;
        this.redaction = redaction;
        this.events = events;
    }

    /** The project as the files describe it in that version; nothing is brought yet. */
    ChartInfo chart(String version) {
        if (version == null) {
            throw RunException.usage(
                    "name the version to go to with --to, as " + settings.versionVariable() + " is to hold it");
        }
        ComposeModel model;
        try {
            model = compose.render(version);
        } catch (MissingVariables e) {
            throw new RefusedException(List.of(ComposeVariables.missing(e.names())));
        }
        requireServices(model);
        new ProjectSecrets(redaction).learn(model);
        return new ChartInfo(
                directory,
                compose.project(),
                version,
                version,
                null,
                Json.mapper().createObjectNode(),
                model.sha256());
    }

    private void requireServices(ComposeModel model) {
        Set<String> named = new LinkedHashSet<>(settings.services());
        if (settings.migration() != null) {
            named.add(settings.migration());
        }
        named.stream()
                .filter(service -> model.service(service).isEmpty())
                .findFirst()
                .ifPresent(service -> {
                    throw RunException.usage("the Compose files have no service " + service
                            + ", which ratchet.yaml names; they have "
                            + String.join(", ", model.services().keySet()));
                });
    }

    /** Has all images brought that the version needs, and looks whether they are there. */
    void bring(String version) {
        ComposeModel model = compose.render(version);
        List<String> services = new ArrayList<>(compose.rolled(model));
        if (settings.migration() != null) {
            services.add(settings.migration());
        }
        if (settings.images() != ComposeSettings.Images.staged) {
            events.fact("images", settings.images() + " for " + services.size() + " services, in version " + version);
        }
        fetch(version, services).ifPresent(finding -> {
            throw new RefusedException(List.of(finding));
        });
        List<String> missing = services.stream()
                .map(service -> model.services().get(service).image())
                .distinct()
                .filter(image -> engine.image(image).isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw new RefusedException(List.of(
                    settings.images() == ComposeSettings.Images.pull
                            ? ComposeImages.missing(String.join(", ", missing))
                            : ComposeImages.notStaged(settings.images(), missing)));
        }
    }

    private Optional<Finding> fetch(String version, List<String> services) {
        return switch (settings.images()) {
            case pull ->
                Optional.of(compose.pull(version, services))
                        .filter(answer -> !answer.succeeded())
                        .map(answer -> ComposeImages.missing(answer.lastWords()));
            case build ->
                compose.build(version, services)
                        .map(failure -> ComposeImages.notBuilt(failure.why(), failure.output()));
            case staged -> Optional.empty();
        };
    }
}
