package io.jenkins.plugins.ratchet.restore;

import io.jenkins.plugins.ratchet.compose.ComposeCommand;
import io.jenkins.plugins.ratchet.compose.Engine;
import io.jenkins.plugins.ratchet.compose.ProjectReleases;
import io.jenkins.plugins.ratchet.event.Redaction;
import io.jenkins.plugins.ratchet.registry.ImagePull;
import java.util.function.Function;

/**
 * What a project of docker compose is driven with.
 *
 * @param registry whether it has an image
 */
public record ProjectMeans(
        ComposeCommand compose,
        Engine engine,
        ProjectReleases releases,
        Function<String, ImagePull> registry,
        Redaction redaction) {}
