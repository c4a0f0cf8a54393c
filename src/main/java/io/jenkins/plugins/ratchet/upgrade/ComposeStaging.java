package io.jenkins.plugins.ratchet.upgrade;

import io.jenkins.plugins.ratchet.compose.ComposeCommand;
import io.jenkins.plugins.ratchet.compose.ComposeModel;
import io.jenkins.plugins.ratchet.compose.Engine;
import io.jenkins.plugins.ratchet.compose.LocalImage;
import io.jenkins.plugins.ratchet.compose.MissingVariables;
import io.jenkins.plugins.ratchet.compose.ProjectRevision.Rolled;
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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A project in the version to go to, up to the point where something that runs would be touched. */
final class ComposeStaging {
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(pass(word|wd)?|secret|token|credential|(api|private|access|kek|hmac)_?key|_key)");

    /** The password in an address. */
    private static final Pattern IN_ADDRESS = Pattern.compile("://[^:/@\\s]*:([^@/\\s]+)@");

    /** What is shorter may as well be a word of every sentence, such as {@code true}. */
    private static final int SHORTEST = 8;

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
        model.services().values().forEach(service -> {
            service.environment().forEach(this::mask);
            service.buildArguments().forEach(this::mask);
        });
        return new ChartInfo(
                directory,
                compose.project(),
                version,
                version,
                null,
                Json.mapper().createObjectNode(),
                model.sha256());
    }

    /** What the files hold as a secret is not told, whoever quotes it. */
    private void mask(String name, String value) {
        if (value == null) {
            return;
        }
        if (SECRET.matcher(name).matches() && value.length() >= SHORTEST && !value.startsWith("/")) {
            redaction.secret(value);
        }
        IN_ADDRESS.matcher(value).results().forEach(match -> redaction.secret(match.group(1)));
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

    /** By service that is rolled, what it will consist of. */
    Map<String, Rolled> toBeRun(String version) {
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
}
